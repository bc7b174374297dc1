/** The voice a person has asked for earlier, read from what is remembered of them. Pure. */
import { voiceName, voiceNames } from './voices.ts'

/** Sentences that tell a wish; a fact such as "Sings with a deep voice." tells none. */
const wish = /\b(?:prefers?|asks?|wants?|likes?|would rather|loves?|favou?rite)\b/i
const unwish = /\b(?:not|never|no|hates?|dislikes?|rather than|instead of)\b/i

/**
 * The last voice named ("Prefers the voice NATF2."), or for "a female voice" the persona’s own if it is one, else the first such; undefined:
 * nothing was asked for.
 */
export function preferredVoice(known: readonly { readonly text: string }[], own: string): string | undefined {
  for (const { text } of known.toReversed()) {
    if (!/\bvoice\b/i.test(text) || !wish.test(text) || unwish.test(text)) continue
    const named = voiceName(/\b(?:NAT|VAR)[FM]\d\b/.exec(text)?.[0] ?? '')
    if (named !== undefined) return named
    const sex = /\b(?:female|woman|woman's|lady's|feminine)\b/i.test(text)
      ? 'F'
      : /\b(?:male|man|man's|masculine)\b/i.test(text)
        ? 'M'
        : undefined
    if (sex !== undefined) return own[3] === sex ? own : voiceNames.find((name) => name[3] === sex)
  }
  return undefined
}
