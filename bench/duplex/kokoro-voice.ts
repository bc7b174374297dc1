/** Kokoro-82M for making the benchmark's clips: speech with the time of every phoneme. Slow and blocking: a tool, not for calls. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'

export const kokoroRate = 24_000
/** The model's own unit of duration: two steps of its 300-sample hop. */
const frameSamples = 600
const styleFloats = 256
const longestStyle = 509

export type KokoroSpeech = {
  readonly samples: Float32Array
  /** Sample at which each `|` of the text lies, in order. */
  readonly marks: readonly number[]
}

/** One loaded model with all voices of its folder (`kokoro.onnx`, `tokens.txt`, `voices/*.bin`). Needs the program espeak-ng. */
export class KokoroVoice {
  readonly voices: readonly string[]
  readonly #session: InferenceSession
  readonly #folder: string
  readonly #ids: ReadonlyMap<string, number>
  readonly #styles = new Map<string, Float32Array>()

  private constructor(session: InferenceSession, folder: string) {
    this.#session = session
    this.#folder = folder
    this.voices = readdirSync(join(folder, 'voices')).map((name) => name.replace('.bin', ''))
    this.#ids = readTokens(readFileSync(join(folder, 'tokens.txt'), 'utf8'))
  }

  static async open(folder: string, threads: number): Promise<KokoroVoice> {
    const session = await InferenceSession.create(join(folder, 'kokoro.onnx'), {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    })
    return new KokoroVoice(session, folder)
  }

  /** Speech for a text; what stands between slashes is taken as phonemes, `|` marks a moment and is not said. */
  async say(text: string, voice: string, speed: number): Promise<KokoroSpeech> {
    const phonemes = phonemesOf(text, voice.startsWith('b') ? 'en-gb' : 'en-us')
    const ids: number[] = []
    const markTokens: number[] = []
    for (const symbol of phonemes) {
      const id = this.#ids.get(symbol)
      if (symbol === '|') markTokens.push(ids.length)
      else if (id !== undefined) ids.push(id)
    }
    if (ids.length > longestStyle) throw new Error(`too long for one breath: ${ids.length} phonemes`)
    const style = this.#style(voice).subarray(ids.length * styleFloats, (ids.length + 1) * styleFloats)
    const outputs = await this.#session.run({
      tokens: new Tensor('int64', BigInt64Array.from([0, ...ids, 0], BigInt), [1, ids.length + 2]),
      style: new Tensor('float32', style.slice(), [1, styleFloats]),
      speed: new Tensor('float32', Float32Array.of(speed), [1]),
    })
    const [audio, durations] = this.#session.outputNames.map((name) => outputs[name]?.data)
    if (!(audio instanceof Float32Array) || !durations) throw new Error('the model gave no sound')
    const frames = Array.from(durations, Number)
    // Token 0 is the padding in front, so the sound of token i begins after i + 1 durations.
    const marks = markTokens.map((token) => frames.slice(0, token + 1).reduce((sum, frame) => sum + frame, 0) * frameSamples)
    return { samples: audio, marks }
  }

  #style(voice: string): Float32Array {
    const known = this.#styles.get(voice)
    if (known) return known
    const bytes = readFileSync(join(this.#folder, 'voices', `${voice}.bin`))
    const style = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
    this.#styles.set(voice, style)
    return style
  }
}

const punctuation = /[\s]*[;:,.!?—…|]+[\s]*/gu

/** IPA in the alphabet Kokoro was trained on, punctuation and marks kept. */
function phonemesOf(text: string, language: 'en-us' | 'en-gb'): string {
  return text
    .split('/')
    .map((part, index) => (index % 2 === 1 ? part : spell(part, language)))
    .join('')
}

function spell(text: string, language: string): string {
  let out = ''
  let at = 0
  const say = (piece: string): void => {
    if (piece.trim() === '') return
    const ipa = execFileSync('espeak-ng', ['-q', '--ipa', '-v', language, '--', piece], { encoding: 'utf8', timeout: 10_000 })
    out += ipa.trim().replaceAll('\n', ' ').replaceAll('\u200d', '')
  }
  for (const match of text.matchAll(punctuation)) {
    say(text.slice(at, match.index))
    out += match[0]
    at = match.index + match[0].length
  }
  say(text.slice(at))
  return out
    .replaceAll('ʲ', 'j')
    .replaceAll('r', 'ɹ')
    .replaceAll('x', 'k')
    .replaceAll('ɬ', 'l')
    .replace(/ z(?=[;:,.!?—… ]|$)/gu, 'z')
    .replace(/(?<=nˈaɪn)ti(?!ː)/gu, language === 'en-us' ? 'di' : 'ti')
    .trim()
}

/** Lines of a symbol, a space and an id; the symbol may be the space itself. */
function readTokens(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => line.length > 0)
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]))
}
