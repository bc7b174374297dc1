/** Everything that chaos breaks: a whole Duet as its user starts it, engines behind a network, a disk of its own, a clock and a slow store. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { commandOf, freePorts, isAlive, type RunningDuet, startDuet, temporaryFolder, until } from '../../test/system/duet.ts'
import { FakeProcess } from './fakes.ts'
import { BreakableProxy } from './proxy.ts'

export type Role = 'bridge' | 'mas'
type Conditions = { readonly clockAheadMs: number; readonly storeDelayMs: number }

const usual: Conditions = { clockAheadMs: 0, storeDelayMs: 0 }
const diskMegabytes = 96
/** Left free on a full disk, bytes: less than a page of any file. */
const lastBytes = 2048
const processesOfEngines = 4

export class World {
  readonly engines: readonly FakeProcess[]
  /** Between the callers and the bridge. */
  readonly network: BreakableProxy
  readonly http: string
  /** Through the network. */
  readonly ws: string
  readonly dataDir: string
  /** Whether the data folder is a disk of its own, which can be filled; only root may mount one. */
  readonly ownDisk: boolean
  duet: RunningDuet
  readonly #start: () => Promise<RunningDuet>
  readonly #conditionsFile: string
  #conditions = usual

  private constructor(
    parts: Pick<World, 'engines' | 'network' | 'http' | 'dataDir' | 'ownDisk' | 'duet'>,
    start: () => Promise<RunningDuet>,
    conditionsFile: string,
  ) {
    this.engines = parts.engines
    this.network = parts.network
    this.http = parts.http
    this.ws = `ws://127.0.0.1:${parts.network.port}`
    this.dataDir = parts.dataDir
    this.ownDisk = parts.ownDisk
    this.duet = parts.duet
    this.#start = start
    this.#conditionsFile = conditionsFile
  }

  /** @param slots engines' places for calls, at least */
  static async start(slots: number): Promise<World> {
    const folder = temporaryFolder('chaos')
    const dataDir = join(folder, 'data')
    mkdirSync(dataDir)
    const ownDisk = mounted(dataDir)
    const conditionsFile = join(folder, 'conditions.json')
    writeFileSync(conditionsFile, JSON.stringify(usual))
    const servers = Math.ceil(slots / processesOfEngines)
    const engines = await Promise.all(Array.from({ length: processesOfEngines }, () => FakeProcess.start(servers)))
    const [page = 0, bridge = 0, mas = 0] = await freePorts(3)
    const env = {
      DUET_PAGE_PORT: String(page),
      DUET_BRIDGE_PORT: String(bridge),
      DUET_MAS_PORT: String(mas),
      DUET_ENGINES: engines.flatMap(({ addresses }) => addresses).join(','),
      DUET_BRIDGE_EAR: 'off',
      CHAOS_CONDITIONS: conditionsFile,
      NODE_OPTIONS: `--import=${new URL('conditions.mjs', import.meta.url).href} --disable-warning=ExperimentalWarning`,
    }
    const start = () => startDuet({ dataDir, env })
    const duet = await start()
    const network = await BreakableProxy.start(bridge)
    return new World({ engines, network, http: `http://127.0.0.1:${bridge}`, dataDir, ownDisk, duet }, start, conditionsFile)
  }

  /** The process of a role; undefined while it is being started again. */
  role(role: Role): number | undefined {
    return this.duet.family().find((pid) => commandOf(pid).includes(`main.ts ${role} `))
  }

  /** kill -9 of the program that watches all others, and a new start as the machine's own supervisor would do it. */
  async restartAll(): Promise<void> {
    const before = this.duet.family()
    this.duet.process.kill('SIGKILL')
    await until('nothing is left of a Duet that was killed', () => before.every((pid) => !isAlive(pid)), 20_000)
    this.duet = await this.#start()
  }

  set(conditions: Partial<Conditions>): void {
    this.#conditions = { ...this.#conditions, ...conditions }
    writeFileSync(this.#conditionsFile, JSON.stringify(this.#conditions))
  }

  fillDisk(): void {
    const { bavail, bsize } = statfsSync(this.dataDir)
    writeFileSync(this.#ballast, Buffer.alloc(Math.max(0, bavail * bsize - lastBytes)))
  }
  emptyDisk(): void {
    rmSync(this.#ballast, { force: true })
  }
  get #ballast(): string {
    return join(this.dataDir, 'ballast')
  }

  /** Ends all of it. @returns processes that went on */
  async end(): Promise<number[]> {
    const family = this.duet.family()
    await this.duet.end()
    await Promise.all([...this.engines.map((engine) => engine.end()), this.network.close()])
    return family.filter(isAlive)
  }

  /** Once nothing needs its files any more. */
  unmount(): void {
    if (this.ownDisk) execFileSync('umount', [this.dataDir])
  }
}

function mounted(dir: string): boolean {
  if (process.getuid?.() !== 0) return false
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${diskMegabytes}m`, 'tmpfs', dir], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
