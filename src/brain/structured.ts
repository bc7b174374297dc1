/** A text model that answers with JSON of a schema, for work in the background: the same models as the brain's, not streamed. */
import { generateText, Output } from 'ai'
import type * as z from 'zod'
import { DuetError } from '../protocol/errors.ts'
import type { RemoteModel } from './remote.ts'

export type StructuredRequest = {
  readonly instructions: string
  readonly input: string
  readonly schema: z.ZodType
  readonly signal: AbortSignal
}

export type StructuredModel = (request: StructuredRequest) => Promise<unknown>

const maxOutputTokens = 4000

/**
 * The answer as the schema has it, unchecked beyond that.
 * Rejects with `brain.failed` when the model cannot be reached or keeps to no form; nothing that was said is in the message.
 */
export function createStructuredModel(name: string, model: (signal: AbortSignal) => Promise<RemoteModel>): StructuredModel {
  return async ({ instructions, input, schema, signal }: StructuredRequest): Promise<unknown> => {
    try {
      const { output } = await generateText({
        model: await model(signal),
        instructions,
        prompt: input,
        output: Output.object({ schema }),
        maxOutputTokens,
        maxRetries: 1,
        abortSignal: signal,
      })
      return output
    } catch (error) {
      if (signal.aborted) throw new DuetError('brain.failed', `${name} did not answer in time.`)
      // Provider errors carry the request in their fields, so none is kept as a cause.
      throw new DuetError(
        'brain.failed',
        `${name} gave no facts in the form asked for (${error instanceof Error ? error.name : 'unknown'}).`,
      )
    }
  }
}
