/** Who carries out a task: told what to do and what was answered so far, it says what came of it, or what it needs to know. */
import type { CommandCall } from './commands.ts'

export type Work = {
  readonly taskId: string
  /** What the person wants done, in their words. */
  readonly instruction: string
  readonly answers: readonly { readonly question: string; readonly answer: string }[]
  /** What the executor gave with its last question; null at the first run. */
  readonly resume: unknown
  readonly timeoutMs: number
  /** Whether the person agrees; false where they do not, or not in time. */
  readonly agreed: (call: CommandCall) => Promise<boolean>
  readonly signal: AbortSignal
}
export type Outcome =
  | { readonly type: 'done'; readonly output: string }
  | { readonly type: 'question'; readonly question: string; readonly context: string; readonly resume: unknown }
  /** `reason`: a sentence for a person. */
  | { readonly type: 'failed'; readonly reason: string; readonly output: string }

export interface Executor {
  /** As shown to people. */
  readonly name: string
  /** Each task is asked about before it begins. */
  readonly confirm: boolean
  /** Ends soon after its signal aborts. Rejects only where something is wrong with us. */
  run(work: Work): Promise<Outcome>
}
