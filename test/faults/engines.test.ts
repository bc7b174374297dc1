/** Engines that are killed at random moments while twenty people talk, and engines that hang: nobody loses the call, and no slot is lost. */
import { type ChildProcess, fork } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { freePort } from '../../src/access/free-port.ts'
import { seeded } from '../../src/audio/seeded.ts'
import { TestBridge } from '../../src/bridge/test-bridge.ts'
import { TestClient } from '../../src/bridge/test-client.ts'
import type { Engine } from '../../src/engines/engine.ts'
import { startFakeEngine } from '../../src/engines/fake/fake-engine.ts'
import { moshiEngine } from '../../src/engines/moshi-engine.ts'
import { personaplex } from '../../src/engines/personaplex.ts'
import { until } from '../system/duet.ts'
import type { FakeEngineSays } from './fake-engine-process.ts'

const callers = 20
const servers = 4
/** At least so many; then on until nobody is left who was not hit. */
const kills = 8
const mostKills = 40
const quiet = Array.from({ length: 4 }, () => Uint8Array.of(0xf8, 0xff, 0xfe))
const program = fileURLToPath(new URL('fake-engine-process.ts', import.meta.url))

/** A fake engine in a process of its own, as many times as it is killed. */
class EngineProcess {
  readonly url: URL
  /** Of every call that got ready on any of its processes. */
  readonly prompts: string[] = []
  readonly #port: number
  #process: ChildProcess | undefined

  private constructor(port: number) {
    this.#port = port
    this.url = new URL(`ws://127.0.0.1:${port}`)
  }

  static async start(): Promise<EngineProcess> {
    const engine = new EngineProcess(await freePort())
    await engine.#begin()
    return engine
  }

  /** kill -9, and another in its place. */
  async kill(): Promise<void> {
    await this.end()
    await this.#begin()
  }

  async end(): Promise<void> {
    const gone = new Promise((resolve) => this.#process?.once('exit', resolve))
    this.#process?.kill('SIGKILL')
    await gone
  }

  #begin(): Promise<void> {
    const child = fork(program, [String(this.#port)], { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    this.#process = child
    return new Promise((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`the fake engine ended with ${code}`)))
      // The only messages on the channel are those of the program.
      child.on('message', (message) => {
        const said = message as FakeEngineSays
        if (said.type === 'listens') resolve()
        else this.prompts.push(said.prompt)
      })
    })
  }
}

/** Somebody who sends silence at media pace, and has told something about himself. */
class Caller {
  readonly client: TestClient
  readonly fact: string
  readonly #timer: NodeJS.Timeout

  constructor(client: TestClient, fact: string) {
    this.client = client
    this.fact = fact
    client.headers()
    client.send({ text: fact })
    this.#timer = setInterval(() => client.audio(quiet), 80)
  }

  /** The engine's states as he was told them, with why. */
  get told(): readonly string[] {
    return this.client.events.flatMap((event) => (event.type === 'engine' ? [`${event.state} ${event.reason ?? ''}`.trim()] : []))
  }
  /** How often he was told that his engine went away, and that he hears another. */
  get lost(): number {
    return this.told.filter((one) => one === 'recovering lost').length
  }
  get moved(): number {
    return this.told.filter((one) => one === 'ready lost').length
  }
  leave(): void {
    clearInterval(this.#timer)
    this.client.socket.close()
  }
}

function poolOf(urls: readonly URL[], sessionsPerServer: number): readonly [Engine, ...Engine[]] {
  const { oneSession: _, ...many } = personaplex
  const kind = { ...many, capabilities: { ...personaplex.capabilities, sessionsPerServer } }
  return urls.map((url) => moshiEngine(kind, url)) as [Engine, ...Engine[]] // each test gives some
}

const slots = (at: TestBridge) => at.bridge.status.engines.servers.flatMap((server) => server.slots.map(({ state }) => state))

describe('kill -9 of engines at random moments', () => {
  it('costs none of twenty callers the call: each is told, and goes on with a companion that knows what was said', async () => {
    const random = seeded(7)
    const engines = await Promise.all(Array.from({ length: servers }, () => EngineProcess.start()))
    const at = await TestBridge.start({
      bridge: {
        engines: poolOf(
          engines.map(({ url }) => url),
          callers / 2,
        ),
      },
    })
    try {
      const people: Caller[] = []
      const ended: string[] = []
      for (let i = 0; i < callers; i++) {
        const client = new TestClient(`${at.ws}/ws/${await at.newSession()}`)
        void client.closed.then(({ reason }) => ended.push(reason))
        await client.ready()
        people.push(new Caller(client, `My cat is called Pixel ${i}.`))
      }
      for (let i = 0; i < mostKills && (i < kills || people.some(({ lost }) => lost === 0)); i++) {
        await sleep(200 + random() * 1800)
        await engines[Math.floor(random() * servers)]?.kill()
      }
      // Everybody was hit, told of it, and hears an engine again.
      expect(people.filter(({ lost }) => lost === 0).map(({ fact }) => fact)).toEqual([])
      const heardNow = async () => {
        const before = people.map(({ client }) => client.packets.length)
        await sleep(1000)
        return people.every((one, i) => one.moved > 0 && one.client.packets.length > (before[i] ?? 0))
      }
      await until('everybody hears an engine', heardNow, 60_000)
      expect(ended).toEqual([])
      const prompts = engines.flatMap((engine) => engine.prompts)
      const informed = prompts.filter((prompt) => prompt.includes('This call has been going on'))
      expect(people.filter(({ fact }) => !informed.some((prompt) => prompt.includes(fact))).map(({ fact }) => fact)).toEqual([])
      expect(prompts.every((prompt) => prompt.startsWith('You are Duet'))).toBe(true)
      for (const one of people) one.leave()
      await until('every slot is free again', () => slots(at).every((state) => state === 'free'), 60_000)
    } finally {
      await at[Symbol.asyncDispose]()
      await Promise.all(engines.map((engine) => engine.end()))
    }
  })
})

describe('an engine that hangs in a call', () => {
  it('is left for another that knows what was said, and its slot is given to nobody', async () => {
    const [hanging, other] = [
      await startFakeEngine({ as: 'personaplex', quirks: { 'hangs-at': 2000 } }),
      await startFakeEngine({ as: 'personaplex' }),
    ]
    const at = await TestBridge.start({ bridge: { engines: poolOf([hanging.url, other.url], 1) } })
    try {
      const client = new TestClient(`${at.ws}/ws/${await at.newSession()}`)
      await client.ready()
      const caller = new Caller(client, 'My cat is called Pixel.')
      await until('he hears another engine', () => caller.told.includes('ready hang'), 30_000)
      expect(caller.told.filter((one) => one.endsWith('hang'))).toEqual(['recovering hang', 'ready hang'])
      expect(other.calls[0]?.effective.prompt).toContain('My cat is called Pixel.')
      await until('the slot is in quarantine', () => slots(at).join() === 'quarantined,busy')
      const next = new TestClient(`${at.ws}/ws/${await at.newSession()}`)
      await next.until(() => next.events.some((event) => event.type === 'engine' && event.place === 1))
      caller.leave()
      await next.ready()
      expect(hanging.calls.filter((call) => call.state === 'ready')).toEqual([])
      expect(other.calls).toHaveLength(2)
    } finally {
      await at[Symbol.asyncDispose]()
      await Promise.all([hanging.close(), other.close()])
    }
  })
})
