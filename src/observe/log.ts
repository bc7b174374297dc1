/** The logger: JSON lines, readable ones on a terminal; levels and what may be logged are ruled here. */
import { createRequire } from 'node:module'
import { type DestinationStream, type Logger, pino } from 'pino'

/**
 * *error*: we gave up on something; *warn*: an anomaly we recovered from; *info*: one per step of a life, never above 1/s;
 * *debug*: the rest. Nothing said in a call, no prompt, no key and no address of a person is ever given to it.
 */
export type Log = Logger

/** Fields that never reach the output, whatever is logged. */
const redacted = ['text', 'prompt', 'text_prompt', 'transcript', 'audio', 'authorization', 'cookie', 'key', 'token']

export type LogOptions = {
  readonly level: string
  /** The role that logs: "bridge", "engine", "duet". */
  readonly name: string
  /** Where the lines go; standard error if not given. */
  readonly destination?: DestinationStream
}

/** A logger; `log.child({ session })` marks every line of one session. */
export function createLog(options: LogOptions): Log {
  const settings = {
    level: options.level,
    base: { role: options.name },
    redact: { paths: redacted.flatMap((field) => [field, `*.${field}`]), remove: true },
    serializers: { err: plainError },
  }
  return pino(settings, options.destination ?? terminalOrPlain())
}

/** Code, message and stack of an error, and the same of its cause; no other property, since those may hold requests or prompts. */
function plainError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: typeof error }
  const code = 'code' in error ? { code: String(error.code) } : {}
  return { ...code, message: error.message, stack: error.stack, ...(error.cause ? { cause: plainError(error.cause) } : {}) }
}

function terminalOrPlain(): DestinationStream {
  if (process.stderr.isTTY) {
    try {
      // A development dependency: absent in a production install, where plain lines do.
      const pretty = createRequire(import.meta.url)('pino-pretty')
      return pretty({ destination: 2, ignore: 'pid,hostname', translateTime: 'HH:MM:ss.l', sync: true })
    } catch {}
  }
  return pino.destination({ dest: 2, sync: true })
}
