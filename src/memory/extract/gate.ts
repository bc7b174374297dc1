/** What must not be kept whatever a rule or a model makes of it: instructions, secrets, noise. Pure. */
import { indexTerms } from '../../store/memory/terms.ts'

export type Refusal = 'instructions' | 'secret' | 'noise' | 'unfounded'

const instructions =
  /\b(?:ignore|disregard|forget|override|bypass)\b.{0,30}\b(?:instructions?|prompts?|rules?|guidelines|above|previous)\b|\bsystem (?:prompt|message|administrator|override)\b|\b(?:reveal|print|repeat|show)\b.{0,20}\b(?:prompt|instructions)\b|\byou (?:must|shall|have to) (?:always |never )?(?:obey|comply|do as)\b|\b(?:act|behave|respond) as (?:if you|an? (?:admin|root|developer|unrestricted))\b|\bjailbreak\b|\bdeveloper mode\b|<\/?(?:system|assistant|user|tool)\b|\[(?:system|inst)\]/i
const secret =
  /\b(?:\d[ -]?){13,19}\b|\b(?:sk|pk|ghp|xox[bp])[-_][A-Za-z0-9]{12,}|-----BEGIN|\b(?:password|passcode|pin(?: code)?|cvv|cvc|security code|social security)\b.{0,20}\b(?:is|:|=)/i

/** Text that tells a model what to do rather than something about the world. */
export function looksLikeInstructions(text: string): boolean {
  return instructions.test(text)
}

/** Undefined where it may be kept. `quote` must be words of `said`; most of the content's words must be in the quote. */
export function refusal(content: string, quote: string, said: string): Refusal | undefined {
  if (looksLikeInstructions(quote) || looksLikeInstructions(content)) return 'instructions'
  if (secret.test(content) || secret.test(quote)) return 'secret'
  const words = content.split(/\s+/)
  if (words.length < 2 || content.length > 300 || !/\p{L}{2}/u.test(content) || stutters(words)) return 'noise'
  return isQuoted(quote, said) ? undefined : 'unfounded'
}

/** Whether the words occur in this order in what was said, signs and case aside. */
export function isQuoted(quote: string, said: string): boolean {
  const plain = (text: string) => ` ${indexTerms(text).join(' ')} `
  return quote.trim() !== '' && plain(said).includes(plain(quote))
}

function stutters(words: readonly string[]): boolean {
  return words.length > 3 && new Set(words.map((word) => word.toLowerCase())).size < words.length / 2
}
