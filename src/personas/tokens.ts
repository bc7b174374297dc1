/** How many tokens of a speech model a text takes. */

/** Tokens of a text: an upper estimate, or a model's own tokenizer. */
export type CountTokens = (text: string) => number

/**
 * An upper estimate of SentencePiece tokens (32,000 pieces, mostly English): a piece for every four letters begun, one for every other
 * sign, and one for each byte of a letter that is not ASCII.
 */
export function estimateTokens(text: string): number {
  let tokens = 0
  for (const [run] of text.matchAll(/[A-Za-z]+|[^\sA-Za-z]/gu)) {
    tokens += /[A-Za-z]/.test(run) ? Math.ceil(run.length / 4) : Buffer.byteLength(run)
  }
  return tokens
}
