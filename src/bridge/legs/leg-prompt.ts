/** The text prompt of an engine leg: who the agent is, and for a later leg of a call what has been said in it, within the model's budget. */
import { type CallDigest, type CallSummary, summaryParts } from '../../conversation/summary.ts'
import { optionalParts, type Persona, promptBudgetTokens, requiredParts } from '../../personas/persona.ts'
import { type PromptPart, packPrompt } from '../../personas/prompt-parts.ts'
import type { CountTokens } from '../../personas/tokens.ts'

/** Who the agent is: a persona of ours, or a prompt that a Moshi client brought along. */
export type Character =
  | { readonly type: 'persona'; readonly persona: Persona }
  | { readonly type: 'given'; readonly prompt: string }

export type LegPromptOptions = {
  readonly character: Character
  /** What is remembered of the person: a digest's sentences, its heading first; empty: nothing. */
  readonly known: readonly PromptPart[]
  /** What the agent was to tell them and has not. */
  readonly news: readonly PromptPart[]
  readonly summary: CallSummary
  /** Sentences of a language model on the call so far, where they were there in time. */
  readonly digest: CallDigest | undefined
  /** Whether the agent speaks first; only in the first leg. */
  readonly greet: boolean
  /** Of the engine's record. */
  readonly limitTokens: number | null
  /** Somebody waits for the leg to be primed: less is sooner. */
  readonly short: boolean
  readonly count: CountTokens
}

/** `dropped`: what there was no room for. */
export type LegPrompt = { readonly text: string; readonly tokens: number; readonly dropped: readonly PromptPart[] }

/** A short prompt has this many tokens beside who the agent is. */
const shortExtraTokens = 80

export function legPrompt(options: LegPromptOptions): LegPrompt {
  const { character, known, news, summary, digest, greet, short, count } = options
  const limit = options.limitTokens ?? promptBudgetTokens
  const said = [...summaryParts(summary, digest), ...news]
  const self =
    character.type === 'given'
      ? [{ kind: 'given', priority: 100, text: character.prompt }]
      : requiredParts(character.persona, greet && said.length === 0)
  const more = character.type === 'given' ? [] : optionalParts(character.persona)
  const least = packPrompt(self, limit, count)
  // A prompt that fills the budget alone is the caller's own choice, and goes before all that was said.
  if (least.dropped.length > 0 || [...more, ...known, ...said].length === 0) {
    const text = character.type === 'given' ? character.prompt : packPrompt(self, Number.POSITIVE_INFINITY, count).prompt
    return { text, tokens: count(text), dropped: [...more, ...known, ...said] }
  }
  const room = short ? Math.min(limit, least.tokens + shortExtraTokens) : limit
  const packed = packPrompt([...self, ...more, ...known, ...said], room, count)
  // A heading with nothing under it is no sentence for a prompt.
  const nothing = known.every((part) => part.kind === 'heading' || packed.dropped.includes(part))
  const { prompt, tokens } = nothing && known.length > 0 ? packPrompt([...self, ...more, ...said], room, count) : packed
  return { text: prompt, tokens, dropped: packed.dropped }
}
