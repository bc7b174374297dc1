/** Tasks asked for, answered and agreed to in a call: what is said, what counts, and what happens when the person does not answer. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { standInHttp } from './notify/stand-ins.ts'
import { soon, startRoom, type TestRoomOptions } from './test-room.ts'

const commands = `
commands:
  - { name: wipe, argv: [echo, wiped], phrases: [wipe the board], risky: true }
  - { name: hello, argv: [echo, hello there], phrases: [say hello] }
`
type Room = Awaited<ReturnType<typeof startRoom>>
const lastSay = (at: Room) => at.events.findLast((event) => event.extra.say !== undefined)?.extra.say
const says = (at: Room, what: RegExp) => expect.poll(() => lastSay(at), soon).toMatch(what)
/** The agent says what it was told last. */
const agentSays = async (at: Room) => at.say(String(lastSay(at)), { side: 'agent' })
const only = async (at: Room) => (await at.get('/tasks')).body.tasks[0]

/** A room in which Ana is in a call. */
async function inCall(options: TestRoomOptions = {}) {
  const at = await startRoom(options)
  at.acknowledge()
  await at.say('Hello there.')
  return at
}

describe('a task in a call', { timeout: 60_000 }, () => {
  it('is taken on by its words, done, and told there; the same turn again is the same task', async () => {
    await using at = await inCall({ file: commands })
    await at.say('Could you say hello please?')
    await says(at, /^Your task is done\. hello there\.$/)
    expect(at.events.some((event) => event.extra.say === "I'm on it, and I'll tell you when it is done.")).toBe(true)
    expect((await at.get('/tasks')).body.tasks).toHaveLength(1)
    expect((await at.get('/outbox?state=pending')).body.pending).toBe(0)
  })

  it('is nobody’s whose words may start none', async () => {
    await using at = await inCall({ settings: { DUET_TASK_USERS: 'ben' } })
    await at.say('Paint the fence in the background.')
    expect((await at.get('/tasks')).body.tasks).toEqual([])
    expect(at.events.at(-1)).toMatchObject({ priority: 'low', extra: { agent: 'task' } })
  })

  it('does nothing risky for a nod, nor before it was asked aloud, but for a yes', async () => {
    await using at = await inCall({ file: commands })
    await at.say('Please wipe the board.')
    await says(at, /^May I run "echo wiped"\? Say: yes, do it\. Or say no\.$/)
    await at.say('Yes, do it.')
    expect((await only(at)).confirm).not.toBeNull()
    await agentSays(at)
    await at.say('Okay.')
    await at.say('What a day.')
    expect((await only(at)).confirm).not.toBeNull()
    await at.say('Yes, do it.')
    await says(at, /^Your task is done\. wiped\.$/)
  })

  it('does not what is refused aloud', async () => {
    await using at = await inCall({ file: commands })
    await at.say('Wipe the board.')
    await says(at, /^May I/)
    await agentSays(at)
    await at.say("No, don't.")
    await says(at, /did not work out\. "echo wiped" was not agreed to\.$/)
  })

  it('has its answer said back until it is right', async () => {
    await using at = await inCall()
    await at.say('Ask me, and paint the fence in the background.')
    await says(at, /^One of your tasks has a question\. Which colour\?$/)
    await at.say('Something else entirely.')
    expect((await only(at)).state).toBe('waiting_for_input')
    await agentSays(at)
    await at.say('Blue.')
    await says(at, /^I'd pass on this answer: Blue\. Is that right\?$/)
    await agentSays(at)
    await at.say('No.')
    await says(at, /^What shall I answer, then\? Which colour\?$/)
    await agentSays(at)
    await at.say('Green.')
    await agentSays(at)
    await at.say('Yes, that is right.')
    await says(at, /^Your task is done\. I painted it Green/)
    expect((await only(at)).results).toEqual([{ output: 'I painted it Green..' }])
  })
})

describe('a question that finds no answer in the call goes out as a message', { timeout: 60_000 }, () => {
  const hook = (url: string) => ({ DUET_NOTIFY: 'webhook', DUET_WEBHOOK_URL: url, DUET_WEBHOOK_SECRET: 'sixteen characters' })
  const asked = async (at: Room) => {
    await at.say('Ask me, and paint the fence in the background.')
    await says(at, /^One of your tasks/)
  }

  it('when the person puts it off, and when the call ends', async () => {
    await using web = await standInHttp()
    await using at = await inCall({ settings: hook(web.url) })
    await asked(at)
    await agentSays(at)
    await at.say('Not now.')
    await expect.poll(() => web.arrived.length, soon).toBe(1)
    await at.post('/tasks', { text: 'ask once more', user_id: 'ana' })
    await expect.poll(async () => at.events.filter((event) => /question/.test(event.message)).length, soon).toBeGreaterThan(1)
    await expect.poll(async () => (await at.store.rows('tasks', {})).every((row) => row.state !== 'running'), soon).toBe(true)
    await at.post('/voice/sessions/s1/end', {})
    await expect.poll(() => web.arrived.length, soon).toBe(2)
  })

  it('when the agent never says it, or the person never answers', async () => {
    await using web = await standInHttp()
    await using unsaid = await inCall({ settings: hook(web.url), timing: { patience: { sayMs: 300, answerMs: 60_000 } } })
    await asked(unsaid)
    await expect.poll(() => web.arrived.length, soon).toBe(1)
    await using silent = await inCall({ settings: hook(web.url), timing: { patience: { sayMs: 60_000, answerMs: 300 } } })
    await asked(silent)
    await agentSays(silent)
    await expect.poll(() => web.arrived.length, soon).toBe(2)
  })

  it('once, however often Duet is started anew', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'duet-room-'))
    await using web = await standInHttp()
    for (let start = 0; start < 3; start++) {
      await using at = await startRoom({ dir, settings: hook(web.url) })
      if (start === 0) await at.post('/execute/background', { transcript: 'ask me' })
      await expect.poll(() => web.arrived.length, soon).toBe(1)
      await expect.poll(async () => (await at.get('/outbox?state=pending')).body.pending, soon).toBe(0)
    }
    rmSync(dir, { recursive: true, force: true })
  })
})
