/** Stretches of session media time, the last one perhaps still open, and which turns lie in them. */

type Span = { readonly startMs: number; endMs: number | null }

const mostSpans = 16

export class MediaSpans {
  readonly #spans: Span[] = []

  /** Whether one goes on. */
  get open(): boolean {
    return this.#spans.at(-1)?.endMs === null
  }

  begin(atMs: number): void {
    if (this.#spans.push({ startMs: atMs, endMs: null }) > mostSpans) this.#spans.shift()
  }

  end(atMs: number): void {
    const span = this.#spans.at(-1)
    if (span && span.endMs === null) span.endMs = atMs
  }

  /** Whether at least half of a turn lies in them. */
  hold(turn: { readonly startMs: number; readonly endMs: number }): boolean {
    const lengthMs = Math.max(1, turn.endMs - turn.startMs)
    let insideMs = 0
    for (const { startMs, endMs } of this.#spans) {
      insideMs += Math.max(0, Math.min(turn.endMs, endMs ?? turn.endMs) - Math.max(turn.startMs, startMs))
    }
    return insideMs * 2 >= lengthMs
  }
}
