/** Questions and results of tasks reach a person who is in no call: by messages that wait, are tried again, and carry a link that counts once. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { openAccess } from '../../access/access.ts'
import { standInHttp, standInSmtp } from './notify/stand-ins.ts'
import { soon, startRoom } from './test-room.ts'

const hook = (url: string, more: Record<string, string> = {}) => ({
  DUET_NOTIFY: 'webhook',
  DUET_WEBHOOK_URL: url,
  DUET_WEBHOOK_SECRET: 'sixteen characters',
  PERSONAPLEX_URL: 'https://duet.example',
  ...more,
})
type Told = { id: string; type: string; text: string; link: string; task_id: string }
const told = (at: { readonly arrived: readonly { readonly body: string }[] }) =>
  at.arrived.map(({ body }) => JSON.parse(body) as Told)
const codeIn = (link: string) => new URLSearchParams(new URL(link).hash.slice(1)).get('answer') ?? ''

describe('a task that nobody watches', { timeout: 60_000 }, () => {
  it('sends its question with a link, takes the answer, and sends what came of it; in the seed’s words', async () => {
    await using web = await standInHttp()
    await using at = await startRoom({ settings: hook(web.url) })
    const { body } = await at.post('/execute/background', { transcript: 'ask me' })
    const id: string = body.session_id
    await expect.poll(() => web.arrived.length, soon).toBe(1)
    const [asked] = told(web)
    expect(asked?.type).toBe('task.question')
    expect(asked?.text).toBe(`I need your input:\n\nWhich colour?\n\nContext: Blue or green.\n\nAnswer here: ${asked?.link}`)
    expect(asked?.link).toMatch(new RegExp(`^https://duet\\.example/\\?session=${id}&mode=answer#answer=[\\w.-]+$`))
    await at.post(`/resume/${id}`, { answer: 'blue' })
    await expect.poll(() => web.arrived.length, soon).toBe(2)
    const [, done] = told(web)
    expect(done).toMatchObject({ type: 'task.completed', link: `https://duet.example/?session=${id}` })
    expect(done?.text).toBe(`Task completed:\n\nI painted it blue.\n\nReview here: https://duet.example/?session=${id}`)
    expect((await at.get('/outbox?state=pending')).body).toEqual({ pending: 0, dead: 0, items: [] })
    // Neither question, answer nor link is in the log.
    expect(at.lines.join('')).not.toMatch(/colour|blue|answer=|sixteen/)
  })

  it('sends nothing where that is not wanted', async () => {
    await using web = await standInHttp()
    await using at = await startRoom({ settings: hook(web.url, { NOTIFY_ON_QUESTION: 'false', NOTIFY_ON_COMPLETE: 'false' }) })
    const { body } = await at.post('/execute/background', { transcript: 'ask me' })
    const state = async () => (await at.get(`/context/${body.session_id}`)).body.state
    await expect.poll(state, soon).toBe('waiting_for_input')
    await at.post(`/resume/${body.session_id}`, { answer: 'blue' })
    await expect.poll(state, soon).toBe('completed')
    expect(web.arrived).toEqual([])
  })

  it('is told of by every channel, again where one fails, and once where it was taken', async () => {
    await using web = await standInHttp([503, 500, 200])
    await using mail = await standInSmtp()
    const email = { DUET_SMTP_URL: mail.url, DUET_MAIL_FROM: 'duet@example.org', DUET_MAIL_TO: 'ana@example.org' }
    await using at = await startRoom({
      settings: hook(web.url, { DUET_NOTIFY: 'webhook,email', ...email }),
      timing: { pausesMs: [10, 10, 10] },
    })
    await at.post('/execute/background', { transcript: 'paint' })
    await expect.poll(() => [web.arrived.length, mail.arrived.length], soon).toEqual([3, 1])
    const ids = new Set(web.arrived.map(({ headers }) => headers['idempotency-key']))
    expect(ids.size).toBe(1)
    await expect.poll(async () => (await at.get('/outbox?state=pending')).body.pending, soon).toBe(0)
  })

  it('that cannot be told of is given up visibly, over a restart, and can be tried again or forgotten', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'duet-room-'))
    await using web = await standInHttp([404, 404, 200])
    {
      await using at = await startRoom({ dir, settings: hook(web.url) })
      await at.post('/execute/background', { transcript: 'paint' })
      await at.post('/execute/background', { transcript: 'paint more' })
      await expect.poll(async () => (await at.get('/outbox')).body.dead, soon).toBe(2)
      expect((await at.get('/outbox')).body.items).toMatchObject([
        { kind: 'completed', channel: 'webhook', state: 'dead', attempts: 1, last_error: 'the webhook answered 404' },
        { kind: 'completed' },
      ])
    }
    await using at = await startRoom({ dir, settings: hook(web.url) })
    const [first, second] = (await at.get('/outbox')).body.items
    expect((await at.post('/outbox/drop', { id: first.id })).body).toEqual({ changed: 1 })
    expect((await at.post('/outbox/retry', {})).body).toEqual({ changed: 1 })
    await expect.poll(() => web.arrived.length, soon).toBe(3)
    expect(told(web)[2]?.id).toBe(second.id)
    rmSync(dir, { recursive: true, force: true })
  })

  it('whose question was answered before the message could leave sends none', async () => {
    await using web = await standInHttp([503, 503, 200])
    await using at = await startRoom({
      settings: hook(web.url, { NOTIFY_ON_COMPLETE: 'false' }),
      timing: { pausesMs: [400, 400, 400] },
    })
    const { body } = await at.post('/execute/background', { transcript: 'ask me' })
    await expect.poll(() => web.arrived.length, soon).toBe(1)
    await at.post(`/resume/${body.session_id}`, { answer: 'blue' })
    await expect.poll(async () => (await at.get('/outbox?state=pending')).body.pending, soon).toBe(0)
    expect(web.arrived.length).toBeLessThanOrEqual(2)
  })
})

describe('the link that answers a question', { timeout: 60_000 }, () => {
  async function asked(
    at: Awaited<ReturnType<typeof startRoom>>,
    web: { readonly arrived: readonly { readonly body: string }[] },
  ) {
    const before = web.arrived.length
    const { body } = await at.post('/execute/background', { transcript: 'ask me' })
    await expect.poll(() => web.arrived.length, soon).toBe(before + 1)
    return { id: body.session_id as string, code: codeIn(told(web).at(-1)?.link ?? '') }
  }
  const open = (at: Awaited<ReturnType<typeof startRoom>>, code: string) => at.post('/tasks/open', { code })

  it('opens its task once', async () => {
    await using web = await standInHttp()
    await using at = await startRoom({ settings: hook(web.url) })
    const { id, code } = await asked(at, web)
    expect((await open(at, code)).body).toMatchObject({
      id,
      user_id: 'local',
      question: 'Which colour?',
      context: 'Blue or green.',
    })
    const again = await open(at, code)
    expect([again.status, again.body.error.code]).toEqual([410, 'access.link'])
    expect(again.body.error.message).toMatch(/has been used already/)
  })

  it('opens it once, however many try at the same time', async () => {
    await using web = await standInHttp()
    await using at = await startRoom({ settings: hook(web.url) })
    const { code } = await asked(at, web)
    const answers = await Promise.all(Array.from({ length: 10 }, () => open(at, code)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  it('is worth nothing when it is changed, of another Duet, late, a client’s token, or of a question that was answered', async () => {
    await using web = await standInHttp()
    await using at = await startRoom({ settings: hook(web.url) })
    const { id, code } = await asked(at, web)
    const refused = async (written: string) => expect((await open(at, written)).body.error?.code).toBe('access.link')
    const [head = '', claims = '', signature = ''] = code.split('.')
    const changed = Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(claims, 'base64url').toString()), sub: 'another' }))
    await refused(`${head}.${changed.toString('base64url')}.${signature}`)
    await refused(`${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.`)
    await refused('nonsense')

    const elsewhere = mkdtempSync(join(tmpdir(), 'duet-access-'))
    const other = openAccess({ dir: elsewhere, required: false })
    const [task] = await at.store.rows('tasks', { id })
    const link = z.object({ link: z.object({ id: z.string() }) }).parse(task?.fields).link.id
    await refused(await other.signAnswerPass({ taskId: id, linkId: link, expiresAt: Date.now() + 60_000 }))
    const own = openAccess({ dir: at.dir, required: false })
    await refused(await own.signAnswerPass({ taskId: id, linkId: link, expiresAt: Date.now() - 60_000 }))
    await refused(await own.signAnswerPass({ taskId: id, linkId: 'guessed', expiresAt: Date.now() + 60_000 }))
    const wish = { user: 'ana', scopes: ['talk'], limits: {}, lifeMs: 60_000 } as const
    await refused((await own.mint({ type: 'local' }, wish)).token)
    // Nor is it a token.
    await expect(own.authenticate(code)).rejects.toMatchObject({ code: 'access.invalid' })
    own.close()
    other.close()
    rmSync(elsewhere, { recursive: true })

    await at.post(`/resume/${id}`, { answer: 'blue' })
    await refused(code)
  })
})
