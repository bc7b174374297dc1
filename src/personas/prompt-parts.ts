/** A prompt out of parts that may be left out: whole ones, the least important first, until it fits a model's budget. */
import { type CountTokens, estimateTokens } from './tokens.ts'

export type PromptPart = {
  readonly text: string
  /** The higher, the longer it stays; of equals the later one goes first. */
  readonly priority: number
  /** What it is, for those who look at what was dropped: `role`, `fact`, `summary` … */
  readonly kind: string
}

export type PackedPrompt<Part extends PromptPart = PromptPart> = {
  /** The parts that stayed, in the order given, a blank between; empty when none fits. */
  readonly prompt: string
  readonly tokens: number
  /** In the order given. */
  readonly dropped: readonly Part[]
}

/**
 * The parts by priority as far as they fit into `limitTokens`, never cut. One that does not fit is passed over; a less important, shorter
 * one may still find room. Blank parts are no parts.
 */
export function packPrompt<Part extends PromptPart>(
  parts: readonly Part[],
  limitTokens: number,
  count: CountTokens = estimateTokens,
): PackedPrompt<Part> {
  const texts = parts.map((part) => part.text.replaceAll(/\s+/g, ' ').trim())
  const kept = new Set<number>()
  const joined = (): string => texts.filter((_, i) => kept.has(i)).join(' ')
  for (const i of byPriority(parts)) {
    if (texts[i] === '') continue
    kept.add(i)
    // Counted as a whole: a tokenizer's pieces depend on what stands beside them.
    if (count(joined()) > limitTokens) kept.delete(i)
  }
  const prompt = joined()
  return { prompt, tokens: count(prompt), dropped: parts.filter((_, i) => !kept.has(i) && texts[i] !== '') }
}

/** The sentences of a text as parts, each a little less important than the one before it: for prompts that came as one text. */
export function sentenceParts(text: string, options: { readonly kind: string; readonly priority: number }): PromptPart[] {
  const sentences = text.split(/(?<=[.!?]["'”’)]*)\s+(?=\S)/)
  return sentences.map((sentence, i) => ({
    kind: options.kind,
    priority: options.priority - i / sentences.length,
    text: sentence,
  }))
}

function byPriority(parts: readonly PromptPart[]): number[] {
  return parts.map((_, i) => i).sort((a, b) => (parts[b]?.priority ?? 0) - (parts[a]?.priority ?? 0) || a - b)
}
