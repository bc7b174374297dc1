/** Which engines there are, by the settings. */
import type { Config } from '../config/config.ts'
import { DuetError } from '../protocol/errors.ts'
import type { Engine } from './engine.ts'
import { local } from './local.ts'
import { managedEngines } from './managed/managed-engines.ts'
import { moshi } from './moshi.ts'
import { moshiEngine } from './moshi-engine.ts'
import { personaplex } from './personaplex.ts'
import { vllmOmniEngine } from './vllm-omni.ts'

type Kinds = { readonly [name: string]: (address: URL) => Engine }

type EngineSettings = Pick<
  Config,
  | 'DUET_ENGINES'
  | 'DUET_ENGINE_SESSIONS'
  | 'DUET_MANAGE'
  | 'DUET_MANAGE_PORT'
  | 'MOSHI_HOST'
  | 'MOSHI_PORT'
  | 'MOSHI_URL'
  | 'PERSONAPLEX_URL'
  | 'PERSONAPLEX_VOICE'
>

/**
 * The engines of the settings, best first, never none. Those that Duet starts itself go first; then `DUET_ENGINES`, the whole truth about
 * the others where it is set; else a ws(s) address in
 * PERSONAPLEX_URL or MOSHI_URL; else MOSHI_HOST and MOSHI_PORT; the
 * local engine where there would be none. Throws `config.invalid`.
 */
export function parseEngines(config: EngineSettings): readonly [Engine, ...Engine[]] {
  const ours = { ...local, capabilities: { ...local.capabilities, sessionsPerServer: config.DUET_ENGINE_SESSIONS } }
  const kinds: Kinds = {
    local: (address) => moshiEngine(ours, address),
    personaplex: (address) => moshiEngine(personaplex, address),
    moshi: (address) => moshiEngine(moshi, address),
    'vllm-omni': (address) => vllmOmniEngine(address),
  }
  const atPort = `ws://${bracketed(config.MOSHI_HOST ?? '127.0.0.1')}:${config.MOSHI_PORT}`
  const managed = managedEngines(config).map(({ kind, address }) => moshiEngine(kind.engine, new URL(address)))
  const [first, ...rest] = [...managed, ...otherEngines(kinds, config, atPort)]
  return first ? [first, ...rest] : [moshiEngine(ours, new URL(atPort))]
}

function otherEngines(kinds: Kinds, config: EngineSettings, atPort: string): Engine[] {
  if (config.DUET_ENGINES) return config.DUET_ENGINES.map((written) => parseEngine(kinds, written, atPort))
  const given: Engine[] = []
  if (isSocket(config.PERSONAPLEX_URL)) given.push(moshiEngine(personaplex, new URL(config.PERSONAPLEX_URL)))
  if (isSocket(config.MOSHI_URL)) given.push(moshiEngine(moshi, new URL(config.MOSHI_URL)))
  if (given.length > 0) return given
  return config.MOSHI_HOST ? [moshiEngine(config.PERSONAPLEX_VOICE ? personaplex : moshi, new URL(atPort))] : []
}

function parseEngine(kinds: Kinds, written: string, atPort: string): Engine {
  const [name = '', address = atPort] = written.split(/=(.*)/s)
  const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined
  if (!kind || !URL.canParse(address)) {
    const names = Object.keys(kinds).join(', ')
    throw new DuetError(
      'config.invalid',
      `DUET_ENGINES has "${written}"; allowed: ${names}, each alone or with =ws://host:port.`,
      {
        field: 'DUET_ENGINES',
      },
    )
  }
  return kind(new URL(address))
}

function isSocket(url: string | undefined): url is string {
  return url?.startsWith('ws') === true
}

function bracketed(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
}
