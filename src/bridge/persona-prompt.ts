/** The prompt a first call would begin with, for those who want to see it: the one a leg gets, in tokens, with what was left out. */
import { noSummary } from '../conversation/summary.ts'
import { type Persona, promptBudgetTokens, requiredParts } from '../personas/persona.ts'
import { type PromptPart, packPrompt } from '../personas/prompt-parts.ts'
import type { CountTokens } from '../personas/tokens.ts'
import { type LegPrompt, legPrompt } from './legs/leg-prompt.ts'

export function firstPrompt(persona: Persona, known: readonly PromptPart[], count: CountTokens): LegPrompt {
  return legPrompt({
    character: { type: 'persona', persona },
    known,
    news: [],
    summary: noSummary,
    digest: undefined,
    greet: true,
    limitTokens: promptBudgetTokens,
    short: false,
    count,
  })
}

export type Question = { readonly question: string; readonly context: string }

/** For a call that is to get an answer: the persona without its greeting, the question, then as much of the rest as there is room for. */
export function questionPrompt(persona: Persona, known: readonly PromptPart[], asked: Question, count: CountTokens): LegPrompt {
  const quoted = (text: string): string => text.replaceAll(/["“”«»<>]/g, "'").replaceAll(/\s+/g, ' ')
  const parts: PromptPart[] = [
    ...requiredParts(persona, false),
    { kind: 'question', priority: 99, text: 'A task of theirs is paused until you have their answer to a question.' },
    { kind: 'question', priority: 99, text: `Ask them: "${quoted(asked.question)}"` },
    { kind: 'context', priority: 90, text: asked.context === '' ? '' : `It is asked because: "${quoted(asked.context)}"` },
    { kind: 'question', priority: 98, text: 'Say their answer back in your own words and have it confirmed.' },
  ]
  const all = [...parts, ...known]
  const { prompt, tokens, dropped } = packPrompt(all, promptBudgetTokens, count)
  const nothing = known.every((part) => part.kind === 'heading' || dropped.includes(part))
  if (!nothing) return { text: prompt, tokens, dropped }
  const bare = packPrompt(parts, promptBudgetTokens, count)
  return { text: bare.prompt, tokens: bare.tokens, dropped: [...bare.dropped, ...known.filter(({ kind }) => kind !== 'heading')] }
}
