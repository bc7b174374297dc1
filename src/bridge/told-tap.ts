/** A tap for tests that hears nothing and tells what it is told to. */
import type { Tap, TapLine, TapStatus } from './tap.ts'
import type { TapEvent } from './tap.worker.ts'

export class ToldTap implements Tap {
  readonly status: TapStatus = { vad: 'energy', calls: 0, pendingBytes: 0, shedPackets: 0, restarts: 0, ear: null }
  #tell: (events: readonly TapEvent[]) => void = () => {}

  open(_at: unknown, onEvents: (events: readonly TapEvent[]) => void): TapLine {
    this.#tell = onEvents
    return { sound() {}, gap() {}, note() {}, end: async () => {} }
  }
  /** As if it had found this in the call that began last. */
  tell(...events: readonly TapEvent[]): void {
    this.#tell(events)
  }
  async settled(): Promise<void> {}
  close(): void {}
}
