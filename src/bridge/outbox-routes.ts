/** The outbox over HTTP, for who runs Duet: what waits, what was given up, trying again and dropping. */
import { Hono } from 'hono'
import type * as z from 'zod'
import { type AppEnv, checked, parseBody } from '../access/http.ts'
import type { Outbox, OutboxItem } from '../store/outbox.ts'
import { type changedSchema, outboxChangeSchema, outboxQuerySchema, type outboxSchema } from './api.ts'

/** @param nudge called when there is something to try again */
export function outboxRoutes(outbox: Outbox, nudge: () => void): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get('/', async (c) => {
    const query = checked(outboxQuerySchema, c.req.query())
    const [{ pending, dead }, items] = await Promise.all([outbox.stats(), outbox.list(query)])
    return c.json({ pending, dead, items: items.map(shown) } satisfies z.infer<typeof outboxSchema>)
  })
  app.post('/retry', async (c) => {
    const { id } = checked(outboxChangeSchema, parseBody(await c.req.text()))
    const changed = await outbox.retry(id, Date.now())
    nudge()
    return c.json({ changed } satisfies z.infer<typeof changedSchema>)
  })
  app.post('/drop', async (c) => {
    const { id } = checked(outboxChangeSchema, parseBody(await c.req.text()))
    return c.json({ changed: await outbox.drop(id) } satisfies z.infer<typeof changedSchema>)
  })
  return app
}

function shown({ id, kind, sessionId, state, attempts, createdAt, lastError }: OutboxItem) {
  return { id, kind, session_id: sessionId, state, attempts, created_at: createdAt, last_error: lastError }
}
