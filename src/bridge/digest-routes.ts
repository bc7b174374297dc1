/** Where the orchestrator puts each new digest, so that a prompt needs nothing but the bridge's own file. */
import { Hono } from 'hono'
import * as z from 'zod'
import { type AppEnv, checked, parseBody } from '../access/http.ts'
import type { Journal } from '../store/journal.ts'
import { digestBodySchema, digestEraseSchema } from './api.ts'

export function digestRoutes(journal: Pick<Journal, 'putDigest' | 'eraseDigests' | 'digest'>): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.put('/digest', async (c) => {
    const { user_id, persona, parts, rendered_at } = checked(digestBodySchema, parseBody(await c.req.text()))
    await journal.putDigest({ userId: user_id, persona, parts, renderedAt: rendered_at })
    return c.json({ status: 'kept' })
  })
  app.delete('/digest', async (c) => {
    const { user_id } = checked(digestEraseSchema, c.req.query())
    await journal.eraseDigests(user_id)
    return c.json({ status: 'erased' })
  })
  app.get('/digest', async (c) => {
    const { user_id, persona } = checked(z.object({ user_id: z.string(), persona: z.string().default('') }), c.req.query())
    const copy = await journal.digest(user_id, persona)
    return c.json({ parts: copy?.parts ?? [], rendered_at: copy?.renderedAt ?? null })
  })
  return app
}
