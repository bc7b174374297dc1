/** `duet engines`: asks the running bridge how its engines are, and takes servers out of use or back. */
import { enginesSchema } from '../bridge/api.ts'
import type { Config } from '../config/config.ts'
import { DuetError } from '../protocol/errors.ts'
import { bearer, refusalOf } from './call-target.ts'
import { type EnginesAnswer, enginesTable } from './engines-table.ts'
import { exitCodes } from './exit.ts'
import { type ConfigFlags, readConfig } from './flags.ts'
import { urlHost } from './ports.ts'

export type EnginesFlags = ConfigFlags & { readonly url?: string; readonly json?: true }

const answerMs = 10_000

/** Throws `engine.unreachable` where no bridge runs, and what the bridge answers. */
export async function listEngines(flags: EnginesFlags): Promise<number> {
  print(await ask(flags, '/engines'), flags)
  return exitCodes.ok
}

/** Throws `engine.unknown` with the servers there are. */
export async function drainEngine(id: string, on: boolean, flags: EnginesFlags): Promise<number> {
  print(await ask(flags, `/engines/${encodeURIComponent(id)}/drain`, { on }), flags)
  return exitCodes.ok
}

function print(answer: EnginesAnswer, flags: EnginesFlags): void {
  console.log(flags.json ? JSON.stringify(answer, null, 2) : enginesTable(answer))
}

async function ask(flags: EnginesFlags, path: string, body?: unknown): Promise<EnginesAnswer> {
  const { config } = readConfig(flags)
  const base = flags.url ?? bridgeOf(config)
  if (!URL.canParse(base)) throw new DuetError('request.invalid', `--url is "${base}"; allowed: http://host:port of a bridge.`)
  let response: Response
  try {
    response = await fetch(new URL(path, base), {
      headers: { 'content-type': 'application/json', ...bearer(config.DUET_API_KEY) },
      signal: AbortSignal.timeout(answerMs),
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    })
  } catch (cause) {
    const message = `No bridge answers at ${base}. Start it with "npm start", or name another with --url.`
    throw new DuetError('engine.unreachable', message, { cause })
  }
  const answer: unknown = await response.json().catch(() => undefined)
  const engines = enginesSchema.safeParse(answer)
  if (response.ok && engines.success) return engines.data
  const unexpected = `${base} answered with status ${response.status}, not as a bridge does.`
  throw refusalOf(answer) ?? new DuetError('engine.unreachable', unexpected)
}

function bridgeOf(config: Config): string {
  return `http://${urlHost(config.DUET_HOST)}:${config.DUET_BRIDGE_PORT}`
}
