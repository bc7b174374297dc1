import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openSqliteMemory } from '../store/memory/open-sqlite.ts'
import { Calls } from './calls.ts'
import { forgetConversation } from './forget-conversation.ts'
import { Memory } from './memory.ts'

it('a deleted conversation leaves its facts and not a word of it', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'duet-conversation-'))
  const now = Date.parse('2026-11-23T08:00:00Z')
  const memory = new Memory({ store: await openSqliteMemory({ dir }), now: () => now })
  const calls = new Calls({ memory, timeZone: 'UTC' })
  const ana = { userId: 'ana', persona: 'duet' }
  const say = (sessionId: string, text: string) =>
    calls.record({ ...ana, sessionId, conversationId: 'c', turnId: 'u1', side: 'user', text, saidAt: now })
  await say('s1', 'Between you and me, unmistakably, I live in Bergen and collect stamps.')
  await calls.end('s1', { endedAt: now })
  await say('s2', 'I play the cello.')
  await calls.settle()
  expect(await memory.list(ana, { type: 'conversation' })).toHaveLength(1)

  await forgetConversation(memory, 's1', 'keep')
  await memory.store.write([{ op: 'delete', table: 'turns', where: { sessionId: 's1' } }])
  await memory.store.scrub()
  const facts = await memory.list(ana)
  expect(facts.map((item) => [item.content, item.quote !== '', item.turnIds.length]).sort()).toEqual([
    ['Collects stamps.', false, 0],
    ['Lives in Bergen.', false, 0],
    ['Plays the cello.', true, 1],
  ])
  expect((await memory.digests.read(ana)).text).toMatch(/Bergen/)
  for (const file of readdirSync(dir)) expect(readFileSync(join(dir, file), 'latin1')).not.toContain('unmistakably')
  await calls.close()
  await memory.close()
  await memory.store.close()
  rmSync(dir, { recursive: true, force: true })
})

it('one that is deleted with all that was learned takes the facts nobody else told, and what they took the place of holds again', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'duet-conversation-'))
  let now = Date.parse('2026-11-23T08:00:00Z')
  const memory = new Memory({ store: await openSqliteMemory({ dir }), now: () => now })
  const calls = new Calls({ memory, timeZone: 'UTC' })
  const ana = { userId: 'ana', persona: 'duet' }
  const say = async (sessionId: string, text: string) => {
    now += 3_600_000
    await calls.record({ ...ana, sessionId, conversationId: 'c', turnId: 'u1', side: 'user', text, saidAt: now })
    await calls.settle()
  }
  await say('s1', 'I live in Oslo. I play the cello.')
  await say('s2', 'I live in Bergen. I play the cello. I collect stamps.')
  expect((await memory.list(ana)).map((item) => item.content).sort()).toEqual([
    'Collects stamps.',
    'Lives in Bergen.',
    'Plays the cello.',
  ])
  await forgetConversation(memory, 's2', 'erase')
  expect((await memory.list(ana)).map((item) => item.content).sort()).toEqual(['Lives in Oslo.', 'Plays the cello.'])
  await calls.close()
  await memory.close()
  await memory.store.close()
  rmSync(dir, { recursive: true, force: true })
})
