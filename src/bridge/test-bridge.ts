/** A bridge on free ports with a test engine behind it and a journal in a folder of its own. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig, type SettingName } from '../config/config.ts'
import { TestEngine, type TestEngineOptions } from '../engines/test-engine.ts'
import { createLog } from '../observe/log.ts'
import type { Journal } from '../store/journal.ts'
import { openJournal } from '../store/open.ts'
import { type Bridge, type BridgeAddresses, type BridgeOptions, createBridge } from './bridge.ts'
import type { Tap } from './tap.ts'
import { TestClient } from './test-client.ts'

export type TestBridgeOptions = {
  readonly engine?: TestEngineOptions
  /** The capability record to run it under; "local" if not given. */
  readonly kind?: string
  readonly dir?: string
  /** Leaves the folder for another bridge. */
  readonly keep?: true
  /** Runs on the data folder before the bridge is made. */
  readonly before?: (dir: string) => void
  readonly settings?: { readonly [K in SettingName]?: string }
  readonly bridge?: Partial<BridgeOptions>
  /** With the real tap, which is a process and takes a second to start. */
  readonly listening?: boolean
}

/** A tap that hears nothing. */
const deafTap: Tap = {
  status: { vad: 'energy', calls: 0, pendingBytes: 0, shedPackets: 0, restarts: 0, ear: null },
  open: () => ({ sound() {}, gap() {}, note() {}, end: async () => {} }),
  settled: async () => {},
  close() {},
}

export class TestBridge implements AsyncDisposable {
  readonly engine: TestEngine
  readonly bridge: Bridge
  readonly journal: Journal
  readonly dir: string
  /** Every line logged. */
  readonly lines: string[]
  readonly addresses: BridgeAddresses
  readonly keep: boolean

  private constructor(parts: Pick<TestBridge, 'engine' | 'bridge' | 'journal' | 'dir' | 'lines' | 'addresses' | 'keep'>) {
    this.engine = parts.engine
    this.bridge = parts.bridge
    this.journal = parts.journal
    this.dir = parts.dir
    this.lines = parts.lines
    this.addresses = parts.addresses
    this.keep = parts.keep
  }

  static async start(options: TestBridgeOptions = {}): Promise<TestBridge> {
    const engine = new TestEngine(options.engine)
    const address = await engine.start()
    const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'duet-bridge-'))
    options.before?.(dir)
    const { config } = loadConfig({
      flags: {
        DUET_PAGE_PORT: '0',
        DUET_BRIDGE_PORT: '0',
        DUET_DATA_DIR: dir,
        DUET_MODELS_DIR: join(dir, 'no-models'),
        DUET_ENGINE_SESSIONS: '64',
        DUET_MAS: 'off',
        DUET_ENGINES: `${options.kind ?? 'local'}=${address.href}`,
        ...options.settings,
      },
    })
    const lines: string[] = []
    const log = createLog({ level: 'trace', name: 'bridge', destination: { write: (line) => void lines.push(line) } })
    const journal = await openJournal({ dir })
    const bridge = createBridge({ config, log, journal, ...(options.listening ? {} : { tap: deafTap }), ...options.bridge })
    const addresses = await bridge.start().catch(async (error: unknown) => {
      await Promise.all([journal.close(), engine.stop()])
      throw error
    })
    return new TestBridge({ engine, bridge, journal, dir, lines, addresses, keep: options.keep === true })
  }

  get http(): string {
    return this.addresses.bridge
  }
  get ws(): string {
    return this.addresses.bridge.replace('http', 'ws')
  }

  async newSession(body: Record<string, unknown> = {}): Promise<string> {
    const response = await fetch(`${this.http}/session`, { method: 'POST', body: JSON.stringify(body) })
    return ((await response.json()) as { session_id: string }).session_id // the tests that check it look at the rest
  }

  /** A call that is ready, with both its ends. */
  async call(path?: string) {
    const client = new TestClient(`${this.ws}${path ?? `/ws/${await this.newSession()}`}`)
    const engine = await this.engine.next()
    await client.ready()
    return { client, engine }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.bridge.close('the test is over')
    await this.journal.close()
    await this.engine.stop()
    if (!this.keep) rmSync(this.dir, { recursive: true, force: true })
  }
}
