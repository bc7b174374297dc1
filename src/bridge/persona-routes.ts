/** Personas over HTTP: looking at them and their prompts, making, changing and removing them, and hearing a voice. */
import { Hono, type MiddlewareHandler } from 'hono'
import type * as z from 'zod'
import { type AppEnv, checked, errorBody, parseBody } from '../access/http.ts'
import { boundUser, requireScope } from '../access/principal.ts'
import type { EnginePool } from '../engines/pool.ts'
import type { PersonaLibrary } from '../personas/library.ts'
import { checkPersona, type Persona, promptBudgetTokens } from '../personas/persona.ts'
import { preferredVoice } from '../personas/preferred-voice.ts'
import type { PromptPart } from '../personas/prompt-parts.ts'
import type { CountTokens } from '../personas/tokens.ts'
import { DuetError } from '../protocol/errors.ts'
import {
  personaPromptQuerySchema,
  type personaPromptSchema,
  type personaViewSchema,
  type removedPersonaSchema,
  voiceSampleSchema,
} from './persona-api.ts'
import { firstPrompt } from './persona-prompt.ts'
import type { Sessions } from './sessions.ts'
import { voiceSample } from './voice-sample.ts'

export type PersonaRoutesOptions = {
  readonly library: PersonaLibrary
  readonly sessions: Pick<Sessions, 'persona' | 'voice'>
  readonly pool: Pick<EnginePool, 'tryAcquire'>
  readonly known: (userId: string, persona: string, topic: string | undefined) => Promise<readonly PromptPart[]>
  readonly count: CountTokens
  readonly reads: MiddlewareHandler<AppEnv>
  readonly manages: MiddlewareHandler<AppEnv>
  readonly limit: MiddlewareHandler
}

export function personaRoutes(options: PersonaRoutesOptions): Hono<AppEnv> {
  const { library, sessions, pool, reads, manages, limit, count } = options
  const app = new Hono<AppEnv>()
  const view = (persona: Persona) => ({ persona, origin: library.origin(persona.id) }) satisfies z.infer<typeof personaViewSchema>

  app.get('/personas/:id', reads, (c) => c.json(view(sessions.persona(c.req.param('id')))))

  app.get('/personas/:id/prompt', reads, async (c) => {
    const { user_id, topic } = checked(personaPromptQuerySchema, c.req.query())
    const principal = c.get('principal')
    const bound = boundUser(principal)
    if (user_id !== undefined && bound === undefined) requireScope(principal, 'manage')
    if (bound !== undefined && user_id !== undefined && user_id !== bound)
      throw new DuetError('access.forbidden', 'Your token is for another user.', { field: 'user_id' })
    const persona = sessions.persona(c.req.param('id'))
    const known = user_id === undefined ? [] : await options.known(user_id, persona.id, topic)
    const prompt = firstPrompt(persona, known, count)
    return c.json({
      text_prompt: prompt.text,
      voice_prompt: `${preferredVoice(known, persona.voice) ?? sessions.voice(undefined, persona)}.pt`,
      tokens: prompt.tokens,
      limit: promptBudgetTokens,
      left_out: prompt.dropped.map(({ kind, priority, text }) => ({ kind, priority, text })),
    } satisfies z.infer<typeof personaPromptSchema>)
  })

  app.post('/personas', manages, limit, async (c) => {
    const { persona, faults } = checkPersona(parseBody(await c.req.text()))
    if (!persona) return c.json(refusal(faults), 422)
    if (library.personas.has(persona.id)) return c.json(refusal({ id: `"${persona.id}" is the id of another persona` }), 422)
    library.put(persona)
    return c.json(view(persona))
  })

  app.put('/personas/:id', manages, limit, async (c) => {
    const { persona, faults } = checkPersona(parseBody(await c.req.text()))
    if (!persona) return c.json(refusal(faults), 422)
    if (persona.id !== c.req.param('id')) return c.json(refusal({ id: 'must be the one in the address' }), 422)
    library.put(persona)
    return c.json(view(persona))
  })

  app.delete('/personas/:id', manages, (c) => {
    const id = c.req.param('id')
    library.remove(id)
    return c.json({ id, removed: true, persona: library.personas.get(id) ?? null } satisfies z.infer<typeof removedPersonaSchema>)
  })

  app.post('/voices/preview', manages, limit, async (c) => {
    const { voice, text } = checked(voiceSampleSchema, parseBody(await c.req.text()))
    const sound = await voiceSample(pool, { voice: sessions.voice(voice, sessions.persona('duet')), text }, c.req.raw.signal)
    // Hono types bodies over ArrayBuffer only; these bytes are in one.
    return c.body(sound as Uint8Array<ArrayBuffer>, 200, { 'content-type': 'audio/ogg', 'cache-control': 'no-store' })
  })
  return app
}

/** The usual error for the first field, and beside it every field with what is wrong: a form shows them all. */
function refusal(faults: Readonly<Record<string, string>>) {
  const [[field, what] = ['file', 'is not a persona']] = Object.entries(faults)
  return { ...errorBody(new DuetError('persona.invalid', `${field}: ${what}`, { field })), faults }
}
