/** What tells the servers apart that the fake engine stands for: how each packs its sound, and the quirks it always has. */
import type { Quirks } from './quirks.ts'

export const fakeKinds = ['personaplex', 'moshi', 'moshi-rust', 'vllm-omni'] as const
export type FakeKind = (typeof fakeKinds)[number]

/** A server of the Moshi socket. */
export type FakeWire = {
  /** Persona and voice come in the query; a call without them is dropped. */
  readonly prompts: boolean
  /** Milliseconds of one Opus packet. */
  readonly packetMs: 40 | 80
  /** Whether the two packets of a frame come as one message. */
  readonly frameInOneMessage: boolean
  /** `ready`: both header pages right after the 0x00, each its own message; `first-sound`: before the first page of sound. */
  readonly headers: 'ready' | 'first-sound'
  readonly headRate: 24000 | 48000
  readonly vendor: string
  /** `sphn-0.1`: checksums and a first page are insisted on, garbage is skipped; `sphn-0.2`: the opposite. */
  readonly reader: 'sphn-0.1' | 'sphn-0.2'
  /** The first frame only fills the pipe. */
  readonly losesFirstFrame: boolean
  /** How a fault in the call ends it: with a close code, or 1006 for a dropped connection. */
  readonly faultCode: 1000 | 1006
  /** A kind it does not know, a text message or a ping with a payload ends the call. */
  readonly strictKinds: boolean
  /** JSON sent as kind 4 before the 0x00. */
  readonly metadata: string | undefined
  /** What it always does; a quirk given by name goes before it. */
  readonly quirks: Quirks
}

const python = { losesFirstFrame: true, reader: 'sphn-0.2', faultCode: 1006, strictKinds: false, metadata: undefined } as const

export const fakeWires: { readonly [Kind in Exclude<FakeKind, 'vllm-omni'>]: FakeWire } = {
  moshi: {
    ...python,
    prompts: false,
    packetMs: 40,
    frameInOneMessage: true,
    headers: 'first-sound',
    headRate: 48000,
    vendor: 'KyutaiMoshi',
    quirks: { 'silent-lock': true },
  },
  personaplex: {
    prompts: true,
    packetMs: 80,
    frameInOneMessage: true,
    headers: 'ready',
    headRate: 24000,
    vendor: 'sphn-pyo3',
    reader: 'sphn-0.1',
    losesFirstFrame: false,
    faultCode: 1000,
    strictKinds: false,
    metadata: undefined,
    quirks: {
      'silent-lock': true,
      'persona-leak': true,
      'drops-early-audio': true,
      'text-before-audio': true,
      'granule-24k': true,
      'no-greeting': true,
    },
  },
  'moshi-rust': {
    ...python,
    prompts: false,
    packetMs: 40,
    frameInOneMessage: false,
    headers: 'first-sound',
    headRate: 48000,
    vendor: 'KyutaiMoshi',
    strictKinds: true,
    metadata: JSON.stringify({ text_temperature: 0.8, audio_temperature: 0.8, instance_name: 'fake', build_info: {} }),
    quirks: { 'handshake-bytes': 8, 'granule-24k': true, 'max-session': 360_000 },
  },
}
