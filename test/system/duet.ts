/** Duet as its user starts it, for the system and fault tests: commands run to their end, and a whole `duet up` on ports of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))
export const fixture = (name: string) => join(root, 'test/fixtures', name)

const main = join(root, 'src/main.ts')
const readyMs = 120_000

export type Finished = { readonly code: number | null; readonly stdout: string; readonly stderr: string }

/** Runs one command to its end. `env` is all it gets beside the search path and home: nobody's own settings leak in. */
export async function duet(args: readonly string[], env: Record<string, string> = {}): Promise<Finished> {
  const child = spawn(process.execPath, [main, ...args], { env: { ...plainEnv(), ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  const [stdout, stderr, code] = await Promise.all([textOf(child.stdout), textOf(child.stderr), exitOf(child)])
  return { code, stdout, stderr }
}

export type RunningDuet = {
  readonly process: ChildProcess
  readonly page: string
  /** `ws://…` as `duet call --url` takes it. */
  readonly bridge: string
  readonly engine: string
  /** `http://…` of the orchestrator. */
  readonly mas: string
  readonly dataDir: string
  /** What has been printed so far, both streams. */
  output(): string
  /** Process ids of everything it has started, children of children included. */
  family(): number[]
  /** Ends it as Ctrl-C does and resolves with the exit code. */
  end(): Promise<number | null>
}

/** Starts everything and waits for the printed address. */
export async function startDuet(
  options: { readonly dataDir?: string; readonly env?: Record<string, string>; readonly args?: readonly string[] } = {},
): Promise<RunningDuet> {
  const [page, bridge, engine, mas] = await freePorts(4)
  const dataDir = options.dataDir ?? temporaryFolder('data')
  const child = spawn(process.execPath, [main, 'up', ...(options.args ?? [])], {
    env: {
      ...plainEnv(),
      DUET_PAGE_PORT: String(page),
      DUET_BRIDGE_PORT: String(bridge),
      MOSHI_PORT: String(engine),
      DUET_MAS_PORT: String(mas),
      DUET_DATA_DIR: dataDir,
      DUET_BRAIN: 'built-in',
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Out of the test runner's group: a Ctrl-C is sent to this process alone.
    detached: true,
  })
  let output = ''
  const exit = exitOf(child)
  const ready = new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', (line) => {
        output += `${line}\n`
        if (line.includes('Duet is ready')) resolve()
      })
    void exit.then((code) => reject(new Error(`duet up ended with ${code}:\n${output}`)))
    setTimeout(() => reject(new Error(`duet up is not ready after ${readyMs / 1000} s:\n${output}`)), readyMs).unref()
  })
  await ready
  return {
    process: child,
    page: `http://localhost:${page}`,
    bridge: `ws://127.0.0.1:${bridge}`,
    engine: `ws://127.0.0.1:${engine}/api/chat`,
    mas: `http://127.0.0.1:${mas}`,
    dataDir,
    output: () => output,
    family: () => descendants(child.pid ?? 0),
    end: () => {
      child.kill('SIGINT')
      return exit
    },
  }
}

/** A new folder that is removed when the test process ends. */
export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `duet-${name}-`))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Ports nobody listens on at this moment. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer()
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      return server
    }),
  )
  const ports = servers.map((server) => {
    const address = server.address()
    return typeof address === 'object' && address !== null ? address.port : 0
  })
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}

/** Children, their children, and so on, from /proc. */
export function descendants(pid: number): number[] {
  const parents = new Map<number, number>()
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    const found = statOf(Number(entry))
    if (found) parents.set(Number(entry), found.parent)
  }
  const family = new Set([pid])
  // Parents come before their children by id nearly always; repeat until nothing is added.
  for (let before = 0; before !== family.size; ) {
    before = family.size
    for (const [child, parent] of parents) if (family.has(parent)) family.add(child)
  }
  family.delete(pid)
  return [...family]
}

/** Whether the process runs; one that only waits to be collected by its parent does not. */
export function isAlive(pid: number): boolean {
  const found = statOf(pid)
  return found !== undefined && found.state !== 'Z'
}

/** The command line of a process, '' when it is gone. */
export function commandOf(pid: number): string {
  const path = `/proc/${pid}/cmdline`
  return existsSync(path) ? readFileSync(path, 'utf8').replaceAll('\0', ' ') : ''
}

/** Resolves when `condition` holds; rejects with `what` after `ms`. */
export async function until(what: string, condition: () => boolean | Promise<boolean>, ms = 20_000): Promise<void> {
  const deadline = performance.now() + ms
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`still not so after ${ms} ms: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

function statOf(pid: number): { readonly state: string; readonly parent: number } | undefined {
  let line: string
  try {
    line = readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return undefined
  }
  // The command may hold blanks and brackets: what counts stands behind its closing one.
  const [state = '', parent = '0'] = line.slice(line.lastIndexOf(')') + 2).split(' ')
  return { state, parent: Number(parent) }
}

function plainEnv(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'XDG_CACHE_HOME', 'DUET_MODELS_DIR']
  const env: Record<string, string> = {}
  for (const name of kept) if (process.env[name] !== undefined) env[name] = process.env[name]
  return env
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = ''
  for await (const piece of stream) text += piece
  return text
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('close', resolve))
}
