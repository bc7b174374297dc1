/** Who speaks and how long nobody has, by what the conversation core tells. It lags behind the sound by what the core needs to know it. */
import type { ServerEvent, Side } from '../../protocol/session.ts'

const samplesPerMs = 48

export class FloorWatch {
  readonly #speaking = { user: false, agent: false }
  #quietFromMs: number
  #lastSpoke: Side | null = null

  /** @param sample where the session's clock stands */
  constructor(sample: number) {
    this.#quietFromMs = sample / samplesPerMs
  }

  take(event: ServerEvent): void {
    if (event.type !== 'speech') return
    this.#speaking[event.side] = event.speaking
    this.#lastSpoke = event.side
    if (!event.speaking) this.#quietFromMs = Math.max(this.#quietFromMs, event.atMs)
  }

  /** The agent's stream is gone: whatever it was saying is over. */
  agentGone(sample: number): void {
    if (!this.#speaking.agent) return
    this.#speaking.agent = false
    this.#quietFromMs = sample / samplesPerMs
  }

  at(sample: number): { readonly silentMs: number; readonly lastSpoke: Side | null } {
    const { user, agent } = this.#speaking
    return { silentMs: user || agent ? 0 : Math.max(0, sample / samplesPerMs - this.#quietFromMs), lastSpoke: this.#lastSpoke }
  }
}
