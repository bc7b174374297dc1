/** A word and when it was said. */
import * as z from 'zod'

const ms = z.number().min(0)

/** A word and its place in the sound, found by the ear's attention; good to about 0.2 s. */
export const timedWordSchema = z.object({ text: z.string(), startMs: ms, endMs: ms })
export type TimedWord = z.infer<typeof timedWordSchema>
