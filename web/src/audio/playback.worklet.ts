/** Plays decoded samples through the jitter buffer, and reports level and position. */
import { JitterBuffer, type JitterStats } from './jitter-buffer.ts'

/** From the page: decoded mono samples at the context's rate. */
export type PlaybackInput = Float32Array
/** To the page, every `REPORT_FRAMES`. */
export interface PlaybackReport extends JitterStats {
  readonly frame: number
  /** Root mean square of what was played since the last report. */
  readonly level: number
}

const REPORT_FRAMES = 1_920 // 40 ms at 48 kHz

class PlaybackProcessor extends AudioWorkletProcessor {
  readonly #buffer = new JitterBuffer()
  #sum = 0
  #count = 0

  constructor() {
    super()
    this.port.onmessage = (event: MessageEvent<PlaybackInput>) => this.#buffer.push(event.data)
  }

  override process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const channels = outputs[0] ?? []
    const first = channels[0]
    if (first === undefined) return true
    this.#buffer.pull(first)
    for (const other of channels.slice(1)) other.set(first)
    for (const value of first) this.#sum += value * value
    this.#count += first.length
    if (this.#count >= REPORT_FRAMES) {
      const report: PlaybackReport = {
        ...this.#buffer.stats,
        frame: currentFrame + first.length,
        level: Math.sqrt(this.#sum / this.#count),
      }
      this.port.postMessage(report)
      this.#sum = 0
      this.#count = 0
    }
    return true
  }
}
registerProcessor('duet-playback', PlaybackProcessor)
