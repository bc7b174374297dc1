/** A person's own memory through the bridge: passed on to the orchestrator, for the user the caller may speak for and no other. */
import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { type AppEnv, checked, parseBody } from '../access/http.ts'
import { boundUser, type Principal, requireScope } from '../access/principal.ts'
import type { MasClientOptions } from './mas-client.ts'
import { passToMas } from './mas-pass.ts'

export type MemoryProxyOptions = {
  /** Undefined: there is no orchestrator. */
  readonly mas: MasClientOptions | undefined
  /** Forgets every session and digest of a user here. */
  readonly eraseHere: (userId: string) => Promise<void>
}

const reads = ['/items', '/history', '/timeline', '/reflect', '/export', '/erase'] as const
const writes = ['/learn', '/correct', '/forget', '/undo'] as const
/** Time an orchestrator may take for a person who waits, ms. */
const usualDeadlineMs = 10_000
/** Time everything may take to go along or away, ms. */
const wholeDeadlineMs = 300_000
const anyBody = z.record(z.string(), z.unknown())

export function memoryProxy({ mas, eraseHere }: MemoryProxyOptions): Hono<AppEnv> {
  const app = new Hono<AppEnv>()

  function pass(c: Context<AppEnv>, method: 'GET' | 'POST', path: string, user: string, body?: object): Promise<Response> {
    const deadlineMs = path === '/export' || path === '/erase' ? wholeDeadlineMs : usualDeadlineMs
    const query = method === 'GET' ? { ...c.req.query(), user_id: user } : {}
    const sent = body && { ...body, user_id: user }
    return passToMas(mas, { method, path: `/memory${path}`, query, body: sent, deadlineMs })
  }

  for (const path of reads)
    app.get(path, (c) => {
      const principal = c.get('principal')
      if (principal.type === 'key') requireScope(principal, 'read')
      return pass(c, 'GET', path, userOf(principal, c.req.query('user_id')))
    })
  app.post('/recall', async (c) => {
    const principal = c.get('principal')
    if (principal.type === 'key') requireScope(principal, 'read')
    const body = checked(anyBody, parseBody(await c.req.text()))
    return pass(c, 'POST', '/recall', userOf(principal, body.user_id), body)
  })
  for (const path of writes)
    app.post(path, async (c) => {
      const principal = c.get('principal')
      if (principal.type === 'key') requireScope(principal, 'manage')
      const body = checked(anyBody, parseBody(await c.req.text()))
      return pass(c, 'POST', path, userOf(principal, body.user_id), body)
    })
  app.post('/erase', async (c) => {
    const principal = c.get('principal')
    if (principal.type === 'key') requireScope(principal, 'manage')
    const body = checked(anyBody, parseBody(await c.req.text()))
    const user = userOf(principal, body.user_id)
    const answer = await pass(c, 'POST', '/erase', user, body)
    if (answer.ok) await eraseHere(user)
    return answer
  })
  return app
}

/** A token's own user, whatever was asked for; else the one asked for. */
export function userOf(principal: Principal, asked: unknown): string {
  const bound = principal.type === 'token' ? principal.user : boundUser(principal)
  return bound ?? (typeof asked === 'string' && asked !== '' ? asked : 'local')
}
