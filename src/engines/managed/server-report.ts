/** What a managed server's owner tells those who look at its engine: what it does, why, and what a person can do about it. */
import { DuetError } from '../../protocol/errors.ts'
import type { LifeState } from './life.ts'

export const serverStates = ['fetching', 'starting', 'ready', 'restarting', 'ending', 'ended', 'given_up'] as const
export type ServerReport = {
  /** "moshi-1" */
  readonly name: string
  /** "ws://127.0.0.1:9100" */
  readonly address: string
  /** `fetching`: it starts, and its weights are on their way; `restarting`: it failed and is started again in a moment. */
  readonly state: (typeof serverStates)[number]
  /** Since when, epoch ms. */
  readonly since: number
  /** How far it is, or why it failed last; null where there is nothing to tell. */
  readonly detail: string | null
  /** What a person can do about that failure. */
  readonly action: string | null
}

/** @param fetched what its output told last of the weights, while they are fetched. @param asked it was told to end */
export function serverReport(
  { phase, fault }: Pick<LifeState, 'phase' | 'fault'>,
  told: Pick<ServerReport, 'name' | 'address' | 'since'>,
  { fetched, asked }: { readonly fetched: string | undefined; readonly asked: boolean },
): ServerReport {
  const state = stateOf(phase, fetched !== undefined, asked)
  const failed = state === 'ready' || asked ? null : fault
  const detail = state === 'fetching' ? (fetched ?? null) : (failed?.message ?? null)
  return { ...told, state, detail, action: state === 'fetching' ? null : (failed?.action ?? null) }
}

/** Why it takes no call, in words for those who call; null: it does. */
export function unready({ name, state }: Pick<ServerReport, 'name' | 'state'>): DuetError | null {
  return state === 'ready' ? null : new DuetError('engine.not_ready', `${name} ${unreadyWords[state]}.`)
}

const unreadyWords = {
  fetching: 'is fetching its model',
  starting: 'is starting',
  restarting: 'has failed and is started again',
  ending: 'is ending',
  ended: 'has ended',
  given_up: 'has failed too often and was given up',
} as const

function stateOf(phase: LifeState['phase'], fetches: boolean, asked: boolean): ServerReport['state'] {
  switch (phase) {
    case 'starting':
      return fetches ? 'fetching' : 'starting'
    case 'waiting':
      return 'restarting'
    case 'ended':
      return asked ? 'ended' : 'given_up'
    default:
      return phase
  }
}

/** How far a file is, where a line of the server's output is the bar of one being fetched: "model.safetensors: 42% of 15.4GB". */
export function fetchProgress(line: string): string | undefined {
  const bar = /^\s*(\S.*?):\s+(\d{1,3})%\|.*?\|\s*[\d.]+\w?\/([\d.]+\w?)\b.*B\/s/.exec(line)
  if (!bar) return undefined
  const [, path = '', percent, size] = bar
  return `${path.split('/').at(-1)}: ${percent}% of ${size}B`
}
