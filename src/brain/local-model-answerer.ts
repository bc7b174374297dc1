/** One answer from a model in memory: the prompt read in pieces, the words stopped at a bound, both given up as soon as nobody waits. */
import type { Answerer } from '../speech/serve-model.ts'
import { maxSentences, maxWords } from './local-model-guard.ts'
import type { PromptTurn } from './local-model-prompt.ts'
import type { LlamaModel, LlamaSequence, Token } from './local-model-runtime.ts'

export type LocalAsk = { readonly turns: readonly PromptTurn[] }
export type LocalAnswer = {
  readonly text: string
  /** From the start of the request to the first token. */
  readonly firstTokenMs: number
}

/** A piece takes 130–180 ms on one thread, and nothing stops the runtime within one. */
export const pieceTokens = 64
/** A bound for text that has no words to count. */
const maxTokens = 80

/** What the last request left in memory is kept as far as it begins the same way. */
export function localAnswerer(model: LlamaModel, sequence: LlamaSequence): Answerer<LocalAsk, LocalAnswer> {
  return async ({ turns }, wanted) => {
    const startedAt = performance.now()
    const prompt = promptTokens(model, turns)
    let read = sharedLength(sequence.contextTokens, prompt)
    const held = sequence.contextTokens.length
    if (read < held) await sequence.eraseContextTokenRanges([{ start: read, end: held }])
    for (; prompt.length - read > pieceTokens; read += pieceTokens) {
      if (!(await wanted())) return undefined
      await sequence.evaluateWithoutGeneratingNewTokens(prompt.slice(read, read + pieceTokens))
    }
    if (!(await wanted())) return undefined
    const tokens: Token[] = []
    let text = ''
    let firstTokenMs = 0
    for await (const token of sequence.evaluate(prompt.slice(read), { temperature: 0 })) {
      if (tokens.length === 0) firstTokenMs = performance.now() - startedAt
      if (!(await wanted())) return undefined
      tokens.push(token)
      text = model.detokenize(tokens)
      if (tokens.length >= maxTokens || isEnough(text)) break
    }
    return { text, firstTokenMs }
  }
}

/** ChatML, the form SmolLM2 was tuned on; its marks are made here alone, never from what was said. */
function promptTokens(model: LlamaModel, turns: readonly PromptTurn[]): Token[] {
  const begin = model.tokenize('<|im_start|>', true)
  const end = model.tokenize('<|im_end|>', true)
  const plain = (text: string) => model.tokenize(text, false)
  return [
    ...turns.flatMap(({ role, text }) => [...begin, ...plain(`${role}\n${text}`), ...end, ...plain('\n')]),
    ...begin,
    ...plain('assistant\n'),
  ]
}

/** The last token of the prompt is always read anew: the next one follows from reading it. */
function sharedLength(held: readonly Token[], prompt: readonly Token[]): number {
  const differs = prompt.findIndex((token, at) => token !== held[at])
  return Math.min(differs < 0 ? prompt.length : differs, prompt.length - 1)
}

function isEnough(text: string): boolean {
  const ends = text.match(/[.!?]+\s+(?=\S)|\n/g) ?? []
  return text.trim().includes('\n') || ends.length >= maxSentences || text.trim().split(/\s+/).length > maxWords
}
