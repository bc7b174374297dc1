/** `duet memory` and `duet learn` beside a running orchestrator, which owns the memory, and alone with the file. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { freePort } from '../access/free-port.ts'
import { TestBridge } from '../bridge/test-bridge.ts'
import { loadConfig } from '../config/config.ts'
import { createMas, type Mas } from '../mas/mas.ts'
import { createLog } from '../observe/log.ts'
import { openSqliteMemory } from '../store/memory/open-sqlite.ts'
import type { MemoryStore } from '../store/memory/port.ts'
import { learnCommand } from './learn.ts'
import { memoryCommand } from './memory.ts'

let at: TestBridge
let port: string
let folder: string
const told: string[] = []
beforeEach(async () => {
  port = String(await freePort())
  at = await TestBridge.start({ settings: { DUET_MAS: 'on', DUET_MAS_PORT: port } })
  folder = mkdtempSync(join(tmpdir(), 'duet-memory-command-'))
  told.length = 0
  for (const stream of ['log', 'error'] as const)
    vi.spyOn(console, stream).mockImplementation((line) => void told.push(String(line)))
})
afterEach(async () => {
  vi.restoreAllMocks()
  await at[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

async function orchestrator(): Promise<AsyncDisposable & { readonly mas: Mas; readonly store: MemoryStore }> {
  const { config } = loadConfig({ flags: { DUET_DATA_DIR: at.dir, DUET_MAS_PORT: port } })
  const store = await openSqliteMemory({ dir: at.dir })
  const mas = createMas({ config, log: createLog({ level: 'silent', name: 'mas' }), store, version: '1', bridgeUrl: at.http })
  await mas.start()
  return {
    ...{ mas, store },
    async [Symbol.asyncDispose]() {
      await mas.close('the test is over')
      await store.close()
    },
  }
}
const flags = (dir = at.dir) => ({
  dataDir: dir,
  set: { DUET_MAS_PORT: port, DUET_MODELS_DIR: join(folder, 'no-models'), DUET_BRIDGE_PORT: at.http.split(':')[2] ?? '' },
})
const file = (name: string) => join(folder, name)
const ana = { userId: 'ana' }

describe('beside a running orchestrator', () => {
  it('everything goes out of it, into another and away for good, copies included', async () => {
    await using running = await orchestrator()
    await running.mas.memory.learn(ana, 'semantic', { statement: 'Owns a boat' })
    const session = await at.newSession({ user_id: 'ana' })
    expect(await memoryCommand('export', file('all.jsonl'), flags())).toBe(0)
    expect(readFileSync(file('all.jsonl'), 'utf8')).toContain('Owns a boat')
    expect(await memoryCommand('erase', '-', { ...flags(), user: 'ana', yes: true })).toBe(0)
    expect(told.at(-1)).toMatch(/^erased: \d+ rows, and every copy/)
    expect([await running.store.count('memories', ana), (await fetch(`${at.http}/session/${session}/history`)).status]).toEqual([
      0, 404,
    ])
    expect(await memoryCommand('import', file('all.jsonl'), flags())).toBe(0)
    expect((await running.mas.memory.list(ana)).map((item) => item.content)).toEqual(['Owns a boat'])
    // What came in is known to the bridge's next call.
    const known = async () => JSON.stringify(await at.journal.digest('ana', 'duet'))
    await expect.poll(known, { timeout: 10_000 }).toContain('Owns a boat')
  })

  it('documents are learned by it', async () => {
    await using running = await orchestrator()
    writeFileSync(file('prices.md'), `# Prices\n\n${'A berth costs forty a night.\n\n'.repeat(80)}`)
    expect(await learnCommand([file('prices.md')], flags())).toBe(0)
    expect(await learnCommand([file('prices.md')], flags())).toBe(0)
    expect(told.map((line) => line.split('  ')[1])).toEqual([
      expect.stringMatching(/^learned, \d+ pieces$/),
      expect.stringMatching(/^unchanged/),
    ])
    const [hit] = await running.mas.memory.recall({}, 'what does a berth cost')
    expect(hit?.memory.content).toContain('forty')
  })

  it('that keeps another data folder, the file of one’s own is meant', async () => {
    await using running = await orchestrator()
    await running.mas.memory.learn(ana, 'semantic', { statement: 'Owns a boat' })
    mkdirSync(file('other'))
    expect(await memoryCommand('export', file('all.jsonl'), flags(file('other')))).toBe(0)
    expect(readFileSync(file('all.jsonl'), 'utf8')).not.toContain('boat')
    expect(await memoryCommand('erase', '-', { ...flags(file('other')), user: 'ana', yes: true })).toBe(0)
    expect(await running.store.count('memories', ana)).toBe(1)
  })
})

it('alone, the file is opened, and conversations go with the memory', async () => {
  {
    await using running = await orchestrator()
    await running.mas.memory.learn(ana, 'semantic', { statement: 'Owns a boat' })
  }
  const session = await at.newSession({ user_id: 'ana' })
  expect(await memoryCommand('erase', '-', { ...flags(), user: 'ana', yes: true })).toBe(0)
  expect(told.at(-1)).toMatch(/^erased: 1 memories, .*; every copy and conversation at the bridge/)
  expect((await fetch(`${at.http}/session/${session}/history`)).status).toBe(404)
})
