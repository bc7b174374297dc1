/** Processes with fake engines, each behind a breakable proxy; they are killed, frozen and started again, and tell how each call was primed. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { freePorts } from '../../test/system/duet.ts'
import { BreakableProxy } from './proxy.ts'

type Primed = { readonly prompt: string; readonly voice: string }
export type Priming = { readonly asked: Primed; readonly effective: Primed }

export class FakeProcess {
  readonly proxies: readonly BreakableProxy[]
  readonly primings: Priming[] = []
  readonly #ports: readonly number[]
  #child: ChildProcess | undefined

  private constructor(ports: readonly number[], proxies: readonly BreakableProxy[]) {
    this.#ports = ports
    this.proxies = proxies
  }

  static async start(servers: number): Promise<FakeProcess> {
    const ports = await freePorts(servers)
    const one = new FakeProcess(ports, await Promise.all(ports.map((port) => BreakableProxy.start(port))))
    await one.up()
    return one
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  /** Where a bridge reaches its engines. */
  get addresses(): readonly string[] {
    return this.proxies.map(({ port }) => `personaplex=ws://127.0.0.1:${port}`)
  }

  /** Resolves when all of its engines listen. */
  async up(): Promise<void> {
    const script = new URL('fakes.worker.ts', import.meta.url).pathname
    const child = spawn(process.execPath, [script, ...this.#ports.map(String)], { stdio: ['ignore', 'pipe', 'inherit'] })
    this.#child = child
    const kill = () => child.kill('SIGKILL')
    process.once('exit', kill)
    child.once('close', () => process.off('exit', kill))
    await new Promise<void>((resolve, reject) => {
      child.once('close', () => reject(new Error('a process of fake engines ended before it listened')))
      createInterface({ input: child.stdout }).on('line', (line) => {
        const told = JSON.parse(line) as { readonly ready: true } | Priming // as fakes.worker.ts prints it
        if ('ready' in told) resolve()
        else this.primings.push(told)
      })
    })
  }

  async kill(): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise((resolve) => child.once('close', resolve))
    child.kill('SIGKILL')
    await gone
  }

  async end(): Promise<void> {
    await this.kill()
    await Promise.all(this.proxies.map((proxy) => proxy.close()))
  }
}
