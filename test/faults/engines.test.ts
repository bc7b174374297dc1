/** Engines that are killed at random moments while twenty people talk: nobody loses the call. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { seeded } from '../../src/audio/seeded.ts'
import { TestBridge } from '../../src/bridge/test-bridge.ts'
import { TestClient } from '../../src/bridge/test-client.ts'
import type { Engine } from '../../src/engines/engine.ts'
import { moshiEngine } from '../../src/engines/moshi-engine.ts'
import { personaplex } from '../../src/engines/personaplex.ts'
import { root, until } from '../system/duet.ts'

const callers = 20
const servers = 4
const kills = 8
const quiet = Array.from({ length: 4 }, () => Uint8Array.of(0xf8, 0xff, 0xfe))

/** A fake engine in a process of its own, as many times as it is killed. It holds many calls, so that few processes do. */
class EngineProcess {
  readonly url: URL
  readonly #port: number
  #process: ChildProcess

  private constructor(port: number) {
    this.#port = port
    this.url = new URL(`ws://127.0.0.1:${port}`)
    this.#process = this.#spawn()
  }

  static async start(): Promise<EngineProcess> {
    const engine = new EngineProcess(await freePort())
    await engine.up()
    return engine
  }

  up(): Promise<void> {
    return until(
      'a fake engine answers',
      () =>
        fetch(this.url.href.replace('ws', 'http')).then(
          () => true,
          () => false,
        ),
      60_000,
    )
  }

  /** kill -9, and another in its place. */
  async kill(): Promise<void> {
    await this.end()
    this.#process = this.#spawn()
    await this.up()
  }

  async end(): Promise<void> {
    const gone = new Promise((resolve) => this.#process.once('exit', resolve))
    this.#process.kill('SIGKILL')
    await gone
  }

  #spawn(): ChildProcess {
    const quirks = ['silent-lock=off', 'persona-leak=off'].flatMap((quirk) => ['--quirk', quirk])
    const args = [join(root, 'src/main.ts'), 'fake-engine', '--as', 'personaplex', '--port', `${this.#port}`, ...quirks]
    return spawn(process.execPath, args, { stdio: 'ignore' })
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}

/** Sends silence at media pace until told to stop. */
function talk(client: TestClient): () => void {
  client.headers()
  const timer = setInterval(() => client.audio(quiet), 80)
  return () => clearInterval(timer)
}

/** The engine's state as the client was told last. */
function stateOf(client: TestClient): string {
  return client.events.flatMap((event) => (event.type === 'engine' ? [event.state] : [])).at(-1) ?? ''
}

describe('kill -9 of engines at random moments', () => {
  it('costs none of twenty callers the call, nor any engine a slot', async () => {
    const random = seeded(7)
    const engines = await Promise.all(Array.from({ length: servers }, () => EngineProcess.start()))
    const { oneSession: _, ...many } = personaplex
    const kind = { ...many, capabilities: { ...personaplex.capabilities, sessionsPerServer: callers / 2 } }
    const [first, ...rest] = engines.map((engine) => moshiEngine(kind, engine.url))
    if (!first) throw new Error('there is no engine')
    const all: readonly [Engine, ...Engine[]] = [first, ...rest]
    const at = await TestBridge.start({ bridge: { engines: all } })
    try {
      const clients: TestClient[] = []
      const ended: string[] = []
      for (let i = 0; i < callers; i++) {
        const client = new TestClient(`${at.ws}/ws/${await at.newSession()}`)
        void client.closed.then(({ reason }) => ended.push(reason))
        clients.push(client)
      }
      await Promise.all(clients.map((client) => client.ready()))
      const stops = clients.map(talk)
      for (let i = 0; i < kills; i++) {
        await sleep(200 + random() * 1800)
        await engines[Math.floor(random() * servers)]?.kill()
      }
      // Everybody hears an engine again.
      const moved = () =>
        clients.filter((client) => client.events.some((event) => event.type === 'engine' && event.gapMs !== undefined))
      const heardNow = async () => {
        const before = clients.map((client) => client.packets.length)
        const live = clients.map((client) => ['ready', 'lagging'].includes(stateOf(client)))
        await sleep(1000)
        return live.every(Boolean) && clients.every((client, i) => client.packets.length > (before[i] ?? 0))
      }
      await until('everybody hears an engine', heardNow, 60_000)
      expect(ended).toEqual([])
      expect(moved().length).toBeGreaterThan(callers / 4)
      for (const stop of stops) stop()
      for (const client of clients) client.socket.close()
      const free = () => at.bridge.status.engines.servers.every(({ slots }) => slots.every(({ state }) => state === 'free'))
      await until('every slot is free again', free, 60_000)
    } finally {
      await at[Symbol.asyncDispose]()
      await Promise.all(engines.map((engine) => engine.end()))
    }
  })
})
