/** What the local engine needs of a text model: one streaming, cancellable interface. */

export type Said = {
  readonly side: 'user' | 'agent'
  /** For the agent: what was heard of it, not what was generated. */
  readonly text: string
  /** The agent was cut off after `text`; `rest` is what it had still meant to say. */
  readonly rest?: string
}

export type BrainPersona = {
  readonly name: string
  /** Who it is and how it behaves: the text prompt without what is remembered. */
  readonly role: string
  /** What is remembered of the person from earlier calls, a sentence each, in the third person; absent: nothing. */
  readonly known?: readonly string[]
}

export type RunningTimer = { readonly label: string; readonly secondsLeft: number }

export type BrainRequest = {
  readonly persona: BrainPersona
  /** The call so far, oldest first; the last entry is what is to be answered when `cause` is `user`. */
  readonly history: readonly Said[]
  /** `user`: answer the last entry. `silence`: nobody has spoken for a while, take up the thread gently. `timer`: a timer ran out. `greeting`: open the call. */
  readonly cause: 'user' | 'silence' | 'timer' | 'greeting'
  /** For `timer`: what it was for. */
  readonly label?: string
  /** The timers that run in this call, in the order they were set; absent where the asker doesn't know. */
  readonly timers?: readonly RunningTimer[]
  readonly now: Date
  readonly timeZone: string
  readonly signal: AbortSignal
}

/** A brain streams text; a few effects on the voice and the call come beside it. */
export type BrainOutput =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'speed'; readonly factor: number }
  | { readonly type: 'volume'; readonly factor: number }
  | { readonly type: 'timer'; readonly seconds: number; readonly label: string }
  /** Takes back the timer set last, or all of them. */
  | { readonly type: 'timer-cancel'; readonly which: 'last' | 'all' }
  | { readonly type: 'pause'; readonly ms: number }

export interface Brain {
  /** As shown to people: "built-in", "anthropic:claude-…", "http://127.0.0.1:11434/v1 llama3.2". */
  readonly name: string
  /** Whether its answers are worth preparing on suspicion: false where each request costs money or a scarce slot. */
  readonly speculative: boolean
  /** It gives `timer` when asked for one; a model of words does not, whatever it says. */
  readonly timers?: boolean
  /** Ends early and silently when `request.signal` aborts (within 50 ms). Throws `brain.failed` when the model cannot answer. */
  reply(request: BrainRequest): AsyncIterable<BrainOutput>
  close(): Promise<void>
}
