/** Reads what a `text_prompt` says: the role as it stands, the name in it, and what is remembered of the person. */
import type { BrainPersona } from '../brain/brain.ts'
import { splitKnown } from '../personas/known-section.ts'

const DEFAULT: BrainPersona = {
  name: 'Duet',
  role: 'You are Duet, a warm and attentive companion who likes a good conversation.',
}
const NAME =
  /\b(?:[Yy]our name is|[Yy]ou are called|[Yy]ou're called|[Yy]ou are|[Yy]ou're|I am|I'm)\s+(?!a\b|an\b|the\b|my\b|not\b|very\b|here\b)(\p{Lu}[\p{L}'’-]*(?:\s\p{Lu}[\p{L}'’-]*)?)/u

/** The persona of a prompt as PersonaPlex gets it (`<system>` marks are taken off); Duet itself where there is none. */
export function personaOfPrompt(prompt: string | undefined): BrainPersona {
  const { rest, known } = splitKnown((prompt ?? '').replaceAll('<system>', ' ').replace(/\s+/g, ' ').trim())
  const role = rest.trim()
  if (!role) return { ...DEFAULT, known }
  return { name: NAME.exec(role)?.[1] ?? nameAnywhere(role) ?? DEFAULT.name, role, known }
}

const nameAnywhere = (role: string): string | undefined => /\bname is (\p{Lu}[\p{L}'’-]*)/iu.exec(role)?.[1]

/** The first sentence a prompt asks for (`Begin by saying: "…"`), or an empty text. */
export const greetingOfPrompt = (prompt: string | undefined): string =>
  /\bbegin by saying:?\s+["“](.+?)["”]/i.exec(prompt ?? '')?.[1] ?? ''
