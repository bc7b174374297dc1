/** What an item's two channels say, after the definitions of Full-Duplex-Bench v1 and v1.5. Pure; all times in ms of the call. */
import { envelope } from '../../src/audio/energy.ts'

export type Stretch = { readonly startMs: number; readonly endMs: number }
export type Word = Stretch & { readonly text: string }

/** Windows in which levels are taken, ms. */
export const windowMs = 10
/** Silences of the agent shorter than this are inside its speech (v1.5 merges at 0.5 s). */
export const mergeMs = 500
/** Softer than this is silence whatever else there is, dBFS. */
const floorDbfs = -50
/** So far below its loud parts a voice is not heard any more, dB. */
const rangeDb = 32

/** A takeover is a second of words, or more than three (v1). */
const takeoverMs = 1000
const backchannelWords = 3
/** v1's backchannel test, on stretches of its own. */
const ownBackchannel = { longestMs: 1000, words: 2, takeoverMs: 3000 } as const
/** Nobody says more words in a time than one in so many ms: more is the ear's invention for a sound without words. */
const shortestWordMs = 120
/** Silence that begins so soon after a user's sound and is longer than this is a stop, ms. */
const stopSilenceMs = 700

/** Levels of 10 ms windows, dBFS. */
export function levels(samples: Float32Array, sampleRate: number): Float32Array {
  return envelope(samples, Math.round((windowMs * sampleRate) / 1000))
}

/** Stretches of voice by energy: louder than −50 dBFS and than 32 dB below the loud parts; gaps under `gapMs` bridged, clicks dropped. */
export function voiceStretches(levelsDbfs: Float32Array, gapMs: number = mergeMs): Stretch[] {
  const sorted = levelsDbfs.slice().sort()
  const loud = sorted[Math.floor(sorted.length * 0.98)] ?? floorDbfs
  const threshold = Math.max(floorDbfs, loud - rangeDb)
  const out: { startMs: number; endMs: number }[] = []
  for (const [index, level] of levelsDbfs.entries()) {
    if (level < threshold) continue
    const startMs = index * windowMs
    const last = out.at(-1)
    if (last && startMs - last.endMs < gapMs) last.endMs = startMs + windowMs
    else out.push({ startMs, endMs: startMs + windowMs })
  }
  return out.filter(({ startMs, endMs }) => endMs - startMs >= 40)
}

/** Words of a stretch laid out over it by their letters: rough, but a span and a count is all that takeovers need. */
export function spreadWords(text: string, stretch: Stretch): Word[] {
  const words = text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word))
  const letters = words.reduce((sum, word) => sum + word.length + 1, 0)
  let at = 0
  return words.map((word) => {
    const startMs = stretch.startMs + ((stretch.endMs - stretch.startMs) * at) / letters
    at += word.length + 1
    return { text: word, startMs, endMs: stretch.startMs + ((stretch.endMs - stretch.startMs) * at) / letters }
  })
}

/** v1's takeover: no words, or under a second and at most three of them, is none. */
export function takesOver(words: readonly Word[]): boolean {
  const first = words[0]
  const last = words.at(-1)
  if (!first || !last) return false
  return !(last.endMs - first.startMs < takeoverMs && words.length <= backchannelWords)
}

/** Words that begin from one time on, and before another. */
export function wordsWithin(words: readonly Word[], fromMs: number, toMs = Number.POSITIVE_INFINITY): Word[] {
  return words.filter((word) => word.startMs >= fromMs && word.startMs < toMs)
}

/** Start of the first stretch that holds a word of `words`. */
function firstOnset(stretches: readonly Stretch[], words: readonly Word[]): number | undefined {
  const first = words[0]
  if (!first) return undefined
  return stretches.find((stretch) => stretch.endMs > first.startMs)?.startMs ?? first.startMs
}

export type Answer = { readonly takeover: boolean; readonly latencyMs: number | undefined }

/** v1's smooth turn-taking: latency from the end of the user's turn to the agent's voice, a negative one counted as 0. */
export function smoothTurn(stretches: readonly Stretch[], words: readonly Word[], turn: Stretch): Answer {
  const after = wordsWithin(words, turn.startMs)
  const onset = firstOnset(
    stretches.filter((stretch) => stretch.endMs > turn.startMs),
    after,
  )
  const takeover = takesOver(after)
  return { takeover, latencyMs: takeover && onset !== undefined ? Math.max(0, onset - turn.endMs) : undefined }
}

/** v1's pause handling: whether the agent takes over before the user's turn is finished. */
export function pauseTakeover(words: readonly Word[], turn: Stretch): boolean {
  return takesOver(wordsWithin(words, turn.startMs, turn.endMs))
}

export type InterruptionScore = {
  /** v1: words after the interruption's end. An agent that just talks on has them too. */
  readonly takeover: boolean
  /** From the start of overlap until the agent is silent; undefined where it never is within the watched time. */
  readonly stopMs: number | undefined
  /** From the start of overlap until the agent is 6 dB softer, or silent. */
  readonly loweredMs: number | undefined
  /** From the end of the interruption to the next voice of the agent after its stop, not below 0. */
  readonly responseMs: number | undefined
}

export function interruptionScore(
  levelsDbfs: Float32Array,
  stretches: readonly Stretch[],
  words: readonly Word[],
  interruption: Stretch,
): InterruptionScore {
  const spoken = speakingAt(stretches, interruption)
  const stop = spoken && spoken.endMs < (levelsDbfs.length - 1) * windowMs ? spoken.endMs : undefined
  const next = stop === undefined ? undefined : stretches.find((stretch) => stretch.startMs > stop)
  const overlapMs = spoken ? Math.max(interruption.startMs, spoken.startMs) : interruption.startMs
  return {
    takeover: takesOver(wordsWithin(words, interruption.endMs)),
    stopMs: stop === undefined ? undefined : Math.max(0, stop - overlapMs),
    loweredMs: spoken ? loweredAfter(levelsDbfs, { startMs: overlapMs, endMs: interruption.endMs }) : undefined,
    responseMs: next ? Math.max(0, next.startMs - interruption.endMs) : undefined,
  }
}

/** The agent's stretch that the user's sound falls into: it may touch its end. */
function speakingAt(stretches: readonly Stretch[], sound: Stretch): Stretch | undefined {
  return stretches.find((stretch) => stretch.startMs < sound.endMs && stretch.endMs > sound.startMs)
}

/** Levels before the overlap that count as the agent's usual voice, ms. */
const usualMs = 2000
const loweredDb = 6
/** At least longer than the gap between two vowels, at most longer than that between two clauses. */
const loweredForMs = { least: 250, most: 1000 }
const loweredWithinMs = 3000

/**
 * Time from the start of the user's sound until the agent's voice stays 6 dB below its usual level for as long as the user speaks, but
 * 0.25 s at least and no more than a second: a voice that goes on at full level shows itself in that time. Undefined if that does not
 * happen within 3 s.
 */
export function loweredAfter(levelsDbfs: Float32Array, sound: Stretch): number | undefined {
  const at = Math.round(sound.startMs / windowMs)
  const usual = usualLevel(levelsDbfs, at)
  for (let i = at; i < at + loweredWithinMs / windowMs; i++) {
    const forMs = Math.min(loweredForMs.most, Math.max(loweredForMs.least, sound.endMs - i * windowMs))
    const length = Math.round(forMs / windowMs)
    if (i + length > levelsDbfs.length) return undefined
    if (levelsDbfs.subarray(i, i + length).every((level) => level <= usual - loweredDb)) return (i - at) * windowMs
  }
  return undefined
}

/** The 85th percentile of the two seconds before: the level of vowels. */
function usualLevel(levelsDbfs: Float32Array, at: number): number {
  const before = levelsDbfs.slice(Math.max(0, at - usualMs / windowMs), at).sort()
  return before[Math.floor(before.length * 0.85)] ?? 0
}

/** What the agent does with sound that is not meant to take the floor. */
export type Behaviour = 'goes on' | 'stops' | 'speaks again' | 'was silent'

/**
 * Goes on: no silence of more than 0.7 s begins between the start of the sound and 0.7 s after its end. Otherwise it stops, or, when it
 * is heard again within 4 s of the sound's end, speaks again: takes its sentence up or answers.
 */
export function behaviour(fine: readonly Stretch[], sound: Stretch, endMs: number): Behaviour {
  if (!fine.some((stretch) => stretch.startMs <= sound.startMs && stretch.endMs > sound.startMs - stopSilenceMs))
    return 'was silent'
  for (const [index, stretch] of fine.entries()) {
    const next = fine[index + 1]
    const gapMs = (next?.startMs ?? endMs) - stretch.endMs
    const begins = stretch.endMs >= sound.startMs - stopSilenceMs / 2 && stretch.endMs <= sound.endMs + stopSilenceMs
    if (!begins || gapMs <= stopSilenceMs) continue
    return next && next.startMs <= sound.endMs + 4000 ? 'speaks again' : 'stops'
  }
  return 'goes on'
}

/** Whether the agent, speaking when the user says "yeah", is heard again or still within 0.7 s of its end, and speaks on. */
export function goesOn(fine: readonly Stretch[], sound: Stretch, endMs: number): boolean {
  const resumed = fine.some((stretch) => stretch.endMs > sound.endMs && stretch.startMs <= sound.endMs + stopSilenceMs)
  return resumed && behaviour(fine, sound, endMs) === 'goes on'
}

export type OwnBackchannels = { readonly takeover: boolean; readonly count: number; readonly perSecond: number }

/** v1's backchannel family: stretches of the agent while the user tells something. */
export function ownBackchannels(stretches: readonly Stretch[], words: readonly Word[], story: Stretch): OwnBackchannels {
  const during = stretches.filter((stretch) => stretch.startMs >= story.startMs && stretch.startMs < story.endMs)
  const kinds = during.map((stretch) => {
    const lengthMs = Math.min(stretch.endMs, story.endMs) - stretch.startMs
    const said = Math.min(wordsWithin(words, stretch.startMs, stretch.endMs).length, Math.ceil(lengthMs / shortestWordMs))
    if (lengthMs < ownBackchannel.longestMs && said <= ownBackchannel.words) return 'backchannel'
    return lengthMs > ownBackchannel.takeoverMs || said > ownBackchannel.words ? 'takeover' : 'backchannel'
  })
  const count = kinds.filter((kind) => kind === 'backchannel').length
  return { takeover: kinds.includes('takeover'), count, perSecond: (count * 1000) / (story.endMs - story.startMs) }
}

export type EchoScore = {
  /** Silences of more than 0.7 s that begin while the agent tells its story and nobody else speaks. */
  readonly stops: number
  /** Of those, the ones after which it speaks again within 4 s. */
  readonly restarts: number
}

/** What the agent does to itself when it hears its own voice, between its first sound and `toMs`. */
export function echoScore(fine: readonly Stretch[], fromMs: number, toMs: number): EchoScore {
  const told = fine.filter((stretch) => stretch.endMs > fromMs && stretch.startMs < toMs)
  let stops = 0
  let restarts = 0
  for (const [index, stretch] of told.entries()) {
    const next = told[index + 1]
    const gapMs = (next?.startMs ?? toMs) - stretch.endMs
    if (gapMs <= stopSilenceMs) continue
    stops += 1
    if (next && gapMs <= 4000) restarts += 1
  }
  return { stops, restarts }
}

/** A percentile of numbers by the nearest rank; undefined for none. */
export function percentile(values: readonly number[], share: number): number | undefined {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * share) - 1))]
}
