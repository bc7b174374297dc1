/** Hears what the page plays: a second ear on its own audio graph, where it meets the loudspeaker. */
import type { Page } from 'playwright-core'

const SAMPLE_RATE = 48_000

/**
 * Runs in the page before its own script: whatever is connected to a loudspeaker is also written down. A script processor, as the
 * page's policy admits no worklet but its own.
 */
const tap = `{
  const connect = AudioNode.prototype.connect
  globalThis.heardByTest = []
  let ear
  AudioNode.prototype.connect = function (to, ...rest) {
    if (to instanceof AudioDestinationNode && this !== ear) {
      if (ear?.context !== this.context) {
        ear = this.context.createScriptProcessor(8192, 1, 1)
        ear.onaudioprocess = ({ inputBuffer }) =>
          heardByTest.push(Int16Array.from(inputBuffer.getChannelData(0), (x) => Math.max(-1, Math.min(1, x)) * 32767))
        connect.call(ear, this.context.destination)
      }
      connect.call(this, ear)
    }
    return connect.call(this, to, ...rest)
  }
}`

export async function listenToPage(page: Page): Promise<void> {
  await page.addInitScript(tap)
}

/** All that was played so far: mono samples at 48 kHz. */
export async function heardFrom(page: Page): Promise<{ readonly samples: Float32Array; readonly sampleRate: number }> {
  const text = await page.evaluate<string>(`(() => {
    const whole = new Uint8Array(heardByTest.reduce((sum, block) => sum + block.byteLength, 0))
    let at = 0
    for (const block of heardByTest) {
      whole.set(new Uint8Array(block.buffer), at)
      at += block.byteLength
    }
    let text = ''
    for (let i = 0; i < whole.length; i += 32768) text += String.fromCharCode(...whole.subarray(i, i + 32768))
    return btoa(text)
  })()`)
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'))
  return { samples: Float32Array.from(new Int16Array(bytes.buffer), (value) => value / 32_768), sampleRate: SAMPLE_RATE }
}

export function rms(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / Math.max(1, samples.length))
}
