/** Greedy decoding of Whisper: which token comes next, when to stop, and the text and probabilities of what came. */
import type { WhisperConfig } from '../models/whisper-to-onnx.ts'
import { bytePairTokens } from './byte-pairs.ts'
import type { Heard, HearOptions } from './speech.ts'
import { languageCount, languageIndex, languageTag } from './whisper-languages.ts'
import { fillerRules, fillers, hotWordRules, shortWordMs, shortWordRules, shortWords, WordBias } from './word-bias.ts'
import { type Attention, stepMs, tokenSteps } from './word-times.ts'

/**
 * One pass over new tokens; `at` 0 begins anew.
 * @returns the scores of the wanted rows, one after the other, and what the last of them attended to
 */
export type DecoderStep = (
  tokens: readonly number[],
  at: number,
  want: readonly number[],
) => Promise<{ readonly scores: Float32Array; readonly attention?: Attention }>

export type DecodeOptions = Omit<HearOptions, 'signal' | 'tailMs'> & {
  /** Length of the sound, for a bound on the number of tokens. */
  readonly soundMs: number
  /** Asked before every token. */
  readonly wanted: () => Promise<boolean>
}

/** Fast speech has about 6 tokens a second; the rest is room for a bad start. */
const tokensPerSecond = 8
const spareTokens = 6
const tokenLimit = 220
/** The longest a word is believed to last, ms: so much and so much for each letter. */
const longestWordMs = 250
const longestLetterMs = 80
const promptTokenLimit = 100
/**
 * How much better, in nats, starting a sentence over must be than ending. On forty short sentences of two voices it brings
 * loops from sixteen to two and wrong texts from eight to four; pairs of sentences stay as they were.
 */
const restartDoubt = 4

/** The text side of one Whisper model. */
export class WhisperText {
  readonly #config: WhisperConfig
  readonly #tokens: readonly string[]
  readonly #ids: ReadonlyMap<string, number>
  readonly #control: ReturnType<typeof controlTokens>

  constructor(config: WhisperConfig) {
    this.#config = config
    this.#tokens = config.tokens.map((token) => Buffer.from(token, 'base64').toString('latin1'))
    this.#ids = new Map(this.#tokens.map((token, id) => [token, id]))
    this.#control = controlTokens(config.tokens.length)
  }

  async decode(step: DecoderStep, options: DecodeOptions): Promise<Omit<Heard, 'ms'>> {
    const { end, startOfPrevious, noSpeech: noSpeechId, vocabulary } = this.#control
    const language = await this.#language(step, options.language)
    const start = this.#start(language)
    const biases = this.#biases({ ...options, language: languageTag(language) })
    const prompt = [options.prompt?.trim(), options.hotWords?.join(', ')].filter(Boolean).join(' ')
    const before = prompt ? [startOfPrevious, ...this.tokenise(` ${prompt}`).slice(-promptTokenLimit)] : []
    const limit = Math.min(tokenLimit, Math.ceil(spareTokens + (options.soundMs / 1000) * tokensPerSecond))
    const chosen: Chosen[] = []
    let feed = [...before, ...start]
    let at = 0
    let noSpeech = 0
    let stopped: Heard['stopped'] = 'length'
    while (chosen.length < limit) {
      if (!(await options.wanted())) {
        stopped = 'abort'
        break
      }
      const first = at === 0
      const { scores, attention } = await step(feed, at, first ? [before.length, feed.length - 1] : [0])
      at += feed.length
      // the model's own opinion whether anybody spoke stands behind the start token
      if (first) noSpeech = Math.exp(logProbability(scores.subarray(0, vocabulary), noSpeechId))
      const row = scores.subarray(scores.length - vocabulary)
      this.#suppress(row, first)
      // Believed is what the model itself finds of the chosen token, not what was added to help it along.
      const own = biases.length > 0 ? row.slice() : row
      for (const bias of biases) bias.apply(row)
      const next = this.#next(row, chosen)
      for (const bias of biases) bias.take(next)
      chosen.push({ id: next, logprob: logProbability(own, next), ...(attention && options.wordTimes ? { attention } : {}) })
      if (next === end) {
        stopped = 'end'
        break
      }
      const repeated = repeatedTokens(chosen.map((token) => token.id))
      if (repeated > 0) {
        chosen.length -= repeated
        stopped = 'loop'
        break
      }
      feed = [next]
    }
    const restart = stopped === 'length' ? restartAt(chosen.map((token) => token.id)) : -1
    if (restart > 0) {
      chosen.length = restart
      stopped = 'loop'
    }
    const words = this.#words(chosen, options.soundMs)
    const logprob = chosen.reduce((sum, token) => sum + token.logprob, 0) / Math.max(1, chosen.length)
    return { text: words.map((word) => word.text).join(' '), words, language: languageTag(language), logprob, noSpeech, stopped }
  }

  tokenise(text: string): number[] {
    return bytePairTokens(text, this.#ids)
  }

  /** Index of the language: the one asked for, or the likeliest after the first token. */
  async #language(step: DecoderStep, tag: string | undefined): Promise<number> {
    const { multilingual, startOfTranscript } = this.#control
    if (!multilingual) return 0
    const asked = tag === undefined ? undefined : languageIndex(tag)
    if (asked !== undefined) return asked
    const { scores } = await step([startOfTranscript], 0, [0])
    const first = startOfTranscript + 1
    return largestAt(scores.subarray(first, first + languageCount), languageCount - 1)
  }

  #start(language: number): readonly number[] {
    const { multilingual, startOfTranscript, transcribe, noTimestamps } = this.#control
    if (!multilingual) return [startOfTranscript, noTimestamps]
    return [startOfTranscript, startOfTranscript + 1 + language, transcribe, noTimestamps]
  }

  #biases({ hotWords = [], voicedMs = Infinity, fillers: sought = false, language = 'en' }: DecodeOptions): WordBias[] {
    const tokens = (words: readonly string[]) => words.map((word) => this.tokenise(` ${word}`))
    const short = voicedMs <= shortWordMs && language.startsWith('en')
    return [
      ...(hotWords.length > 0 ? [new WordBias(tokens(hotWords), hotWordRules)] : []),
      ...(sought && language.startsWith('en') ? [new WordBias(tokens(fillers), fillerRules)] : []),
      ...(short ? [new WordBias(tokens(shortWords), shortWordRules)] : []),
    ]
  }

  /**
   * The best token, but the end where that would only begin a sentence again that was heard already and the end is nearly
   * as likely: with less than the 30 s of sound it was trained on, Whisper tends to start over after the last sentence.
   */
  #next(row: Float32Array, chosen: readonly Chosen[]): number {
    const { end } = this.#control
    const best = largestAt(row, end)
    if (best === end || !this.#endsSentence(chosen.at(-1))) return best
    const begun = chosen.some((token, i) => token.id === best && (i === 0 || this.#endsSentence(chosen[i - 1])))
    return begun && (row[end] ?? -Infinity) > (row[best] ?? 0) - restartDoubt ? end : best
  }

  #endsSentence(token: Chosen | undefined): boolean {
    return token !== undefined && /^[.?!]$/.test(this.#tokens[token.id] ?? '')
  }

  #suppress(row: Float32Array, first: boolean): void {
    for (const id of this.#config.suppress) row[id] = -Infinity
    if (first) for (const id of this.#config.suppressFirst) row[id] = -Infinity
    row.fill(-Infinity, this.#control.end + 1) // control tokens and time stamps
  }

  /** A token that begins with a space begins a word; a word is as sure as its least sure token. */
  #words(tokens: readonly Chosen[], soundMs: number): Heard['words'] {
    const begins = tokenSteps(
      tokens.flatMap(({ attention }) => attention ?? []),
      Math.round(soundMs / stepMs),
    )
    const startMs = (token: number): number => Math.min(soundMs, (begins[token] ?? soundMs / stepMs) * stepMs)
    const words: { bytes: string; p: number; from: number; to: number }[] = []
    for (const [at, { id, logprob }] of tokens.entries()) {
      if (id >= this.#control.end) break
      const bytes = this.#tokens[id] ?? ''
      const p = Math.exp(logprob)
      const last = words.at(-1)
      if (last && !bytes.startsWith(' ')) {
        last.bytes += bytes
        last.p = Math.min(last.p, p)
        last.to = at + 1
      } else words.push({ bytes: bytes.trimStart(), p, from: at, to: at + 1 })
    }
    return words.flatMap(({ bytes, p, from, to }) => {
      const text = Buffer.from(bytes, 'latin1').toString('utf8')
      if (text === '') return []
      if (begins.length === 0) return [{ text, p }]
      const beganMs = startMs(from)
      // Attention stays with a word until the next begins; a pause between them is not part of it.
      const longestMs = longestWordMs + longestLetterMs * text.length
      return [{ text, p, startMs: beganMs, endMs: Math.min(startMs(to), beganMs + longestMs) }]
    })
  }
}

type Chosen = { readonly id: number; readonly logprob: number; readonly attention?: Attention }

/** The control tokens follow the text tokens in a fixed order; the multilingual vocabulary has one text token more. */
function controlTokens(textTokens: number) {
  const multilingual = textTokens === 50_257
  const end = textTokens
  const startOfTranscript = end + 1 // then 99 languages, English first
  return {
    end,
    multilingual,
    startOfTranscript,
    transcribe: startOfTranscript + 101,
    noTimestamps: startOfTranscript + 105,
    startOfPrevious: startOfTranscript + 103,
    noSpeech: startOfTranscript + 104,
    vocabulary: multilingual ? 51_865 : 51_864,
  }
}

/** log softmax(row)[id]. */
export function logProbability(row: Float32Array, id: number): number {
  let top = -Infinity
  for (const score of row) if (score > top) top = score
  let sum = 0
  for (const score of row) sum += Math.exp(score - top)
  return (row[id] ?? -Infinity) - top - Math.log(sum)
}

function largestAt(row: Float32Array, last: number): number {
  let best = 0
  let top = -Infinity
  for (let id = 0; id <= last; id++) {
    const score = row[id] ?? -Infinity
    if (score > top) {
      top = score
      best = id
    }
  }
  return best
}

/**
 * How many tokens at the end only repeat what stands before them: five or more tokens said twice, or one to four of
 * them said four times. Whisper falls into such loops when little silence follows the sound.
 */
export function repeatedTokens(ids: readonly number[]): number {
  for (let n = 1; n * 2 <= ids.length; n++) {
    const repeats = n >= 5 ? 1 : 3
    if (ids.length < n * (repeats + 1)) continue
    const tail = ids.slice(-n * (repeats + 1))
    if (tail.every((id, i) => i < n || id === tail[i - n])) return n * repeats
  }
  return 0
}

/**
 * Where a text cut off by the token limit begins to repeat itself from its start, or −1. The last repetition may be
 * incomplete, but three tokens of it must be there.
 */
export function restartAt(ids: readonly number[]): number {
  for (let n = 3; n + 3 <= ids.length; n++) if (ids.every((id, i) => i < n || id === ids[i - n])) return n
  return -1
}
