/** Personas: who the agent is. Read from `personas/*.yaml`, checked, and made into the prompt an engine gets. */
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse, YAMLParseError } from 'yaml'
import * as z from 'zod'
import { DuetError } from '../protocol/errors.ts'
import { type PromptPart, packPrompt, sentenceParts } from './prompt-parts.ts'
import { type CountTokens, estimateTokens } from './tokens.ts'
import { voiceName, voiceNames } from './voices.ts'

const line = (max: number) => z.string().trim().min(1).max(max)

export const personaSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'must be lower-case letters, digits and "-"'),
  name: line(40),
  voice: z
    .string()
    .refine((voice) => voiceName(voice) !== undefined, {
      error: (issue) => `"${issue.input}" is not one of ${voiceNames.join(', ')}`,
    })
    .transform((voice) => voiceName(voice) ?? voice),
  role: line(1000).describe('who it is, in the second person'),
  style: line(600).describe('how it speaks'),
  vocabulary: z.array(line(40)).max(40).describe('names and words the ear should expect').optional(),
  greeting: line(200).describe('its first sentence').optional(),
  language: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Z]{2})?$/, 'must be a language tag such as "en"')
    .default('en'),
})
export type Persona = z.infer<typeof personaSchema>

/** What an engine's model has room for beside the conversation; the published limit for PersonaPlex. */
export const promptBudgetTokens = 200

const shippedDir = fileURLToPath(new URL('../../personas', import.meta.url))

/**
 * All personas of a folder, by id. Throws `persona.invalid` naming file, field and what is wrong; one bad file refuses the start
 * rather than losing a persona silently.
 */
export function loadPersonas(dir: string = shippedDir): ReadonlyMap<string, Persona> {
  const personas = new Map<string, Persona>()
  for (const file of readdirSync(dir).sort()) {
    if (!/\.ya?ml$/.test(file)) continue
    const persona = parsePersona(readFileSync(join(dir, file), 'utf8'), file)
    if (personas.has(persona.id)) throw invalid(file, 'id', `"${persona.id}" is the id of another persona, too`)
    personas.set(persona.id, persona)
  }
  return personas
}

/** One persona from the text of its file. Throws `persona.invalid`; `file` is for the message. */
export function parsePersona(text: string, file: string): Persona {
  let value: unknown
  try {
    value = parse(text)
  } catch (error) {
    throw invalid(basename(file), 'file', error instanceof YAMLParseError ? error.message : 'is no YAML')
  }
  const parsed = personaSchema.safeParse(value)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw invalid(basename(file), issue?.path.join('.') || 'file', issue?.message ?? 'is not a persona')
  }
  const tokens = estimateTokens(assemblePrompt(parsed.data, true))
  if (tokens > promptBudgetTokens) {
    throw invalid(
      basename(file),
      'role',
      `with style and greeting it takes about ${tokens} tokens of ${promptBudgetTokens}; shorten it`,
    )
  }
  return parsed.data
}

/** What a persona brings into a prompt: who it is, how it speaks, and with `greet` what it says first. */
export function personaParts(persona: Persona, greet: boolean): PromptPart[] {
  const parts: PromptPart[] = [
    { kind: 'role', priority: 100, text: persona.role },
    { kind: 'style', priority: 80, text: persona.style },
  ]
  if (greet && persona.greeting) {
    parts.push({ kind: 'greeting', priority: 90, text: `Begin by saying: "${persona.greeting}"` })
  }
  if (persona.language !== 'en') parts.push({ kind: 'language', priority: 95, text: `Speak the language "${persona.language}".` })
  return parts
}

/** The text prompt of a persona alone, whole. */
export function assemblePrompt(persona: Persona, greet: boolean): string {
  return packPrompt(personaParts(persona, greet), Number.POSITIVE_INFINITY).prompt
}

/**
 * A prompt that came as one text, within the budget: its last sentences are left out, whole. Throws `request.invalid` where not even one
 * sentence fits.
 */
export function fitPrompt(text: string, count: CountTokens): string {
  const { prompt } = packPrompt(sentenceParts(text, { kind: 'own', priority: 1 }), promptBudgetTokens, count)
  if (prompt !== '') return prompt
  throw new DuetError(
    'request.invalid',
    `The prompt is one sentence of ${count(text)} tokens; an engine takes ${promptBudgetTokens}.`,
    {
      field: 'text_prompt',
    },
  )
}

function invalid(file: string, field: string, what: string): DuetError {
  return new DuetError('persona.invalid', `${file}: ${field} ${what}`, { field })
}
