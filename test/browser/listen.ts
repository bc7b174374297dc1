/** Hears what the page plays: a second ear on its own audio graph, where it meets the loudspeaker. */
import type { Page } from 'playwright-core'

const SAMPLE_RATE = 48_000

/** Runs in the page before its own script: whatever is connected to a loudspeaker is recorded as well, off the page's thread. */
const tap = `{
  const connect = AudioNode.prototype.connect
  const ears = new WeakMap()
  const earOf = (context) => {
    if (!ears.has(context)) {
      const ear = context.createMediaStreamDestination()
      ears.set(context, ear)
      const recorder = new MediaRecorder(ear.stream, { mimeType: 'audio/webm;codecs=opus', audioBitsPerSecond: 64000 })
      const pieces = []
      recorder.ondataavailable = ({ data }) => pieces.push(data)
      recorder.start(500)
      globalThis.heardByTest = () => new Blob(pieces).arrayBuffer()
    }
    return ears.get(context)
  }
  AudioNode.prototype.connect = function (to, ...rest) {
    if (to instanceof AudioDestinationNode) connect.call(this, earOf(this.context))
    return connect.call(this, to, ...rest)
  }
}`

export async function listenToPage(page: Page): Promise<void> {
  await page.addInitScript(tap)
}

/** All that the latest call has played so far: mono samples at 48 kHz. */
export async function heardFrom(page: Page): Promise<{ readonly samples: Float32Array; readonly sampleRate: number }> {
  const text = await page.evaluate<string>(`(async () => {
    const decoded = await new OfflineAudioContext(1, 1, ${SAMPLE_RATE}).decodeAudioData(await heardByTest())
    const pcm = Int16Array.from(decoded.getChannelData(0), (x) => Math.max(-1, Math.min(1, x)) * 32767)
    const bytes = new Uint8Array(pcm.buffer)
    let text = ''
    for (let i = 0; i < bytes.length; i += 32768) text += String.fromCharCode(...bytes.subarray(i, i + 32768))
    return btoa(text)
  })()`)
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'))
  return { samples: Float32Array.from(new Int16Array(bytes.buffer), (value) => value / 32_768), sampleRate: SAMPLE_RATE }
}

export function rms(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / Math.max(1, samples.length))
}
