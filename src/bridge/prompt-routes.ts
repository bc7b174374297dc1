/** The seed's prompt addresses: what to begin a PersonaPlex call with, and that Moshi takes no such thing. */
import { Hono } from 'hono'
import type * as z from 'zod'
import { type AppEnv, checked } from '../access/http.ts'
import type { Principal } from '../access/principal.ts'
import type { Persona } from '../personas/persona.ts'
import type { PromptPart } from '../personas/prompt-parts.ts'
import type { CountTokens } from '../personas/tokens.ts'
import { toDuetError } from '../protocol/errors.ts'
import type { SessionRecord } from '../store/journal.ts'
import type { LegPrompt } from './legs/leg-prompt.ts'
import { type moshiPromptSchema, promptQuerySchema, type promptSchema, questionQuerySchema } from './persona-api.ts'
import { firstPrompt, questionPrompt } from './persona-prompt.ts'

export type PromptRoutesOptions = {
  /** A session the caller may read. Throws `session.not_found`, `access.forbidden`. */
  readonly session: (principal: Principal, id: string) => Promise<SessionRecord>
  readonly known: (session: SessionRecord, topic: string | undefined) => Promise<readonly PromptPart[]>
  /** Throws `persona.not_found`. */
  readonly persona: (id: string) => Persona
  readonly voice: (persona: Persona) => string
  /** The voice of a Moshi server: "moshiko" or "moshika". */
  readonly moshiVoice: string
  readonly count: CountTokens
}

type Wanted = { readonly session_id?: string | undefined; readonly topic?: string | undefined }
type Whose = { readonly persona: Persona; readonly voice: string; readonly known: readonly PromptPart[]; readonly error?: string }

const usualPersona = 'duet'
const reason =
  'Moshi is trained without prompts: it has no persona and one voice per model, and nothing that is remembered can be told to it. PersonaPlex takes prompts.'

export function promptRoutes(options: PromptRoutesOptions): Hono<AppEnv> {
  const app = new Hono<AppEnv>()

  /** As at the origin, a session that cannot be had is told in the answer and the usual persona stands in. */
  async function whose(principal: Principal, { session_id, topic }: Wanted): Promise<Whose> {
    const usual = options.persona(usualPersona)
    const alone = { persona: usual, voice: options.voice(usual), known: [] }
    if (session_id === undefined || session_id === '') return alone
    try {
      const session = await options.session(principal, session_id)
      const persona = options.persona(session.persona)
      return { persona, voice: session.voice, known: await options.known(session, topic) }
    } catch (thrown) {
      const error = toDuetError(thrown)
      if (error.code === 'access.forbidden' || error.code === 'internal') throw error
      return { ...alone, error: error.message }
    }
  }

  const answer = (prompt: LegPrompt, { voice, error }: Whose, { session_id }: Wanted) => ({
    text_prompt: prompt.text,
    voice_prompt: `${voice}.pt`,
    ...(session_id && { session_id }),
    ...(error !== undefined && { error }),
    tokens: prompt.tokens,
    left_out: prompt.dropped.map(({ kind, priority, text }) => ({ kind, priority, text })),
  })
  const unsupported = ({ session_id }: Wanted) => ({
    text_prompt: '',
    voice_prompt: options.moshiVoice,
    ...(session_id && { session_id }),
    supported: false as const,
    reason,
  })

  app.get('/personaplex/prompt', async (c) => {
    const wanted = checked(promptQuerySchema, c.req.query())
    const who = await whose(c.get('principal'), wanted)
    const prompt = firstPrompt(who.persona, who.known, options.count)
    return c.json(answer(prompt, who, wanted) satisfies z.infer<typeof promptSchema>)
  })
  app.get('/personaplex/prompt/question', async (c) => {
    const wanted = checked(questionQuerySchema, c.req.query())
    const who = await whose(c.get('principal'), wanted)
    const prompt = questionPrompt(who.persona, who.known, wanted, options.count)
    return c.json({ ...answer(prompt, who, wanted), mode: 'question' } satisfies z.infer<typeof promptSchema>)
  })
  app.get('/moshi/prompt', (c) => {
    return c.json(unsupported(checked(promptQuerySchema, c.req.query())) satisfies z.infer<typeof moshiPromptSchema>)
  })
  app.get('/moshi/prompt/question', (c) => {
    const wanted = checked(questionQuerySchema, c.req.query())
    return c.json({ ...unsupported(wanted), mode: 'question' } satisfies z.infer<typeof moshiPromptSchema>)
  })
  return app
}
