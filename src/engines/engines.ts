/** Which engines there are, by the settings. */
import type { Config } from '../config/config.ts'
import { DuetError } from '../protocol/errors.ts'
import type { Engine } from './engine.ts'
import { local } from './local.ts'
import { moshi } from './moshi.ts'
import { type MoshiKind, moshiEngine } from './moshi-engine.ts'
import { personaplex } from './personaplex.ts'

const kinds: readonly MoshiKind[] = [local, personaplex, moshi]

type EngineSettings = Pick<
  Config,
  'DUET_ENGINES' | 'MOSHI_HOST' | 'MOSHI_PORT' | 'MOSHI_URL' | 'PERSONAPLEX_URL' | 'PERSONAPLEX_VOICE'
>

/**
 * The engines of the settings, best first, never none. `DUET_ENGINES` is the whole truth where it is set; else a ws(s) address in
 * PERSONAPLEX_URL or MOSHI_URL; else MOSHI_HOST and MOSHI_PORT; else the local engine. Throws `config.invalid`.
 */
export function parseEngines(config: EngineSettings): readonly [Engine, ...Engine[]] {
  const atPort = `ws://${bracketed(config.MOSHI_HOST ?? '127.0.0.1')}:${config.MOSHI_PORT}`
  if (config.DUET_ENGINES) {
    const [first, ...rest] = config.DUET_ENGINES.map((written) => parseEngine(written, atPort))
    if (first) return [first, ...rest]
  }
  const given: Engine[] = []
  if (isSocket(config.PERSONAPLEX_URL)) given.push(moshiEngine(personaplex, new URL(config.PERSONAPLEX_URL)))
  if (isSocket(config.MOSHI_URL)) given.push(moshiEngine(moshi, new URL(config.MOSHI_URL)))
  const [first, ...rest] = given
  if (first) return [first, ...rest]
  if (config.MOSHI_HOST) return [moshiEngine(config.PERSONAPLEX_VOICE ? personaplex : moshi, new URL(atPort))]
  return [moshiEngine(local, new URL(atPort))]
}

function parseEngine(written: string, atPort: string): Engine {
  const [name = '', address = atPort] = written.split(/=(.*)/s)
  const kind = kinds.find((one) => one.name === name)
  if (!kind || !URL.canParse(address)) {
    const names = kinds.map((one) => one.name).join(', ')
    throw new DuetError(
      'config.invalid',
      `DUET_ENGINES has "${written}"; allowed: ${names}, each alone or with =ws://host:port.`,
      {
        field: 'DUET_ENGINES',
      },
    )
  }
  return moshiEngine(kind, new URL(address))
}

function isSocket(url: string | undefined): url is string {
  return url?.startsWith('ws') === true
}

function bracketed(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
}
