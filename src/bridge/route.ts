/** What is told of an HTTP route: enough for checks, /openapi.json and docs/api.md. */
import type * as z from 'zod'
import type { ErrorCode } from '../protocol/errors.ts'

export type Route = {
  readonly method: 'get' | 'post' | 'put' | 'delete'
  /** With `{parameter}` as in OpenAPI. */
  readonly path: string
  readonly summary: string
  readonly body?: z.ZodObject
  readonly query?: z.ZodObject
  readonly answer: z.ZodType
  /** What the answer is, where it is no JSON. */
  readonly answerType?: string
  readonly errors: readonly ErrorCode[]
}
