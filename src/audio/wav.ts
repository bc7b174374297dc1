/** WAV files (RIFF) to and from samples. */
import { DuetError } from '../protocol/errors.ts'

export type WavSound = { readonly channels: Float32Array[]; readonly sampleRate: number }

/** An hour and a half of 16-bit stereo at 48 kHz; a file beyond is refused before anything is allocated. */
const MAX_WAV_BYTES = 1024 * 1024 * 1024
const MAX_CHANNELS = 8
const MAX_SAMPLE_RATE = 192_000
const PCM = 1
const FLOAT = 3
const EXTENSIBLE = 0xfffe

type Format = { readonly codec: number; readonly channels: number; readonly sampleRate: number; readonly bits: number }
type SampleReader = { readonly bytes: number; readonly read: (view: DataView, at: number) => number }

/**
 * A file's channels as samples from −1 to 1: PCM of 16 or 24 bits and float of 32, also as WAVE_FORMAT_EXTENSIBLE. A data chunk whose
 * length is missing (0 or all ones, as pipes write it) or too long reaches to the end of the file.
 * @throws DuetError `call.input`
 */
export function readWav(bytes: Uint8Array): WavSound {
  if (bytes.length > MAX_WAV_BYTES) throw bad(`it has ${bytes.length} bytes; ${MAX_WAV_BYTES} are allowed`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 12 || tag(view, 0) !== 'RIFF' || tag(view, 8) !== 'WAVE') throw bad('it does not begin with RIFF and WAVE')
  let format: Format | undefined
  for (let at = 12; at + 8 <= bytes.length; ) {
    const stated = view.getUint32(at + 4, true)
    const from = at + 8
    const left = bytes.length - from
    const name = tag(view, at)
    if (name === 'fmt ') format = readFormat(view, from, Math.min(stated, left))
    if (name === 'data') {
      if (format === undefined) throw bad('its data comes before its format')
      return readSamples(view, from, stated === 0 ? left : Math.min(stated, left), format)
    }
    at = from + stated + (stated & 1)
  }
  throw bad('it holds no sound')
}

/** A PCM file of 16 bits; samples beyond ±1 are clipped, shorter channels end in silence. */
export function writeWav(channels: readonly Float32Array[], sampleRate: number): Uint8Array {
  const frames = channels.reduce((longest, channel) => Math.max(longest, channel.length), 0)
  const dataBytes = frames * channels.length * 2
  const out = new Uint8Array(44 + dataBytes)
  const view = new DataView(out.buffer)
  setTag(view, 0, 'RIFF')
  view.setUint32(4, 36 + dataBytes, true)
  setTag(view, 8, 'WAVE')
  setTag(view, 12, 'fmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, PCM, true)
  view.setUint16(22, channels.length, true)
  view.setUint32(24, sampleRate, true)
  view.setUint32(28, sampleRate * channels.length * 2, true)
  view.setUint16(32, channels.length * 2, true)
  view.setUint16(34, 16, true)
  setTag(view, 36, 'data')
  view.setUint32(40, dataBytes, true)
  channels.forEach((channel, c) => {
    for (let i = 0; i < frames; i++) {
      const sample = Math.max(-32768, Math.min(32767, Math.round((channel[i] ?? 0) * 32768)))
      view.setInt16(44 + (i * channels.length + c) * 2, sample, true)
    }
  })
  return out
}

function readFormat(view: DataView, at: number, bytes: number): Format {
  if (bytes < 16) throw bad('its format chunk is too short')
  const stated = view.getUint16(at, true)
  // The extension's sub-format GUID begins with the codec.
  const codec = stated === EXTENSIBLE && bytes >= 26 ? view.getUint16(at + 24, true) : stated
  const channels = view.getUint16(at + 2, true)
  const sampleRate = view.getUint32(at + 4, true)
  if (channels < 1 || channels > MAX_CHANNELS) throw bad(`it has ${channels} channels; 1 to ${MAX_CHANNELS} are allowed`)
  if (sampleRate < 1000 || sampleRate > MAX_SAMPLE_RATE) throw bad(`its sample rate is ${sampleRate} Hz`)
  return { codec, channels, sampleRate, bits: view.getUint16(at + 14, true) }
}

function readSamples(view: DataView, from: number, bytes: number, format: Format): WavSound {
  const { codec, bits } = format
  const reader = readers[`${codec}/${bits}`]
  if (reader === undefined) throw bad(`its samples are format ${codec} with ${bits} bits`)
  const step = reader.bytes * format.channels
  const frames = Math.floor(bytes / step)
  const channels = Array.from({ length: format.channels }, (_, c) => {
    const samples = new Float32Array(frames)
    for (let i = 0, at = from + c * reader.bytes; i < frames; i++, at += step) samples[i] = reader.read(view, at)
    return samples
  })
  return { channels, sampleRate: format.sampleRate }
}

const readers: Readonly<Record<string, SampleReader>> = {
  [`${PCM}/16`]: { bytes: 2, read: (view, at) => view.getInt16(at, true) / 2 ** 15 },
  [`${PCM}/24`]: { bytes: 3, read: (view, at) => (view.getInt16(at + 1, true) * 256 + view.getUint8(at)) / 2 ** 23 },
  [`${FLOAT}/32`]: { bytes: 4, read: (view, at) => finite(view.getFloat32(at, true)) },
}

/** A NaN in a file would silence everything it is mixed with. */
function finite(sample: number): number {
  return Number.isFinite(sample) ? sample : 0
}

function tag(view: DataView, at: number): string {
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3))
}

function setTag(view: DataView, at: number, name: string): void {
  for (let i = 0; i < 4; i++) view.setUint8(at + i, name.charCodeAt(i))
}

function bad(what: string): DuetError {
  return new DuetError('call.input', `This is not a WAV file Duet can read: ${what}.`)
}
