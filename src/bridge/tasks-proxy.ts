/** A person's tasks through the bridge: passed on to the orchestrator for the user the caller may speak for, and the links that let others in. */
import { type Context, Hono } from 'hono'
import * as z from 'zod'
import type { Access } from '../access/access.ts'
import { type AppEnv, checked, parseBody } from '../access/http.ts'
import { requireScope } from '../access/principal.ts'
import { type openedLinkSchema, openSchema, taskViewSchema } from '../protocol/task-api.ts'
import type { MasClientOptions } from './mas-client.ts'
import { passToMas } from './mas-pass.ts'
import { userOf } from './memory-proxy.ts'

export type TasksProxyOptions = {
  /** Undefined: there is no orchestrator. */
  readonly mas: MasClientOptions | undefined
  readonly access: Pick<Access, 'mint' | 'required'>
}

const deadlineMs = 10_000
/** How long somebody who came by a link may talk, ms. */
const passMs = 3_600_000
const anyBody = z.record(z.string(), z.unknown())
/** Whoever is let in without keys is this user. */
const usualUser = 'local'

export function tasksProxy({ mas }: Pick<TasksProxyOptions, 'mas'>): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  const read = (c: Context<AppEnv>, path: string) => {
    const principal = c.get('principal')
    if (principal.type === 'key') requireScope(principal, 'read')
    const query = { ...c.req.query(), user_id: userOf(principal, c.req.query('user_id')) }
    return passToMas(mas, { method: 'GET', path, query, deadlineMs })
  }
  app.get('/', (c) => read(c, '/tasks'))
  app.get('/:id', (c) => read(c, `/tasks/${encodeURIComponent(c.req.param('id'))}`))
  for (const what of ['answer', 'confirm', 'cancel'])
    app.post(`/:id/${what}`, async (c) => {
      const principal = c.get('principal')
      if (principal.type === 'key') requireScope(principal, 'manage')
      const body = checked(anyBody, parseBody(await c.req.text()))
      const path = `/tasks/${encodeURIComponent(c.req.param('id'))}/${what}`
      return passToMas(mas, { method: 'POST', path, body: { ...body, user_id: userOf(principal, body.user_id) }, deadlineMs })
    })
  return app
}

/** For whoever has a link: it is used up, and lets them in as the user whose task it is. */
export function openAnswerLink({ mas, access }: TasksProxyOptions) {
  return async (c: Context<AppEnv>): Promise<Response> => {
    const body = checked(openSchema, parseBody(await c.req.text()))
    const answer = await passToMas(mas, { method: 'POST', path: '/tasks/open', body, deadlineMs })
    if (!answer.ok) return answer
    const task = taskViewSchema.parse(await answer.json())
    // Who needs no token would be bound to one user by it.
    const needed = access.required || task.user_id !== usualUser
    const wish = { user: task.user_id, scopes: ['talk'] as const, limits: {}, lifeMs: passMs }
    const pass = needed ? await access.mint({ type: 'local' }, wish) : undefined
    return c.json({
      task,
      token: pass?.token ?? null,
      expires_at: pass?.expiresAt ?? null,
      user_id: task.user_id,
    } satisfies z.infer<typeof openedLinkSchema>)
  }
}
