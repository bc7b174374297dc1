import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { freePort } from '../access/free-port.ts'
import { recordingsDir } from '../bridge/recording/folder.ts'
import { loadConfig } from '../config/config.ts'
import { openJournal } from '../store/open.ts'
import { eraseHere } from './erase-conversations.ts'

it('without a bridge: words, sound and digests of the one, and nothing of another', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'duet-erase-here-'))
  const journal = await openJournal({ dir })
  const sound = (id: string) => join(recordingsDir(dir), id)
  for (const userId of ['ana', 'ben']) {
    const session = { sessionId: `s-${userId}`, conversationId: 'c', persona: 'duet', voice: 'NATF0', userId, createdAt: 1 }
    await journal.createSession(session)
    await journal.putDigest({ userId, persona: '', parts: [], renderedAt: 1 })
    mkdirSync(sound(session.sessionId), { recursive: true })
    writeFileSync(join(sound(session.sessionId), 'user-0.ogg'), 'sound')
  }
  await journal.close()
  const { config } = loadConfig({ flags: { DUET_DATA_DIR: dir, DUET_BRIDGE_PORT: String(await freePort()) } })
  expect(await eraseHere(config, 'ana')).toBe('1 conversation')
  const after = await openJournal({ dir })
  expect((await after.sessions({ limit: 9 })).sessions.map((one) => one.userId)).toEqual(['ben'])
  expect([await after.digest('ana', ''), (await after.digest('ben', ''))?.userId]).toEqual([undefined, 'ben'])
  expect([existsSync(sound('s-ana')), existsSync(sound('s-ben'))]).toEqual([false, true])
  await after.close()
  rmSync(dir, { recursive: true, force: true })
})
