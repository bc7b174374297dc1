/** The process of the ear: Whisper's two graphs on onnxruntime, one thread. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { whisperConfigSchema } from '../models/whisper-to-onnx.ts'
import { type Answerer, serveModel } from './serve-model.ts'
import type { Heard, HearOptions } from './speech.ts'
import { type DecoderStep, WhisperText } from './whisper.ts'
import type { Attention } from './word-times.ts'

export type EarSetup = { readonly folder: string }
export type EarAsk = Omit<HearOptions, 'signal' | 'tailMs'> & { readonly pcm: Float32Array; readonly tailMs: number }
export type EarAnswer = Omit<Heard, 'ms'>

/** The encoder gives one step of context for 320 samples (20 ms) and knows 1500 positions. */
const stepSamples = 320
const mostSteps = 1500
/** Half a Fourier window: that much sound, mirrored, stands in front. */
const marginSamples = 200

serveModel<EarSetup, EarAsk, EarAnswer>(load)

async function load({ folder }: EarSetup): Promise<Answerer<EarAsk, EarAnswer>> {
  const config = whisperConfigSchema.parse(JSON.parse(readFileSync(join(folder, 'whisper.json'), 'utf8')))
  const text = new WhisperText(config)
  const one: InferenceSession.SessionOptions = { intraOpNumThreads: 1, interOpNumThreads: 1 }
  const encoder = await InferenceSession.create(join(folder, 'encoder.onnx'), one)
  const decoder = await InferenceSession.create(join(folder, 'decoder.onnx'), one)
  const headWidth = config.width / config.heads
  const layers = Array.from({ length: config.decoderLayers }, (_, i) => i)

  function startDecoder(sound: Feeds): DecoderStep {
    const none = new Tensor('float32', new Float32Array(0), [1, config.heads, 0, headWidth])
    const nothing: Feeds = Object.fromEntries(
      layers.flatMap((i) => [
        [`pk${i}`, none],
        [`pv${i}`, none],
      ]),
    )
    let past = nothing
    return async (tokens, at, want) => {
      if (at === 0) past = nothing
      const whole = (values: readonly number[], shape: readonly number[]): Tensor =>
        new Tensor('int64', BigInt64Array.from(values, BigInt), shape)
      const ids = whole(tokens, [1, tokens.length])
      const positions = whole(
        tokens.map((_, i) => at + i),
        [tokens.length],
      )
      const out = await decoder.run({ ...past, ...sound, ids, at: positions, want: whole(want, [want.length]) })
      past = Object.fromEntries(layers.flatMap((i) => ['k', 'v'].map((kv) => [`p${kv}${i}`, named(out, `n${kv}${i}`)])))
      const { data } = named(out, 'logits')
      if (!(data instanceof Float32Array)) throw new Error('the scores are not floats')
      return { scores: data, attention: lastRow(named(out, 'align')) }
    }
  }

  return async ({ pcm, tailMs, ...asked }, wanted) => {
    if (!(await wanted())) return undefined
    const steps = Math.min(mostSteps, Math.ceil((pcm.length + tailMs * 16) / stepSamples))
    const sound = withMargins(pcm, steps)
    const encoded: Feeds = await encoder.run({ pcm: new Tensor('float32', sound, [1, 1, sound.length]) })
    const heard = await text.decode(startDecoder(encoded), { ...asked, soundMs: pcm.length / 16, wanted })
    return heard.stopped === 'abort' ? undefined : heard
  }
}

type Feeds = Record<string, Tensor>

/** Of [1, heads, rows, steps] the last row of each head. */
function lastRow({ data, dims: [, heads = 0, rows = 0, steps = 0] }: Tensor): Attention {
  if (!(data instanceof Float32Array)) throw new Error('the attention is no floats')
  const scores = new Float32Array(heads * steps)
  for (let head = 0; head < heads; head++) {
    const end = (head + 1) * rows * steps
    scores.set(data.subarray(end - steps, end), head * steps)
  }
  return { heads, steps, scores }
}

function named(tensors: Readonly<Record<string, Tensor>>, name: string): Tensor {
  const tensor = tensors[name]
  if (!tensor) throw new Error(`the graph gives no ${name}`)
  return tensor
}

/** The sound with its beginning mirrored before it and silence behind it, as long as `steps` of context need. */
function withMargins(pcm: Float32Array, steps: number): Float32Array {
  const sound = new Float32Array(steps * stepSamples + 240)
  sound.set(pcm.subarray(0, steps * stepSamples), marginSamples)
  for (let i = 0; i < marginSamples; i++) sound[marginSamples - 1 - i] = pcm[i + 1] ?? 0
  return sound
}
