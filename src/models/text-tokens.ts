/** The bytes behind the tokens of a byte-level vocabulary (GPT-2's, in a Hugging Face `tokenizer.json`). */
import { z } from 'zod'

const tokenizerSchema = z.object({
  model: z.object({ vocab: z.record(z.string(), z.number().int().nonnegative()) }),
  added_tokens: z.array(z.object({ id: z.number().int() })),
})

/** The text tokens by id, without the control tokens that come after them. @throws Error when ids are missing between */
export function textTokens(tokenizer: unknown): Buffer[] {
  const { model, added_tokens } = tokenizerSchema.parse(tokenizer)
  const control = new Set(added_tokens.map((token) => token.id))
  const byteOf = byteAlphabet()
  const tokens: Buffer[] = []
  for (const [text, id] of Object.entries(model.vocab))
    if (!control.has(id)) tokens[id] = Buffer.from([...text].map((letter) => byteOf.get(letter) ?? 0x3f))
  for (let id = 0; id < tokens.length; id++) if (!tokens[id]) throw new Error(`the vocabulary has no token ${id}`)
  return tokens
}

/** GPT-2 writes each byte as one visible letter: printable Latin-1 as itself, the other 68 as U+0100 and up, in order. */
function byteAlphabet(): Map<string, number> {
  const visible = (byte: number): boolean => (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 255 && byte !== 173)
  const letters = new Map<string, number>()
  let next = 256
  for (let byte = 0; byte < 256; byte++) letters.set(String.fromCodePoint(visible(byte) ? byte : next++), byte)
  return letters
}
