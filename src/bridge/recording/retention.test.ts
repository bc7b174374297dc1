import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { SessionRecord } from '../../store/journal.ts'
import { openJournal } from '../../store/open.ts'
import { TestBridge } from '../test-bridge.ts'
import { recordingsDir } from './folder.ts'

const dayMs = 86_400_000

it('deletes sound and words each after their days, and sound nobody knows of, and leaves the rest', async () => {
  const folder = (dir: string, name: string) => join(recordingsDir(dir), name)
  const ago = (days: number) => Date.now() - days * dayMs
  const session = (sessionId: string, days: number): SessionRecord => ({
    ...{ sessionId, conversationId: 'c', persona: 'duet', voice: 'NATF2', userId: 'ana' },
    createdAt: ago(days),
    recording: 'audio',
  })
  const aged = { old: 40, older: 80, young: 2 } as const
  const prepare = async (dir: string) => {
    const journal = await openJournal({ dir })
    for (const [name, days] of Object.entries(aged)) {
      await journal.createSession(session(name, days))
      await journal.endSession(name, ago(days), 'ended')
    }
    await journal.close()
    for (const [name, days] of Object.entries({ ...aged, unknown: 1 })) {
      mkdirSync(folder(dir, name), { recursive: true })
      const file = join(folder(dir, name), 'user-000000000000.opus')
      writeFileSync(file, 'sound')
      utimesSync(file, ago(days) / 1000, ago(days) / 1000)
    }
  }
  await using before = await TestBridge.start({ keep: true })
  await before.bridge.close('made ready')
  await before.journal.close()
  await prepare(before.dir)
  await using at = await TestBridge.start({ dir: before.dir, settings: { DUET_KEEP_DAYS: '60', DUET_KEEP_AUDIO_DAYS: '30' } })
  await expect
    .poll(async () => (await at.journal.sessions({ limit: 9 })).sessions.map(({ sessionId }) => sessionId))
    .toEqual(['young', 'old'])
  expect(await at.journal.session('old')).toMatchObject({ recording: 'transcript' })
  expect(await at.journal.session('young')).toMatchObject({ recording: 'audio' })
  expect(['old', 'older', 'young', 'unknown'].filter((name) => existsSync(folder(at.dir, name)))).toEqual(['young'])
})
