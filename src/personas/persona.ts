/** A persona: who the agent is. The schema of its file, its check, and the prompt an engine gets of it. */
import { basename } from 'node:path'
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
  engines: z
    .array(z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'must be the name of an engine such as "personaplex"'))
    .max(8)
    .describe('engines in the order wanted; another one carries the call where none of them is free')
    .optional(),
  backchannels: z.array(line(30)).max(8).describe('what it says while it listens').optional(),
  tools: z
    .array(z.string().regex(/^[a-z][a-z0-9_-]{0,31}$/, 'must be the name of a tool'))
    .max(16)
    .describe('the agents it uses, such as "time"; all there are if not given')
    .optional(),
  memory: z
    .enum(['own', 'shared'])
    .describe('whether what it learns of a person is known to it alone, or to every persona')
    .default('own'),
  parts: z
    .array(z.strictObject({ text: line(400), priority: z.number().int().min(1).max(79) }))
    .max(20)
    .describe('more of its prompt, left out by priority where there is no room; what is remembered of the person has 80 to 43')
    .optional(),
})
export type Persona = z.infer<typeof personaSchema>

/** What an engine's model has room for beside the conversation; the published limit for PersonaPlex. */
export const promptBudgetTokens = 200

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
  const fault = tooLong(parsed.data)
  if (fault !== undefined) throw invalid(basename(file), 'role', fault)
  return parsed.data
}

/** Every fault of a persona that came as a value, by field; empty: `persona` is one. */
export function checkPersona(value: unknown): { readonly persona?: Persona; readonly faults: Readonly<Record<string, string>> } {
  const parsed = personaSchema.safeParse(value)
  if (!parsed.success) {
    const faults: Record<string, string> = {}
    for (const { path, message, code, ...issue } of parsed.error.issues) {
      const fields =
        code === 'unrecognized_keys' && 'keys' in issue ? issue.keys.map(String) : [path.map(String).join('.') || 'file']
      for (const field of fields) faults[field] ??= message
    }
    return { faults }
  }
  const fault = tooLong(parsed.data)
  return fault === undefined ? { persona: parsed.data, faults: {} } : { faults: { role: fault } }
}

function tooLong(persona: Persona): string | undefined {
  const tokens = estimateTokens(assemblePrompt(persona, true))
  if (tokens <= promptBudgetTokens) return undefined
  return `with style and greeting it takes about ${tokens} tokens of ${promptBudgetTokens}; shorten it`
}

/** What a persona cannot do without in a prompt: who it is, how it speaks, and with `greet` what it says first. */
export function requiredParts(persona: Persona, greet: boolean): PromptPart[] {
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

/** What a persona brings into a prompt beside that, where there is room. */
export function optionalParts({ backchannels = [], parts = [] }: Persona): PromptPart[] {
  const words = backchannels.map((word) => `"${word}"`).join(', ')
  return [
    ...(words === ''
      ? []
      : [{ kind: 'backchannels', priority: 60, text: `While you listen, say short things such as ${words}.` }]),
    ...parts.map(({ text, priority }) => ({ kind: 'part', priority, text })),
  ]
}

/** The text prompt of a persona alone, without its optional parts. */
export function assemblePrompt(persona: Persona, greet: boolean): string {
  return packPrompt(requiredParts(persona, greet), Number.POSITIVE_INFINITY).prompt
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

export function invalid(file: string, field: string, what: string): DuetError {
  return new DuetError('persona.invalid', `${file}: ${field} ${what}`, { field })
}
