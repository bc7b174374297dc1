import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSqliteMemory } from '../store/memory/open-sqlite.ts'
import { Calls, type CallsOptions, unread } from './calls.ts'
import { Memory } from './memory.ts'

const monday = Date.parse('2026-11-23T08:00:00Z')
const day = 86_400_000
const ana = { userId: 'ana', persona: 'duet' }

let dir: string
let memory: Memory
let calls: Calls
let now: number
async function start(more: Partial<CallsOptions> = {}) {
  memory = new Memory({ store: await openSqliteMemory({ dir }), now: () => now })
  calls = new Calls({ memory, timeZone: 'UTC', ...more })
}
async function stop() {
  await calls.close()
  await memory.close()
  await memory.store.close()
}
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'duet-calls-'))
  now = monday
  await start()
})
afterEach(async () => {
  await stop()
  rmSync(dir, { recursive: true, force: true })
})

/** A call as it would come in: "u: …" and "a: …". */
async function call(sessionId: string, ...lines: readonly string[]) {
  for (const [i, line] of lines.entries()) {
    now += 5000
    const side = line.startsWith('u: ') ? ('user' as const) : ('agent' as const)
    const fields = { modality: 'voice_full_duplex', had_interruption: i === 2, had_backchannels: false }
    await calls.record({
      ...ana,
      sessionId,
      conversationId: 'c1',
      turnId: `${side[0]}${i}`,
      side,
      text: line.slice(3),
      saidAt: now,
      fields,
    })
  }
}
const digest = async () => (await memory.digests.read(ana)).text

describe('calls', () => {
  it('leave facts with their turns, and the digest of the next call holds the right ones', async () => {
    await call(
      's1',
      "u: I'm Ana and I live in Rome.",
      'a: Hello Ana.',
      'u: I hate small talk in the morning.',
      'u: My sister Eva visits on Friday.',
    )
    await calls.end('s1', { endedAt: now })
    await calls.settle()
    expect(await digest()).toContain('Their name is Ana. Lives in Rome.')
    expect(await digest()).toContain('Their sister Eva visits on Friday, 27 November 2026.')
    const [home] = await memory.list(ana, { slot: 'home' })
    expect(home).toMatchObject({
      turnIds: ['u0'],
      quote: "I'm Ana and I live in Rome.",
      source: { session_id: 's1', type: 'extraction' },
    })

    now = monday + 7 * day
    await call('s2', 'a: How is Rome?', "u: We don't live in Rome anymore. We moved to Oslo.", 'u: Forget about the small talk.')
    await calls.settle()
    const later = await digest()
    expect(later).toContain('Oslo')
    expect(later).not.toMatch(/Lives in Rome|Eva visits|small talk/i)
  })

  it('are summed up once, with the fields of the conversation', async () => {
    await call('s1', 'a: Hi.', 'u: The garden is full of roses and the roses are red.', 'u: I collect stamps.')
    await calls.end('s1', { endedAt: now, fields: { audio: 'user.ogg' } })
    await calls.settle()
    await calls.end('s1', { endedAt: now })
    await calls.settle()
    const found = await memory.list(ana, { type: 'conversation' })
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({
      content: 'Call on Monday, 23 November 2026: about garden, stamps.',
      fields: { session_turns: 3, modality: 'voice_full_duplex', context: { had_interruption: true, had_backchannels: false } },
    })
  })

  it('leave nothing of what is to be forgotten in the summary of the call it is asked for in', async () => {
    await call('s1', 'u: I play the cello.')
    await calls.end('s1', { endedAt: now })
    await calls.settle()
    await call('s2', 'u: The garden is full of roses.', 'u: Please forget that I play the cello.')
    await calls.end('s2', { endedAt: now })
    await calls.settle()
    expect(JSON.stringify(await memory.list(ana))).not.toContain('cello')
    expect((await memory.list(ana, { type: 'conversation' }))[0]?.content).toContain('garden')
  })

  it('lose nothing when the process dies between recording and reading', async () => {
    await call('s1', 'u: I collect stamps.')
    await stop()
    // As after a crash: recorded, not yet read.
    await start({ mayLearn: () => true })
    await memory.store.write([unread({ sessionId: 's1', turnId: 'u0', userId: 'ana', persona: 'duet' }, now)])
    await calls.settle()
    expect((await memory.list(ana)).map((item) => [item.content, item.mentions])).toEqual([['Collects stamps.', 1]])
  })

  it('teach nothing without consent, and go on by rules while a model fails', async () => {
    await stop()
    let failed = 0
    await start({
      mayLearn: (userId) => userId === 'ana',
      model: async () => Promise.reject(new Error('no such model')),
      onFailing: () => failed++,
    })
    await call('s1', 'u: I collect stamps.')
    await calls.record({
      userId: 'ben',
      persona: 'duet',
      sessionId: 's9',
      conversationId: 'c',
      turnId: 'u1',
      side: 'user',
      text: 'I live in Bonn.',
      saidAt: now,
    })
    await calls.settle()
    expect(await memory.list(ana)).toHaveLength(1)
    expect(await memory.list({ userId: 'ben' })).toHaveLength(0)
    expect(failed).toBeGreaterThan(0)
  })

  it('name the people, so that a later call knows them by name alone', async () => {
    await call('s1', 'u: My sister Kim lives with us.')
    await calls.settle()
    expect(await memory.relations.people(ana)).toMatchObject([{ name: 'Kim', relationship: 'sister' }])
    await call('s2', 'u: Kim is a dancer now.')
    await calls.settle()
    expect((await memory.list(ana)).map((item) => item.content)).toContain('Their sister Kim is a dancer now.')
  })
})
