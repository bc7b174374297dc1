import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { AccessFile } from '../access/access-file.ts'
import { makeKey } from '../access/keys.ts'
import { openSqliteMemory } from '../store/memory/open-sqlite.ts'
import { openJournal } from '../store/open.ts'
import { backup, restore } from './backup.ts'

let home = ''
let flags = { dataDir: '' }
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'duet-backup-'))
  flags = { dataDir: join(home, 'data') }
  vi.spyOn(console, 'log').mockImplementation(() => {})
})
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(home, { recursive: true, force: true })
})

const session = {
  sessionId: 's1',
  conversationId: 'c1',
  persona: 'duet',
  voice: 'NATF0',
  userId: 'ana',
  createdAt: 1,
  recording: 'transcript',
} as const

async function fill() {
  const journal = await openJournal({ dir: flags.dataDir })
  await journal.createSession(session)
  await journal.close()
  await (await openSqliteMemory({ dir: flags.dataDir })).close()
  using file = new AccessFile(flags.dataDir)
  const { keyId, hash } = makeKey()
  file.addKey({ keyId, hash, name: 'kept', scopes: ['talk'], createdAt: 0 })
}

describe('duet backup and restore', () => {
  it('bring everything back after the data folder was lost', async () => {
    await fill()
    await backup(join(home, 'copy'), flags)
    rmSync(flags.dataDir, { recursive: true })
    await restore(join(home, 'copy'), flags)
    const journal = await openJournal({ dir: flags.dataDir })
    expect(await journal.session('s1')).toEqual(session)
    await journal.close()
    const memory = await openSqliteMemory({ dir: flags.dataDir })
    await memory.close()
    using file = new AccessFile(flags.dataDir)
    expect(file.keys().map((key) => key.name)).toEqual(['kept'])
  })

  it('keep what a restore replaces', async () => {
    await fill()
    await backup(join(home, 'copy'), flags)
    const journal = await openJournal({ dir: flags.dataDir })
    await journal.createSession({ ...session, sessionId: 'later' })
    await journal.close()
    await restore(join(home, 'copy'), flags)
    const [aside = ''] = readdirSync(flags.dataDir).filter((name) => name.startsWith('before-restore-'))
    const old = await openJournal({ dir: join(flags.dataDir, aside) })
    expect(await old.session('later')).toBeDefined()
    await old.close()
  })

  it('refuse while Duet runs, a damaged copy and a folder that is taken, and change nothing', async () => {
    await fill()
    const copy = join(home, 'copy')
    await backup(copy, flags)
    await expect(backup(copy, flags)).rejects.toMatchObject({ code: 'config.invalid' })
    const journal = await openJournal({ dir: flags.dataDir })
    await expect(backup(join(home, 'other'), flags)).rejects.toMatchObject({ code: 'store.failed' })
    await expect(restore(copy, flags)).rejects.toMatchObject({ code: 'store.failed' })
    await journal.close()
    writeFileSync(join(copy, 'memory.db'), 'no database')
    await expect(restore(copy, flags)).rejects.toMatchObject({ code: 'store.failed' })
    const again = await openJournal({ dir: flags.dataDir })
    expect(await again.session('s1')).toEqual(session)
    await again.close()
    expect(existsSync(join(home, 'other'))).toBe(false)
  })
})
