/** A person's tasks through the bridge, with a real orchestrator behind it: asked in calls, by links, and for nobody else. */
import { describe, expect, it } from 'vitest'
import { freePort } from '../access/free-port.ts'
import { standInHttp } from '../mas/tasks/notify/stand-ins.ts'
import { soon, startRoom, type TestRoomOptions } from '../mas/tasks/test-room.ts'
import { openedLinkSchema, type TaskView } from '../protocol/task-api.ts'
import { TestBridge, type TestBridgeOptions } from './test-bridge.ts'

async function startBoth(
  options: { readonly bridge?: TestBridgeOptions; readonly room?: TestRoomOptions; readonly keys?: true } = {},
) {
  const port = String(await freePort())
  const settings = { DUET_MAS: 'on', DUET_MAS_PORT: port, ...options.bridge?.settings }
  const bridge = await TestBridge.start({ ...options.bridge, settings })
  const room = await startRoom({ dir: bridge.dir, port, bridgeUrl: bridge.http, ...options.room })
  const ask = async (method: string, path: string, body?: unknown, token?: string) => {
    const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const response = await fetch(`${bridge.http}${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    // biome-ignore lint/suspicious/noExplicitAny: the tests look at what they expect of it
    return { status: response.status, body: (await response.json()) as any }
  }
  return {
    ...{ bridge, room },
    post: (path: string, body: unknown = {}, token?: string) => ask('POST', path, body, token),
    get: (path: string, token?: string) => ask('GET', path, undefined, token),
    async [Symbol.asyncDispose]() {
      await room.close()
      await bridge[Symbol.asyncDispose]()
    },
  }
}
type Both = Awaited<ReturnType<typeof startBoth>>
async function asking(both: Both, user_id = 'local'): Promise<TaskView> {
  const { body } = await both.room.post('/tasks', { text: 'ask me', user_id })
  const view = async () => (await both.room.get(`/tasks/${body.id}`)).body as TaskView
  await expect.poll(async () => (await view()).state, soon).toBe('waiting_for_input')
  return view()
}
const stateOf = async (both: Both, id: string) => (await both.room.get(`/tasks/${id}`)).body.state

describe('a person’s tasks', { timeout: 60_000 }, () => {
  it('are seen, answered and ended through the bridge', async () => {
    await using both = await startBoth()
    const task = await asking(both)
    expect((await both.get('/tasks?open=1')).body.tasks).toMatchObject([{ id: task.id, question: 'Which colour?' }])
    expect((await both.post(`/tasks/${task.id}/answer`, { answer: 'blue' })).status).toBe(200)
    await expect.poll(() => stateOf(both, task.id), soon).toBe('completed')
    expect((await both.post(`/tasks/${task.id}/cancel`)).body.error.code).toBe('task.state')
    expect((await both.post(`/tasks/${task.id}/answer`, { answer: '' })).body.error.code).toBe('request.invalid')
  })

  it('are theirs: a token sees and touches those of its user, whatever it asks for', async () => {
    await using both = await startBoth()
    const task = await asking(both, 'ana')
    const token = async (user_id: string) => (await both.post('/token', { user_id })).body.token as string
    const ben = await token('ben')
    expect((await both.get('/tasks?user_id=ana', ben)).body).toEqual({ tasks: [] })
    expect((await both.get(`/tasks/${task.id}?user_id=ana`, ben)).status).toBe(404)
    expect((await both.post(`/tasks/${task.id}/answer`, { answer: 'x', user_id: 'ana' }, ben)).status).toBe(404)
    expect((await both.post('/session', { task_id: task.id }, ben)).body.error.code).toBe('task.not_found')
    expect((await both.get(`/tasks/${task.id}`, await token('ana'))).body.id).toBe(task.id)
  })

  it('say that there is no orchestrator', async () => {
    await using at = await TestBridge.start()
    const answer = await fetch(`${at.http}/tasks`)
    expect([answer.status, ((await answer.json()) as { error: { code: string } }).error.code]).toEqual([404, 'mas.none'])
  })
})

describe('a link to answer', { timeout: 60_000 }, () => {
  it('lets whoever has it in, as the user of the task, once', async () => {
    await using web = await standInHttp()
    const hook = { DUET_NOTIFY: 'webhook', DUET_WEBHOOK_URL: web.url, DUET_WEBHOOK_SECRET: 'sixteen characters' }
    await using both = await startBoth({ room: { settings: hook } })
    const task = await asking(both, 'ana')
    await expect.poll(() => web.arrived.length, soon).toBe(1)
    const { link } = JSON.parse(web.arrived[0]?.body ?? '{}') as { link: string }
    const code = new URLSearchParams(new URL(link).hash.slice(1)).get('answer')
    const opened = openedLinkSchema.parse((await both.post('/tasks/open', { code })).body)
    expect(opened).toMatchObject({ user_id: 'ana', task: { id: task.id, question: 'Which colour?' } })
    expect((await both.post('/tasks/open', { code })).body.error).toMatchObject({
      code: 'access.link',
      message: expect.stringMatching(/used already/),
    })
    const token = opened.token ?? ''
    expect((await both.post(`/tasks/${task.id}/answer`, { answer: 'blue' }, token)).status).toBe(200)
    // It is no key: it makes no tokens, and manages nothing.
    expect((await both.post('/token', { user_id: 'ana' }, token)).status).toBe(403)
    expect((await both.get('/outbox', token)).status).toBe(403)
  })
})

describe('a call that is made for a question', { timeout: 60_000 }, () => {
  it('begins with it: said by an engine that can be told', async () => {
    await using both = await startBoth()
    const task = await asking(both)
    const { engine } = await both.bridge.call(`/ws/${await both.bridge.newSession({ task_id: task.id })}`)
    await engine.until(({ told }) => told.length > 0)
    expect(engine.told).toMatchObject([{ type: 'say', text: 'One of your tasks has a question. Which colour?' }])
  })

  it('begins with it: in the prompt of an engine that takes one, in place of its greeting', async () => {
    await using both = await startBoth({ bridge: { kind: 'personaplex' } })
    const task = await asking(both)
    const { engine } = await both.bridge.call(`/ws/${await both.bridge.newSession({ task_id: task.id })}`)
    expect(engine.query.get('text_prompt')).toContain('You were to tell them: "One of your tasks has a question. Which colour?"')
  })

  it('is refused where nothing is asked any more', async () => {
    await using both = await startBoth()
    const task = await asking(both)
    await both.post(`/tasks/${task.id}/answer`, { answer: 'blue' })
    expect((await both.post('/session', { task_id: task.id })).body.error.code).toBe('task.state')
    expect((await both.post('/session', { task_id: 'none' })).body.error.code).toBe('task.not_found')
  })
})

describe('a task of a call', { timeout: 90_000 }, () => {
  it('asks there when nobody speaks, takes the answer that is said and agreed to, and tells there what came of it', async () => {
    await using both = await startBoth({ room: { timing: { ackMs: 3000 } } })
    const { room, bridge } = both
    const { client, engine } = await bridge.call(`/ws/${await bridge.newSession({ user_id: 'ana' })}`)
    const session = client.events.find((event) => event.type === 'session')?.sessionId ?? ''
    client.send({ text: 'Paint the fence in the background, and ask me about the colour.' })
    const said = async (text: string) => {
      await engine.until(({ told }) => told.some((one) => JSON.stringify(one).includes(text)))
      // As the engine would say it; its words reach the orchestrator by the bridge's ear in a real call.
      await room.say(text, { side: 'agent', session, user: 'ana', ageMs: 2000 })
    }
    await said("I'm on it")
    await said('One of your tasks has a question. Which colour?')
    client.send({ text: 'Blue, please.' })
    await said("I'd pass on this answer: Blue, please. Is that right?")
    client.send({ text: 'No, green.' })
    await said("I'd pass on this answer: green. Is that right?")
    client.send({ text: 'Yes, that is right.' })
    await said('Good, I pass it on.')
    await said('Your task is done. I painted it green.')
    const tasks = (await room.get('/tasks?user_id=ana')).body.tasks as TaskView[]
    expect(tasks).toMatchObject([{ state: 'completed', results: [{ output: 'I painted it green..' }] }])
  })
})
