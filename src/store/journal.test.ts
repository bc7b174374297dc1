import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import type { DuetError } from '../protocol/errors.ts'
import { eventsPerSession, type Journal, type JournalWrite, type SessionRecord, type TurnRecord } from './journal.ts'
import { openJournal, QueuedJournal } from './open.ts'
import { openSqlite } from './sqlite.ts'

const opened: Journal[] = []
afterEach(async () => {
  for (const journal of opened.splice(0)) await journal.close()
})
async function open(dir: string, options: Partial<Parameters<typeof openJournal>[0]> = {}): Promise<Journal> {
  const journal = await openJournal({ dir, retryMs: 20, ...options })
  opened.push(journal)
  return journal
}
const dirs: string[] = []
afterAll(() => {
  for (const dir of dirs) rmSync(dir, { recursive: true, force: true })
})
function newDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'duet-journal-'))
  dirs.push(dir)
  return dir
}
const session = (sessionId: string): SessionRecord => ({
  sessionId,
  conversationId: `c-${sessionId}`,
  persona: 'duet',
  voice: 'NATF0',
  userId: 'local',
  createdAt: 1_700_000_000_000,
  recording: 'transcript',
})
const turn = (number: number, text = `words ${number}`): TurnRecord => ({
  turn: {
    turnId: `u${number}`,
    side: 'user',
    startMs: number * 1000,
    endMs: number * 1000 + 500,
    text,
    interrupted: false,
    responseMs: null,
  },
  saidAt: 1_700_000_000_000 + number,
  engine: 'local',
})

describe('the journal', () => {
  it('gives turns back exactly as they were written, oldest first, over a restart', async () => {
    const dir = newDir()
    const first = await open(dir)
    await first.createSession(session('s'))
    const agent: TurnRecord = {
      turn: {
        ...turn(2).turn,
        turnId: 'a1',
        side: 'agent',
        source: 'engine',
        generated: 'words and more',
        interrupted: true,
        responseMs: 412.5,
      },
      saidAt: 5,
      engine: 'moshi',
    }
    await first.recordTurn('s', turn(1))
    await first.recordTurn('s', agent)
    await first.close()
    const second = await open(dir)
    expect(await second.session('s')).toEqual(session('s'))
    expect(await second.history('s', { limit: 50 })).toEqual({ turns: [turn(1), agent], older: null })
    expect(await second.resumePoint('s')).toEqual({ mediaMs: 2500, userTurns: 1, agentTurns: 1 })
  })

  it('pages history from the newest backwards without gap or repeat', async () => {
    const journal = await open(newDir())
    await journal.createSession(session('s'))
    for (let i = 1; i <= 7; i++) journal.recordTurn('s', turn(i))
    const seen: string[][] = []
    let before: number | undefined
    do {
      const page = await journal.history('s', { limit: 3, before })
      seen.unshift(page.turns.map((one) => one.turn.turnId))
      before = page.older ?? undefined
    } while (before !== undefined)
    expect(seen).toEqual([['u1'], ['u2', 'u3', 'u4'], ['u5', 'u6', 'u7']])
  })

  it('replaces a turn written again, keeping its place', async () => {
    const journal = await open(newDir())
    await journal.createSession(session('s'))
    journal.recordTurn('s', turn(1))
    journal.recordTurn('s', turn(2))
    journal.recordTurn('s', turn(1, 'corrected'))
    const { turns } = await journal.history('s', { limit: 9 })
    expect(turns.map((one) => one.turn.text)).toEqual(['corrected', 'words 2'])
  })

  it('takes a session up again with a later turn, not with late words of before its end', async () => {
    const journal = await open(newDir())
    const words = [{ text: 'late', startMs: 1000.5, endMs: 1400 }]
    journal.createSession(session('s'))
    journal.recordTurn('s', turn(1, ''))
    journal.endSession('s', turn(2).saidAt, 'left')
    journal.recordTurn('s', { ...turn(1), turn: { ...turn(1).turn, text: 'late', source: 'ear', words } })
    expect((await journal.history('s', { limit: 9 })).turns[0]?.turn).toMatchObject({ text: 'late', source: 'ear', words })
    expect((await journal.sessions({ limit: 1 })).sessions[0]?.endReason).toBe('left')
    journal.recordTurn('s', turn(3))
    expect((await journal.sessions({ limit: 1 })).sessions[0]?.endReason).toBeNull()
  })

  it('lists sessions newest first with length, opening words and end', async () => {
    const journal = await open(newDir())
    for (const id of ['s1', 's2', 's3']) journal.createSession(session(id))
    journal.recordTurn('s2', turn(1, ''))
    journal.recordTurn('s2', turn(2, 'hello'))
    journal.endSession('s2', 77, 'left')
    const first = await journal.sessions({ limit: 2 })
    expect(first.sessions.map((one) => one.sessionId)).toEqual(['s3', 's2'])
    expect(first.sessions[1]).toMatchObject({ turns: 2, lengthMs: 2500, opening: 'hello', endedAt: 77, endReason: 'left' })
    const rest = await journal.sessions({ limit: 2, before: first.older ?? 0 })
    expect(rest.sessions.map((one) => one.sessionId)).toEqual(['s1'])
    expect(rest.older).toBeNull()
  })

  it('forgets a deleted session, its words in no file', async () => {
    const dir = newDir()
    const journal = await open(dir)
    await journal.createSession(session('s'))
    await journal.recordTurn('s', turn(1, 'unmistakable words'))
    journal.recordEvent('s', { atMs: 1, type: 'pause', body: '{}' })
    expect(await journal.deleteSession('s')).toBe(true)
    expect(await journal.deleteSession('s')).toBe(false)
    expect(await journal.session('s')).toBeUndefined()
    for (const file of readdirSync(dir)) expect(readFileSync(join(dir, file), 'latin1')).not.toContain('unmistakable words')
  })

  it('holds nothing of an erased digest in any file', async () => {
    const dir = newDir()
    const journal = await open(dir)
    const parts = [{ text: 'Plays the unmistakable theremin.', priority: 50, kind: 'fact' }]
    await journal.putDigest({ userId: 'ana', persona: 'duet', parts, renderedAt: 1 })
    await journal.eraseDigests('ana')
    expect(await journal.digest('ana', 'duet')).toBeUndefined()
    for (const file of readdirSync(dir)) expect(readFileSync(join(dir, file), 'latin1')).not.toContain('theremin')
  })

  it('leaves out a turn of a session that is gone, counts it, and writes the others', async () => {
    const journal = await open(newDir())
    journal.createSession(session('s'))
    journal.recordTurn('gone', turn(1))
    await journal.recordTurn('s', turn(2))
    expect((await journal.history('s', { limit: 9 })).turns).toHaveLength(1)
    expect(journal.status).toEqual({ queued: 0, lost: 1, failing: null })
  })

  it('keeps a bounded number of events of a session, the first ones', () => {
    const file = openSqlite(join(newDir(), 'journal.sqlite'))
    const writes: JournalWrite[] = [{ type: 'session', session: session('s') }]
    for (let i = 0; i < eventsPerSession + 10; i++) {
      writes.push({ type: 'event', sessionId: 's', event: { atMs: i, type: 'pause', body: '{}' } })
    }
    file.write(writes)
    const events = file.events('s')
    file.close()
    expect(events).toHaveLength(eventsPerSession)
    expect(events[0]?.atMs).toBe(0)
  })

  it('has one owner: a second opener is refused and told why', async () => {
    const dir = newDir()
    await open(dir)
    await expect(openJournal({ dir })).rejects.toThrow(
      expect.objectContaining({ code: 'store.failed', message: expect.stringContaining('another process') }),
    )
  })

  it('keeps turns queued while the disk fails, says so, and writes them when it works again', async () => {
    const dir = newDir()
    const path = join(dir, 'journal.sqlite')
    const before = openSqlite(path) // another owner stands for any disk that fails
    before.write([{ type: 'session', session: session('s') }])
    const failing: (DuetError | undefined)[] = []
    const recovered = Promise.withResolvers<void>()
    const stuck = new QueuedJournal({
      dir,
      retryMs: 20,
      maxQueued: 5,
      onFailing: (error) => {
        failing.push(error)
        if (!error) recovered.resolve()
      },
    })
    opened.push(stuck)
    const writes = [1, 2, 3, 4].map((number) => stuck.recordTurn('s', turn(number)))
    const event = stuck.recordEvent('s', { atMs: 1, type: 'pause', body: '{}' })
    await stuck.flush()
    expect(stuck.status.failing).toContain('another process')
    writes.push(stuck.recordTurn('s', turn(5))) // over the bound: the event goes
    await expect(event).rejects.toThrow(expect.objectContaining({ code: 'store.failed' }))
    expect(stuck.status).toMatchObject({ queued: 5, lost: 1 })
    before.close()
    await Promise.all([...writes, recovered.promise])
    expect((await stuck.history('s', { limit: 9 })).turns).toHaveLength(5)
    expect(failing.map((error) => error?.code)).toEqual(['store.failed', undefined])
    expect(stuck.status.failing).toBeNull()
  })

  it('loses no acknowledged turn to kill -9', async () => {
    const dir = newDir()
    const program = `
      import { openJournal } from ${JSON.stringify(fileURLToPath(new URL('./open.ts', import.meta.url)))}
      const journal = await openJournal({ dir: ${JSON.stringify(dir)} })
      await journal.createSession(${JSON.stringify(session('s'))})
      for (let i = 1; ; i++) {
        const record = ${JSON.stringify(turn(0))}
        record.turn.turnId = 'u' + i
        await journal.recordTurn('s', record)
        process.stdout.write(i + '\\n')
      }`
    const child = spawn(process.execPath, ['--input-type=module', '-e', program])
    let acknowledged = 0
    const killed = new Promise((resolve) => child.on('exit', resolve))
    child.stdout.on('data', (data: Buffer) => {
      acknowledged = Number(data.toString().trim().split('\n').at(-1))
      if (acknowledged > 30) child.kill('SIGKILL')
    })
    await killed
    const journal = await open(dir)
    const { userTurns } = await journal.resumePoint('s')
    expect(acknowledged).toBeGreaterThan(30)
    expect(userTurns).toBeGreaterThanOrEqual(acknowledged)
  })

  it('refuses a file of a newer format rather than spoiling it', () => {
    const path = join(newDir(), 'journal.sqlite')
    const file = openSqlite(path)
    file.close()
    const { DatabaseSync } = process.getBuiltinModule('node:sqlite')
    const db = new DatabaseSync(path)
    db.exec('PRAGMA user_version=999')
    db.close()
    expect(() => openSqlite(path)).toThrow(/newer Duet/)
  })
})
