/** What may be learned, in the shapes of the seed's knowledge repository, and how each becomes a row of the store. */
import * as z from 'zod'
import { DuetError } from '../protocol/errors.ts'
import type { MemoryRow } from '../store/memory/port.ts'

export const memoryKinds = ['episodic', 'semantic', 'procedural'] as const
export type MemoryKind = (typeof memoryKinds)[number]
export const importances = ['low', 'normal', 'high', 'critical'] as const
export type Importance = (typeof importances)[number]

export const sourceSchema = z.object({
  type: z.enum(['user_explicit', 'user_implicit', 'extraction', 'inference', 'integration', 'system']).default('user_explicit'),
  session_id: z.string().nullish(),
  interaction_id: z.string().nullish(),
  document_ref: z.string().nullish(),
  note: z.string().nullish(),
  /** The memory that it puts right, and where that was done: "page", "api" … */
  corrects: z.string().nullish(),
  via: z.string().nullish(),
})
export type Source = z.infer<typeof sourceSchema>

const words = z.string().trim().min(1).max(4000)
const listed = z
  .union([z.array(z.string()), z.string().transform((one) => [one])])
  .nullish()
  .transform((list) => list ?? [])
const common = {
  confidence: z.number().min(0).max(1).optional(),
  importance: z.enum(importances).optional(),
  source: z.union([sourceSchema, sourceSchema.shape.type.unwrap().transform((type) => ({ type }))]).optional(),
}
const when = z.union([z.number(), z.iso.datetime({ offset: true, local: true }).transform((text) => Date.parse(text))])

/** What happened. `type` is read as `event_type`; without a summary it is made of what both sides said. */
const episodicSchema = z
  .looseObject({
    event_type: z.string().optional(),
    type: z.string().optional(),
    summary: words.optional(),
    user_input: z.string().optional(),
    assistant_response: z.string().optional(),
    participants: listed,
    outcome: z.string().nullish(),
    learnings: listed,
    event_timestamp: when.optional(),
    timestamp: when.optional(),
    ...common,
  })
  .refine((entry) => entry.summary ?? entry.user_input ?? entry.assistant_response, {
    path: ['summary'],
    error: 'is needed, or user_input and assistant_response',
  })
/** What is so. `type` is read as `category`, `summary` as `statement`. */
const semanticSchema = z
  .looseObject({
    category: z.string().optional(),
    type: z.string().optional(),
    statement: words.optional(),
    summary: words.optional(),
    domain: z.string().nullish(),
    evidence: listed,
    ...common,
  })
  .refine((entry) => entry.statement ?? entry.summary, { path: ['statement'], error: 'is needed' })
/** How this person wants things. */
const proceduralSchema = z.looseObject({
  procedure_type: z.string().optional(),
  name: words,
  description: z.string().nullish(),
  preference_value: z.string().nullish(),
  trigger_conditions: listed,
  ...common,
})
const schemas = { episodic: episodicSchema, semantic: semanticSchema, procedural: proceduralSchema } as const

/** The words an entry is found and shown by, and its columns. */
export type Entered = Pick<MemoryRow, 'kind' | 'type' | 'content' | 'fields' | 'importance' | 'confidence'> & {
  readonly source: Source
  /** When it happened, where the entry says so: epoch milliseconds. */
  readonly at: number | undefined
}

/** Reads an entry of any kind. Throws `memory.rejected` naming the field. */
export function readEntry(kind: string, entry: unknown): Entered {
  if (!isKind(kind))
    throw new DuetError('memory.rejected', `'${kind}' is not one of ${memoryKinds.join(', ')}.`, { field: 'kind' })
  if (kind === 'episodic') return episodic(checked(schemas.episodic, entry))
  return kind === 'semantic' ? semantic(checked(schemas.semantic, entry)) : procedural(checked(schemas.procedural, entry))
}

export function isKind(kind: string): kind is MemoryKind {
  return (memoryKinds as readonly string[]).includes(kind) // widened only to look a string up
}

function episodic(entry: z.output<typeof episodicSchema>): Entered {
  const { event_type, type, event_timestamp, timestamp, confidence = 0.8, importance, source, ...fields } = entry
  const said = [entry.user_input && `User: ${entry.user_input}`, entry.assistant_response && `Agent: ${entry.assistant_response}`]
  return {
    kind: 'episodic',
    type: event_type ?? type ?? 'conversation',
    content: entry.summary ?? said.filter(Boolean).join(' '),
    fields,
    confidence,
    ...rest(importance, source),
    at: event_timestamp ?? timestamp,
  }
}

function semantic(entry: z.output<typeof semanticSchema>): Entered {
  const { category, type, confidence = 0.8, importance, source, ...fields } = entry
  const content = entry.statement ?? entry.summary ?? ''
  return {
    kind: 'semantic',
    type: category ?? type ?? 'fact',
    content,
    fields,
    confidence,
    ...rest(importance, source),
    at: undefined,
  }
}

function procedural(entry: z.output<typeof proceduralSchema>): Entered {
  const { procedure_type, confidence = 0.9, importance, source, ...fields } = entry
  const told = [entry.preference_value, entry.description].filter(Boolean).join('. ')
  return {
    kind: 'procedural',
    type: procedure_type ?? 'preference',
    content: told && told !== entry.name ? `${entry.name}: ${told}` : entry.name,
    fields,
    confidence,
    ...rest(importance, source),
    at: undefined,
  }
}

function rest(importance: Importance | undefined, source: unknown): Pick<Entered, 'importance' | 'source'> {
  return { importance: importances.indexOf(importance ?? 'normal'), source: sourceSchema.parse(source ?? {}) }
}

function checked<S extends z.ZodType>(schema: S, entry: unknown): z.output<S> {
  const read = schema.safeParse(entry)
  if (read.success) return read.data
  const [issue] = read.error.issues
  const field = issue?.path.join('.') || 'entry'
  throw new DuetError('memory.rejected', `${field} ${issue?.message ?? 'is not an entry'}.`, { field })
}
