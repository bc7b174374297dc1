/** What has been said in a call, as the next engine leg must know it: kept up as turns end, with what no engine has heard marked. */
import { addTurn, type CallDigest, type CallSummary, noSummary, settleUnheard } from '../../conversation/summary.ts'
import type { ServerEvent, Turn } from '../../protocol/session.ts'
import { MediaSpans } from './media-spans.ts'

/** Makes sentences for a prompt out of a call; rejects or comes too late without harm. */
export interface Summariser {
  summarise(turns: CallSummary['turns'], signal: AbortSignal): Promise<readonly string[]>
}

/** Longest wait for a better summary, ms: it is asked for well before it is needed. */
const digestMs = 15_000

export class CallStory {
  #summary: CallSummary
  readonly #summariser: Summariser | undefined
  /** In which no engine listened. */
  readonly #deaf = new MediaSpans()
  #digest: CallDigest | undefined
  #asked = 0
  /** Unheard turns that stand in the prompt of the leg opened last. */
  #promised: ReadonlySet<string> = new Set()

  /** @param earlier turns of the session before this call, oldest first */
  constructor(earlier: readonly Turn[], summariser?: Summariser) {
    this.#summary = earlier.reduce(addTurn, noSummary)
    this.#summariser = summariser
  }

  /** What a prompt is made of now; it is taken to be for a leg that is opened at once. */
  forPrompt(): { readonly summary: CallSummary; readonly digest: CallDigest | undefined } {
    this.#promised = new Set(this.#summary.turns.filter((turn) => turn.unheard).map((turn) => turn.turnId))
    return { summary: this.#summary, digest: this.#digest }
  }

  /**
   * Takes what the conversation core tells. @returns whether words came to light that were not known, and the turn that is found to have
   * been said to nobody
   */
  take(event: ServerEvent): { readonly news: boolean; readonly unheard: Turn | undefined } {
    if (event.type === 'transcript') {
      const { turnId, side, text } = event
      const now = side === 'user' && this.#deaf.open
      return { news: this.#add(now ? { turnId, side, text, unheard: true } : { turnId, side, text }), unheard: undefined }
    }
    if (event.type !== 'turn.end') return { news: false, unheard: undefined }
    const { turn } = event
    const unheard = turn.side === 'user' && this.#deaf.hold(turn)
    return { news: this.#add({ ...turn, unheard: unheard || turn.unheard === true }), unheard: unheard ? turn : undefined }
  }

  /** Words that came in writing. */
  typed(turn: Turn, unheard: boolean): void {
    this.#add({ ...turn, unheard })
  }

  /** The user was away and did not hear this turn of the agent, as came out later. */
  missed(turnId: string): void {
    const turn = this.#summary.turns.find((one) => one.turnId === turnId)
    if (turn) this.#add({ ...turn, unheard: true })
  }

  /** No engine listens from here on. */
  deafFrom(atMs: number): void {
    this.#deaf.begin(atMs)
  }

  /** A leg carries the call, whose prompt was the one made last. */
  heardAgain(atMs: number): void {
    this.#deaf.end(atMs)
    this.#summary = settleUnheard(this.#summary, this.#promised)
    this.#promised = new Set()
  }

  /** A turn was told to the engine after all. */
  settle(turnId: string): void {
    this.#summary = settleUnheard(this.#summary, new Set([turnId]))
  }

  /** What the user said while no engine listened and stands in no prompt, oldest first. */
  get unheard(): readonly { readonly turnId: string; readonly text: string }[] {
    return this.#summary.turns.filter((turn) => turn.unheard && turn.side === 'user')
  }

  /** Asks for a better summary, where there is somebody to ask. Never waited for. */
  prepare(signal: AbortSignal): void {
    const { turns } = this.#summary
    if (!this.#summariser || turns.length === 0) return
    const asked = ++this.#asked
    void this.#summariser
      .summarise(turns, AbortSignal.any([signal, AbortSignal.timeout(digestMs)]))
      .then((sentences) => {
        // Overtaken by one that knows more.
        if (asked !== this.#asked) return
        this.#digest = { sentences, covers: new Set(turns.map((turn) => turn.turnId)) }
      })
      .catch(() => {})
  }

  #add(turn: Parameters<typeof addTurn>[1]): boolean {
    const before = this.#summary.turns.find((one) => one.turnId === turn.turnId)
    // A late correction leaves the mark where it is.
    this.#summary = addTurn(this.#summary, before?.unheard && turn.unheard === undefined ? { ...turn, unheard: true } : turn)
    const after = this.#summary.turns.find((one) => one.turnId === turn.turnId)
    return before?.text !== after?.text
  }
}
