/** Counts tokens as a speech model does, from the SentencePiece file that lies beside its weights (`tokenizer_spm_32k_3.model`). */
import { readFileSync } from 'node:fs'
import { Tokenizer } from '@huggingface/tokenizers'
import { bytesOf, type Field, readFields, textsOf } from '../models/protobuf.ts'
import { DuetError } from '../protocol/errors.ts'
import { type CountTokens, estimateTokens } from './tokens.ts'

// https://github.com/google/sentencepiece/blob/master/src/sentencepiece_model.proto
const model = { pieces: 1, trainer: 2 } as const
const piece = { text: 1, score: 2 } as const
const trainer = { modelType: 3, byteFallback: 35, unknownId: 40 } as const
const unigram = 1

/** The counter of the file where one is named, else the estimate. Throws `config.invalid`. */
export function tokenCounter(path: string | undefined): CountTokens {
  return path === undefined ? estimateTokens : sentencePieceCounter(path)
}

/**
 * A counter from a model file. Throws `config.invalid` naming the file where it cannot be read, is no such model, or one of another kind
 * than unigram.
 */
export function sentencePieceCounter(path: string): CountTokens {
  try {
    const fields = readFields(readFileSync(path))
    const [trained] = bytesOf(fields, model.trainer)
    const settings = trained ? readFields(trained) : []
    if (numberOf(settings, trainer.modelType, unigram) !== unigram) throw new Error('only unigram models are read')
    const unknownId = numberOf(settings, trainer.unknownId, 0)
    const byteFallback = numberOf(settings, trainer.byteFallback, 0) === 1
    const vocab = bytesOf(fields, model.pieces).map((bytes) => readPiece(readFields(bytes)))
    if (vocab.length === 0) throw new Error('it has no pieces')
    const tokenizer = new Tokenizer(
      {
        version: '1.0',
        added_tokens: [],
        normalizer: {
          type: 'Sequence',
          normalizers: [
            { type: 'NFKC' },
            { type: 'Replace', pattern: { Regex: ' {2,}' }, content: ' ' },
            { type: 'Strip', strip_left: true, strip_right: true },
          ],
        },
        pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: false },
        post_processor: null,
        decoder: null,
        model: {
          type: 'Unigram',
          vocab,
          unk_id: unknownId,
        },
      },
      {},
    )
    return (text) => {
      if (text.trim() === '') return 0
      const { ids, tokens } = tokenizer.encode(text, { add_special_tokens: false })
      // The library leaves signs without a piece whole; the model gets them byte by byte.
      return (ids as readonly number[]).reduce(
        (sum, id, i) => sum + (byteFallback && id === unknownId ? Buffer.byteLength(tokens[i] ?? '') : 1),
        0,
      )
    }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new DuetError('config.invalid', `DUET_PROMPT_TOKENIZER: ${path} cannot be used (${why}).`, {
      field: 'DUET_PROMPT_TOKENIZER',
      cause,
    })
  }
}

function readPiece(fields: readonly Field[]): [string, number] {
  const [score] = bytesOf(fields, piece.score)
  const value = score ? new DataView(score.buffer, score.byteOffset, score.byteLength).getFloat32(0, true) : 0
  return [textsOf(fields, piece.text)[0] ?? '', value]
}

function numberOf(fields: readonly Field[], field: number, otherwise: number): number {
  const value = fields.find((one) => one.field === field)?.value
  return typeof value === 'number' ? value : otherwise
}
