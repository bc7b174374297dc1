/** What came with a request, checked. */
import type * as z from 'zod'
import type { Principal } from '../access/principal.ts'
import { DuetError } from '../protocol/errors.ts'

/** What a request carries on to its handler. */
export type AppEnv = { Variables: { principal: Principal } }

/** The value as the schema has it. Throws `request.invalid` naming the field. */
export function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = issue?.path.join('.') || 'body'
  throw new DuetError('request.invalid', `${field}: ${issue?.message ?? 'is not as described in /openapi.json'}`, { field })
}

/** The body of a request; `{}` where there is none. Throws `request.invalid`. */
export function parseBody(text: string): unknown {
  if (text.trim() === '') return {}
  try {
    return JSON.parse(text)
  } catch {
    throw new DuetError('request.invalid', 'The body is no JSON.', { field: 'body' })
  }
}
