/** What was seen of each server of the Moshi socket when it was run, as a record the checks ask. */

/** What a caller's fault does to his call: nothing, a close code, or (1006) a dropped connection. */
export type Outcome = 'fine' | 1000 | 1006

export type Profile = {
  readonly name: string
  /** Query of a call that works. */
  readonly query: string
  readonly handshakeBytes: number
  /** `input`: one frame of sound for each received; `wall`: by the clock. */
  readonly pacedBy: 'input' | 'wall'
  /** Of the first frames, this many give no sound. */
  readonly lostFrames: number
  readonly packetMs: number
  readonly headRate: number
  readonly preSkip: number
  /** What granule positions count, Hz. */
  readonly granuleRate: number
  /** Where the words of a frame stand to its sound; null: it says nothing by itself. */
  readonly words: 'before' | 'after' | null
  /** A second caller waits in silence, is refused with a status, or is served. */
  readonly second: 'waits' | 503 | 'served'
  /** Sound sent before the 0x00. */
  readonly early: 'kept' | 'dropped' | 'fatal'
  readonly faults: {
    readonly noHead: Outcome
    readonly beginsAgain: Outcome
    readonly headersAgain: Outcome
    readonly badChecksum: Outcome
    readonly garbage: Outcome
    readonly rawOpus: Outcome
    readonly badPacket: Outcome
    readonly unknownKind: Outcome
  }
  /** What an empty Opus packet is heard as, ms of sound. */
  readonly emptyPacketMs: number
  readonly takesDeflate: boolean
  /** Statuses of a plain GET of /api/chat. */
  readonly plainStatus: number
  /** Whether a call without prompts, or with a `seed`, is dropped. */
  readonly needsPrompts: boolean
  /** Longest wait for a handshake, ms. */
  readonly handshakeMs: number
}

const fine = {
  noHead: 'fine',
  beginsAgain: 'fine',
  headersAgain: 'fine',
  badChecksum: 'fine',
  garbage: 'fine',
  rawOpus: 'fine',
  badPacket: 'fine',
  unknownKind: 'fine',
} as const

export const prompts = `?${new URLSearchParams({ text_prompt: 'You are Ana. You like chess.', voice_prompt: 'NATF2.pt' })}`

/** `moshi.server` 0.2.13, run with tiny weights. */
const moshi: Profile = {
  name: 'moshi',
  query: '',
  handshakeBytes: 0,
  pacedBy: 'input',
  lostFrames: 1,
  packetMs: 40,
  headRate: 48_000,
  preSkip: 3840,
  granuleRate: 48_000,
  words: 'after',
  second: 'waits',
  early: 'kept',
  faults: { ...fine, garbage: 1006, rawOpus: 1006, badPacket: 1006 },
  emptyPacketMs: 5000,
  takesDeflate: true,
  plainStatus: 400,
  needsPrompts: false,
  handshakeMs: 20_000,
}

export const profiles = {
  moshi,
  /** PersonaPlex's server at 3428dfd, run with tiny weights. */
  personaplex: {
    ...moshi,
    name: 'personaplex',
    query: prompts,
    lostFrames: 0,
    packetMs: 80,
    headRate: 24_000,
    granuleRate: 24_000,
    words: 'before',
    early: 'fatal',
    faults: { ...fine, noHead: 1000, beginsAgain: 1000, headersAgain: 1000, badChecksum: 1000, badPacket: 1000 },
    emptyPacketMs: 10_000,
    needsPrompts: true,
    handshakeMs: 60_000,
  },
  /** Kyutai's Rust backend, by its source. */
  'moshi-rust': {
    ...moshi,
    name: 'moshi-rust',
    handshakeBytes: 8,
    granuleRate: 24_000,
    second: 'served',
    faults: { ...moshi.faults, unknownKind: 1006 },
  },
  /** Duet's own. */
  local: {
    ...moshi,
    name: 'local',
    query: prompts,
    pacedBy: 'wall',
    lostFrames: 0,
    packetMs: 20,
    headRate: 24_000,
    preSkip: 312,
    words: null,
    second: 503,
    faults: fine,
    emptyPacketMs: 0,
    takesDeflate: false,
    plainStatus: 426,
  },
} as const satisfies Record<string, Profile>

export type ProfileName = keyof typeof profiles
