/** The part of a prompt that tells what is remembered of the person: how it begins, and taking it out again. Pure. */
import { goesOnText } from '../conversation/summary.ts'

/** Stands before the remembered sentences in every prompt. */
export const knownHeading = 'What you know about them from earlier:'

export type SplitPrompt = {
  /** The prompt without the section. */
  readonly rest: string
  /** Its sentences, in order; they speak of the person in the third person. */
  readonly known: readonly string[]
}

/**
 * A remembered sentence holds no double quote and is followed by the call's summary alone, whose sentences do or which begins with its own
 * fixed one: so the section's end is told from its text.
 */
export function splitKnown(prompt: string): SplitPrompt {
  const at = prompt.indexOf(knownHeading)
  if (at < 0) return { rest: prompt, known: [] }
  const sentences = prompt
    .slice(at + knownHeading.length)
    .trim()
    .split(sentenceEnd)
  const end = sentences.findIndex((one) => one.includes('"') || one === goesOnText)
  const known = sentences.slice(0, end < 0 ? sentences.length : end).filter((one) => /\p{L}/u.test(one))
  const behind = end < 0 ? [] : sentences.slice(end)
  return { rest: [prompt.slice(0, at).trim(), ...behind].filter(Boolean).join(' '), known }
}

const sentenceEnd = /(?<=[.!?])(?<!\b(?:Mr|Mrs|Ms|Dr|St|Prof|No)\.)\s+(?=[\p{Lu}\p{N}])/u
