/** A call as a very small chat model reads it: one plain instruction, a few examples of listening, and the newest turns. */
import type { Said } from './brain.ts'

export type PromptTurn = { readonly role: 'system' | 'user' | 'assistant'; readonly text: string }

/** The newest turns that are sent along; with the bounds below the prompt stays under 900 tokens. */
const turnsKept = 6
const charsPerTurn = 300

/**
 * Nothing of the persona but the name: a model of this size tells whoever calls whatever its instruction holds. The examples
 * hold no names or numbers, since it copies those into its answers.
 */
export function localPrompt(personaName: string, history: readonly Said[]): readonly PromptTurn[] {
  const newest = history.filter((entry) => entry.text.trim() !== '').slice(-turnsKept)
  const from = newest.findIndex((entry) => entry.side === 'user')
  return [
    {
      role: 'system',
      text: `You are ${personaName}, a kind listener in a voice call. Answer with one short sentence of sympathy or interest, then one short question about what the person just said.`,
    },
    { role: 'user', text: "I couldn't sleep at all last night." },
    { role: 'assistant', text: 'That sounds tiring. What kept you awake?' },
    { role: 'user', text: 'We finally painted the kitchen.' },
    { role: 'assistant', text: 'How nice! How does it look now?' },
    { role: 'user', text: 'My boss was rude to me again.' },
    { role: 'assistant', text: "That's not fair. What happened this time?" },
    ...newest.slice(Math.max(0, from)).map(({ side, text }) => ({
      role: side === 'user' ? ('user' as const) : ('assistant' as const),
      text: text.slice(-charsPerTurn),
    })),
  ]
}
