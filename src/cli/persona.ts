/** `duet persona`: which personas there are, and the exact prompt of each with its tokens and what was left out. */
import { join } from 'node:path'
import type * as z from 'zod'
import { personaPromptSchema } from '../bridge/persona-api.ts'
import { firstPrompt } from '../bridge/persona-prompt.ts'
import type { Config } from '../config/config.ts'
import { PersonaLibrary } from '../personas/library.ts'
import { type Persona, promptBudgetTokens } from '../personas/persona.ts'
import { preferredVoice } from '../personas/preferred-voice.ts'
import type { PromptPart } from '../personas/prompt-parts.ts'
import { tokenCounter } from '../personas/sentencepiece.ts'
import { DuetError } from '../protocol/errors.ts'
import { openJournal } from '../store/open.ts'
import { askBridge } from './bridge-client.ts'
import { exitCodes } from './exit.ts'
import { type ConfigFlags, readConfig } from './flags.ts'

type Shown = z.infer<typeof personaPromptSchema>

export function listPersonas(flags: ConfigFlags): number {
  const library = libraryOf(readConfig(flags).config)
  for (const { id, name, voice, memory, engines = [] } of library.personas.values()) {
    const where = { shipped: 'ships with Duet', own: 'your own', changed: 'changed by you' }[library.origin(id)]
    const more = [where, ...(memory === 'shared' ? ['memory shared'] : []), ...(engines.length > 0 ? [engines.join(' > ')] : [])]
    console.log(`${id.padEnd(16)} ${name.padEnd(16)} ${voice}  ${more.join(', ')}`)
  }
  return exitCodes.ok
}

/** Throws `persona.invalid` by file and field, `persona.not_found`. */
export async function checkPersonas(id: string | undefined, flags: ConfigFlags & { readonly user?: string }): Promise<number> {
  const { config } = readConfig(flags)
  const library = libraryOf(config)
  const list = id === undefined ? [...library.personas.values()] : [found(library, id)]
  for (const persona of list) {
    const shown = await promptOf(config, persona, flags.user)
    if (list.length > 1) {
      console.log(`${persona.id}: ${shown.tokens} of ${shown.limit} tokens${leftOutWords(shown)}`)
      continue
    }
    console.log(shown.text_prompt)
    console.error(`\n${shown.tokens} of ${shown.limit} tokens, voice ${shown.voice_prompt}`)
    for (const { kind, text } of shown.left_out) console.error(`left out (${kind}): ${text}`)
  }
  return exitCodes.ok
}

function libraryOf({ DUET_DATA_DIR }: Pick<Config, 'DUET_DATA_DIR'>): PersonaLibrary {
  return new PersonaLibrary({ dir: join(DUET_DATA_DIR, 'personas') })
}

function found({ personas }: PersonaLibrary, id: string): Persona {
  const persona = personas.get(id)
  if (persona) return persona
  throw new DuetError('persona.not_found', `"${id.slice(0, 100)}" is not one of ${[...personas.keys()].join(', ')}.`)
}

/** Of the running bridge where what is remembered is asked for, since its file is its own; else made here. */
async function promptOf(config: Config, persona: Persona, user: string | undefined): Promise<Shown> {
  const query = user === undefined ? '' : `?${new URLSearchParams({ user_id: user })}`
  const path = `/personas/${encodeURIComponent(persona.id)}/prompt${query}`
  const asked = user === undefined ? undefined : await askBridge(config, { method: 'GET', path }, personaPromptSchema)
  if (asked) return asked
  const known = user === undefined ? [] : await digestOf(config.DUET_DATA_DIR, user, persona.id)
  const prompt = firstPrompt(persona, known, tokenCounter(config.DUET_PROMPT_TOKENIZER))
  return {
    text_prompt: prompt.text,
    voice_prompt: `${preferredVoice(known, persona.voice) ?? config.PERSONAPLEX_VOICE ?? persona.voice}.pt`,
    tokens: prompt.tokens,
    limit: promptBudgetTokens,
    left_out: [...prompt.dropped],
  }
}

/** Throws `store.failed` where another program has the file. */
async function digestOf(dir: string, user: string, persona: string): Promise<readonly PromptPart[]> {
  const journal = await openJournal({ dir })
  try {
    return (await journal.digest(user, persona))?.parts ?? []
  } finally {
    await journal.close()
  }
}

function leftOutWords({ left_out }: Shown): string {
  return left_out.length === 0 ? '' : `, ${left_out.length} left out`
}
