/** An erasure that is asked for is finished: whatever comes in meanwhile, and whatever stops in between. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Memory } from '../memory/memory.ts'
import { createLog } from '../observe/log.ts'
import { openSqliteMemory } from '../store/memory/open-sqlite.ts'
import type { MemoryStore } from '../store/memory/port.ts'
import { Erasures } from './erasures.ts'

let dir: string
let store: MemoryStore
let memory: Memory
const log = createLog({ level: 'silent', name: 'test' })
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'duet-erasures-'))
  store = await openSqliteMemory({ dir })
  memory = new Memory({ store })
})
afterEach(async () => {
  await memory.close()
  await store.close()
  rmSync(dir, { recursive: true, force: true })
})
const learn = (statement: string) => memory.learn({ userId: 'ana' }, 'semantic', { statement })
const left = async () => (await memory.list({ userId: 'ana' })).length

it('takes what comes in from the bridge meanwhile along, and says so only then', async () => {
  await learn('Owns a boat')
  const copies = Promise.withResolvers<void>()
  const erasures = new Erasures({ memory, log, eraseCopies: () => copies.promise })
  const { rows, done } = await erasures.begin('ana')
  expect([rows > 0, await left(), (await erasures.since('ana')) !== null]).toEqual([true, 0, true])
  await learn('Was on its way when she asked')
  copies.resolve()
  await done
  expect([await left(), await erasures.since('ana'), await store.count('digests', { userId: 'ana' })]).toEqual([0, null, 0])
})

it('goes on after a restart, until the copies are gone', async () => {
  await learn('Owns a boat')
  const away = new Erasures({ memory, log, eraseCopies: () => Promise.reject(new Error('the bridge is away')) })
  await (await away.begin('ana')).done
  expect(await away.since('ana')).not.toBeNull()
  const asked: string[] = []
  const again = new Erasures({ memory, log, eraseCopies: async (userId) => void asked.push(userId) })
  await again.resume()
  await expect.poll(() => again.since('ana')).toBeNull()
  expect(asked).toEqual(['ana'])
})
