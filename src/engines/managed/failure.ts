/** Why a model server ended, told from what it wrote since its last start and from how it went; in words a person can act on. */
import { DuetError, type ErrorCode } from '../../protocol/errors.ts'

export type ServerEnd = {
  /** Output of this start only, oldest first; the last hundreds of lines are enough. */
  readonly lines: readonly string[]
  readonly exitCode: number | null
  readonly signal: string | null
  /** The system's code where the program could not be started, e.g. ENOENT. */
  readonly startError?: string | undefined
}

/** What the words depend on. */
export type ServerFacts = {
  readonly name: string
  readonly port: number
  readonly python: string
  readonly pythonVariable: string
  readonly argumentsVariable: string
  readonly hasToken: boolean
}

type Rule = {
  readonly pattern: RegExp
  readonly code: ErrorCode
  readonly say: (facts: ServerFacts, found: RegExpExecArray) => string
}

const rules: readonly Rule[] = [
  {
    pattern:
      /CUDA out of memory|OutOfMemoryError|CUDA error: out of memory|CUBLAS_STATUS_ALLOC_FAILED|CUDNN_STATUS_ALLOC_FAILED/i,
    code: 'engine.gpu_memory',
    say: () => 'the GPU has too little free memory for the model.',
  },
  {
    pattern: /address already in use|\[Errno (98|48)\]|EADDRINUSE/i,
    code: 'port.busy',
    say: ({ port }) => `port ${port} is taken by another program; DUET_MANAGE_PORT chooses another.`,
  },
  {
    pattern: /No module named '?([\w.]+)'?/,
    code: 'engine.module_missing',
    say: ({ python, pythonVariable }, found) =>
      `the Python package "${(found[1] ?? '').split('.')[0]}" is not there for ${python} (${pythonVariable}).`,
  },
  {
    pattern: /LocalTokenNotFoundError|token is required/i,
    code: 'engine.token_missing',
    say: () => 'its weights may be fetched by a known account only, and HF_TOKEN is not set.',
  },
  {
    pattern:
      /GatedRepoError|gated repo|Cannot access gated|is restricted|RepositoryNotFoundError|Invalid user token|\b(401|403) Client Error/i,
    code: 'engine.weights_access',
    say: ({ hasToken }) =>
      hasToken
        ? 'Hugging Face does not give its weights to the account of HF_TOKEN.'
        : 'its weights may be fetched by a known account only, and HF_TOKEN is not set.',
  },
  {
    pattern:
      /Found no NVIDIA driver|No CUDA GPUs are available|not compiled with CUDA enabled|CUDA driver version is insufficient|no CUDA-capable device|Cannot find CUDA|no kernel image is available/i,
    code: 'engine.no_gpu',
    say: () => 'it finds no GPU that it can use.',
  },
  {
    pattern: /error: (unrecognized arguments?:.*|argument .*|the following arguments .*)/,
    code: 'engine.arguments',
    say: ({ argumentsVariable }, found) => `it does not know an argument (${argumentsVariable}): ${found[1]}`,
  },
  {
    pattern: /No space left on device|\[Errno 28\]/,
    code: 'engine.weights_download',
    say: () => 'there is no room on the disk for its weights.',
  },
  {
    pattern:
      /LocalEntryNotFoundError|OfflineModeIsEnabled|MaxRetryError|Name or service not known|name resolution|ReadTimeout|ConnectTimeout|ConnectionError/,
    code: 'engine.weights_download',
    say: () => 'its weights could not be fetched.',
  },
  {
    pattern: /can't allocate memory|^MemoryError|Cannot allocate memory/,
    code: 'engine.killed',
    say: () => 'the main memory is used up.',
  },
]

/**
 * The cause, with a catalogue code. The last line that says something counts: libraries warn of much at a start that then succeeds. A
 * code that is not `retryable` says that starting it again would only repeat it.
 */
export function classifyEnd(end: ServerEnd, facts: ServerFacts): DuetError {
  const { name, python, pythonVariable, hasToken } = facts
  if (end.startError !== undefined)
    return new DuetError('engine.module_missing', `${name}: ${python} (${pythonVariable}) cannot be run (${end.startError}).`)
  for (const line of [...end.lines].reverse()) {
    for (const rule of rules) {
      const found = rule.pattern.exec(line)
      if (!found) continue
      const code = rule.code === 'engine.weights_access' && !hasToken ? 'engine.token_missing' : rule.code
      return new DuetError(code, `${name}: ${rule.say(facts, found)}`)
    }
  }
  if (end.signal !== null) return new DuetError('engine.killed', `${name}: ${killedBy(end.signal)}`)
  const last = end.lines.findLast((line) => line.trim() !== '')
  return new DuetError(
    'engine.crashed',
    `${name}: it ended with exit code ${end.exitCode}${last ? ` (${last.slice(0, 200)})` : ''}.`,
  )
}

function killedBy(signal: string): string {
  if (signal === 'SIGKILL') return 'it was killed (SIGKILL); where no person did, the system had no main memory left.'
  if (signal === 'SIGSEGV' || signal === 'SIGBUS' || signal === 'SIGABRT' || signal === 'SIGILL')
    return `a native library crashed (${signal}).`
  return `it was ended from outside (${signal}).`
}
