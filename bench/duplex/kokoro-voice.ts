/** Kokoro-82M for making the benchmark's clips: speech with the time of every phoneme. Slow and blocking: a tool, not for calls. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { z } from 'zod'
import { modelPath } from '../../src/models/folder.ts'
import { Message } from '../../src/models/protobuf.ts'

/** The model's own unit of duration: two steps of its 300-sample hop. */
const frameSamples = 600
const styleFloats = 256
const stylesPerVoice = 510
/** Where the graph has the duration of every token, in frames; not one of its outputs. */
const durations = '/encoder/Clip_output_0'
/** In onnx.proto: ModelProto.graph, GraphProto.output, ValueInfoProto.name and .type, TypeProto.tensor_type, Tensor.elem_type. */
const field = { graph: 7, output: 12, name: 1, type: 2, tensor: 1, element: 1 } as const
const float32 = 1

export type KokoroSpeech = {
  readonly samples: Float32Array
  /** Sample at which each `|` of the text lies, in order. */
  readonly marks: readonly number[]
}

/** The catalogue's Kokoro with all its voices. Needs the program espeak-ng. */
export class KokoroVoice {
  readonly #session: InferenceSession
  readonly #ids: ReadonlyMap<string, number>
  readonly #voices: readonly string[]
  readonly #styles: Float32Array

  private constructor(session: InferenceSession, folder: string) {
    this.#session = session
    this.#ids = readTokens(readFileSync(join(folder, 'tokens.txt'), 'utf8'))
    this.#voices = z.array(z.string()).parse(JSON.parse(readFileSync(join(folder, 'voices.json'), 'utf8')))
    const styles = readFileSync(join(folder, 'voices.bin'))
    this.#styles = new Float32Array(styles.buffer.slice(styles.byteOffset, styles.byteOffset + styles.length))
  }

  /** @throws DuetError `model.missing` */
  static async open(modelsDir: string, threads: number): Promise<KokoroVoice> {
    const folder = await modelPath('kokoro-82m', modelsDir)
    const model = Buffer.concat([readFileSync(join(folder, 'voice.onnx')), durationOutput()])
    const options = { intraOpNumThreads: threads, interOpNumThreads: 1 }
    return new KokoroVoice(await InferenceSession.create(model, options), folder)
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
    if (ids.length >= stylesPerVoice) throw new Error(`too long for one breath: ${ids.length} phonemes`)
    const style = this.#style(voice, ids.length)
    const outputs = await this.#session.run({
      tokens: new Tensor('int64', BigInt64Array.from([0, ...ids, 0], BigInt), [1, ids.length + 2]),
      style: new Tensor('float32', style, [1, styleFloats]),
      speed: new Tensor('float32', Float32Array.of(speed), [1]),
    })
    const audio = outputs[this.#session.outputNames[0] ?? '']?.data
    const lengths = outputs[durations]?.data
    if (!(audio instanceof Float32Array) || !lengths) throw new Error('the model gave no sound')
    const frames = Array.from(lengths, Number)
    // Token 0 is the padding in front, so the sound of token i begins after i + 1 durations.
    const marks = markTokens.map((token) => frames.slice(0, token + 1).reduce((sum, frame) => sum + frame, 0) * frameSamples)
    return { samples: audio, marks }
  }

  /** A voice has one style for each length of text. */
  #style(voice: string, length: number): Float32Array {
    const index = this.#voices.indexOf(voice)
    if (index < 0) throw new Error(`Kokoro has no voice ${voice}`)
    const from = (index * stylesPerVoice + length) * styleFloats
    return this.#styles.slice(from, from + styleFloats)
  }
}

/** Bytes that, behind a model, make the durations one of its outputs: a message inside a message that comes twice is merged. */
function durationOutput(): Uint8Array {
  const type = new Message().put(field.tensor, new Message().int(field.element, float32))
  const output = new Message().put(field.name, durations).put(field.type, type)
  return Buffer.concat(new Message().put(field.graph, new Message().put(field.output, output)).parts)
}

/** Says how words are pronounced; Kokoro was trained on its phonemes. */
const speller = 'espeak-ng'

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
    const ipa = execFileSync(speller, ['-q', '--ipa', '-v', language, '--', piece], { encoding: 'utf8', timeout: 10_000 })
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
