/** Cuts the microphone's sound into 20 ms packets and hands them to the page; silence where there is no microphone. */

/** To the page: 960 mono samples at 48 kHz, the frame they end at, and their root mean square. */
export interface CaptureReport {
  readonly frame: number
  readonly samples: Float32Array<ArrayBuffer>
  readonly level: number
}

const PACKET_FRAMES = 960

class CaptureProcessor extends AudioWorkletProcessor {
  #packet = new Float32Array(PACKET_FRAMES)
  #filled = 0

  override process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const input = inputs[0]?.[0]
    const length = input?.length ?? outputs[0]?.[0]?.length ?? 128
    for (let i = 0; i < length; i += 1) {
      this.#packet[this.#filled] = input?.[i] ?? 0
      this.#filled += 1
      if (this.#filled === PACKET_FRAMES) this.#send(currentFrame + i + 1)
    }
    return true
  }

  #send(frame: number): void {
    let sum = 0
    for (const value of this.#packet) sum += value * value
    const report: CaptureReport = { frame, samples: this.#packet, level: Math.sqrt(sum / PACKET_FRAMES) }
    this.port.postMessage(report, [this.#packet.buffer])
    this.#packet = new Float32Array(PACKET_FRAMES)
    this.#filled = 0
  }
}
registerProcessor('duet-capture', CaptureProcessor)
