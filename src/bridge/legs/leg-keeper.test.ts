import { describe, expect, it } from 'vitest'
import type { OpusPacket } from '../../audio/ogg-opus.ts'
import type { LegEvents, LegRequest } from '../../engines/engine.ts'
import { personaplex } from '../../engines/personaplex.ts'
import type { EnginePool, Lease, LeaseRequest } from '../../engines/pool.ts'
import { rolloverPolicy } from '../../engines/rollover-policy.ts'
import { createLog } from '../../observe/log.ts'
import { DuetError } from '../../protocol/errors.ts'
import { LegKeeper } from './leg-keeper.ts'
import { recoveryPolicy } from './recovery-policy.ts'

const frame = (mark: number): OpusPacket => ({ data: Uint8Array.of(mark), durationSamples48: 3840 })
const engineError = new DuetError('engine.lost', 'gone')

/** One leg as the engine's side sees it. */
class Opened {
  readonly serverId: string
  readonly request: LegRequest
  readonly events: LegEvents
  readonly sent: OpusPacket[] = []
  ready = false
  closed: string | undefined
  released: { readonly reason: string; readonly suspect: boolean } | undefined

  constructor(serverId: string, request: LegRequest, events: LegEvents) {
    this.serverId = serverId
    this.request = request
    this.events = events
  }
  prime(): void {
    this.ready = true
    this.events.ready()
  }
  die(): void {
    this.ready = false
    this.events.closed(engineError)
  }
}

/** Servers of one slot each. */
class Pool {
  readonly opened: Opened[] = []
  readonly asked: (Omit<LeaseRequest, 'onQueue' | 'signal'> & { readonly waits: boolean })[] = []
  readonly #waiting: { readonly request: LeaseRequest; readonly give: (lease: Lease) => void }[] = []
  free: string[]
  /** Slots that are given back are not given on. */
  quarantined = false

  constructor(...servers: string[]) {
    this.free = servers
  }

  readonly pool: Pick<EnginePool, 'acquire' | 'tryAcquire'> = {
    acquire: (request) => {
      this.asked.push({ ...request, waits: true })
      const server = this.#take(request.avoid)
      if (server !== undefined) return Promise.resolve(this.#lease(server))
      request.onQueue(this.#waiting.length + 1, null)
      return new Promise((give, reject) => {
        this.#waiting.push({ request, give })
        request.signal.addEventListener('abort', () => reject(request.signal.reason))
      })
    },
    tryAcquire: async (request) => {
      this.asked.push({ ...request, waits: false })
      const server = this.#take(request.avoid)
      return server === undefined ? undefined : this.#lease(server)
    },
  }

  get last(): Opened {
    const last = this.opened.at(-1)
    if (!last) throw new Error('no leg was opened')
    return last
  }

  #take(avoid: readonly string[]): string | undefined {
    const server = this.free.find((one) => !avoid.includes(one))
    this.free = this.free.filter((one) => one !== server)
    return server
  }

  #lease(serverId: string): Lease {
    let leg: Opened | undefined
    return {
      engine: { name: personaplex.name, address: 'ws://x', capabilities: personaplex.capabilities },
      serverId,
      fence: 1,
      open: (request, events) => {
        leg = new Opened(serverId, request, events)
        this.opened.push(leg)
        const open = leg
        return {
          get ready() {
            return open.ready
          },
          send: (packets) => void open.sent.push(...packets),
          sendText: () => {},
          instruct: () => {},
          close: async (reason) => {
            if (open.closed !== undefined) return 'confirmed'
            open.ready = false
            open.closed = reason
            events.closed(undefined) // as a socket tells it: at once
            return 'confirmed'
          },
        }
      },
      release: (reason, suspect = false) => {
        if (leg?.released) return
        if (leg) leg.released = { reason, suspect }
        if (!this.quarantined) this.giveBack(serverId)
      },
    }
  }

  giveBack(serverId: string): void {
    const next = this.#waiting.shift()
    if (next) next.give(this.#lease(serverId))
    else this.free.push(serverId)
  }
}

/** A keeper over these servers, with what it told and a media clock that is fed by hand. */
function keep(...servers: string[]) {
  const pool = new Pool(...servers)
  const told: string[] = []
  const heard: number[] = []
  const texts: string[] = []
  const state = { sample: 0, nowMs: 0, silentMs: 0, prompt: 'You are Duet.' }
  const keeper = new LegKeeper(
    {
      pool: pool.pool,
      sessionId: 's',
      priority: 0,
      request: { voice: 'NATM0', greet: true },
      policy: rolloverPolicy,
      recovery: { ...recoveryPolicy, delaysMs: [0] },
      queueMs: 60_000,
      log: createLog({ level: 'silent', name: 'test' }),
      now: () => state.nowMs,
    },
    {
      sample: () => state.sample,
      floor: () => ({ silentMs: state.silentMs, lastSpoke: 'agent' }),
      prompt: (_engine, short) => ({ text: short ? `${state.prompt} Short.` : state.prompt, tokens: 10 }),
      prepare: () => told.push('prepare'),
      queued: (place) => told.push(`queued ${place}`),
      waiting: (what) => told.push(what),
      away: (reason) => told.push(`away ${reason}`),
      moved: ({ epoch, reason, startSample }) => told.push(`moved ${epoch} ${reason} from ${startSample / 48}`),
      audio: (packets) => heard.push(...packets.map((one) => one.data[0] ?? 0)),
      text: (piece) => texts.push(piece),
      metadata: (json) => texts.push(json),
      lagging: (verdict) => told.push(verdict),
      over: (error) => told.push(`over ${error.code}`),
    },
  )
  /** So much sound of the client and, from the engine, the same: one frame of 80 ms after another. */
  const talk = (ms: number, answer: Opened | null = pool.last) => {
    for (let passed = 0; passed < ms; passed += 80) {
      state.sample += 3840
      state.nowMs += 80
      keeper.send([frame(1)])
      if (answer?.ready) answer.events.audio([frame(9)])
      keeper.tick(state.nowMs)
    }
  }
  return { keeper, pool, told, heard, texts, state, talk }
}
/** What was promised has had its turn. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

async function started(...servers: string[]) {
  const at = keep(...servers)
  at.keeper.begin()
  await settled()
  at.pool.last.prime()
  at.told.length = 0
  return { ...at, first: at.pool.last }
}

describe('the first leg', () => {
  it('is opened with the greeting once a slot is ours, and carries the call when it is ready', async () => {
    const { keeper, pool, told } = keep('a')
    keeper.begin()
    await settled()
    expect(keeper.listening).toBe(false)
    pool.last.events.warming()
    pool.last.prime()
    expect(keeper.listening).toBe(true)
    expect(pool.last.request).toEqual({ prompt: 'You are Duet.', voice: 'NATM0', greet: true })
    expect(told).toEqual(['opening', 'warming', 'moved 1 start from 0'])
  })

  it('goes to another server when the first one fails, and tells the first failure when none is left', async () => {
    const { keeper, pool, told } = keep('a', 'b')
    keeper.begin()
    await settled()
    pool.last.die()
    await settled()
    expect(pool.last.serverId).toBe('b')
    expect(pool.asked.at(-1)).toMatchObject({ purpose: 'call', avoid: ['a'] })
    expect(told).not.toContain('over engine.lost')
    await keeper.close('x')
  })

  it('gives up where no other server would do better', async () => {
    const { keeper, pool, told } = keep('a', 'b')
    keeper.begin()
    await settled()
    pool.last.events.closed(new DuetError('voice.unknown', 'no such voice'))
    await settled()
    expect(told.at(-1)).toBe('over voice.unknown')
    expect(pool.opened).toHaveLength(1)
  })

  it('gives its slot back though the call ended while it was waited for', async () => {
    const { keeper, pool, told } = keep()
    keeper.begin()
    await settled()
    expect(told).toEqual(['queued 1'])
    await keeper.close('the client left')
    pool.free.push('a')
    await settled()
    expect(told).toEqual(['queued 1'])
    expect(pool.opened).toHaveLength(0)
  })
})

describe('rollover with a free slot', () => {
  it('primes another leg in silence while the old one talks on, then switches in a silence of both sides', async () => {
    const { pool, first, talk, told, heard, state } = await started('a', 'b')
    talk(178_000)
    await settled()
    const second = pool.last
    expect(second).not.toBe(first)
    expect(pool.asked.at(-1)).toMatchObject({ purpose: 'rollover', engines: ['personaplex'], waits: false })
    expect(second.request).toMatchObject({ prompt: 'You are Duet.', greet: false })
    second.prime()
    talk(8000, first)
    expect(second.sent).toHaveLength(400)
    expect(second.sent.every((one) => one.data[0] === 0xf8 && one.durationSamples48 === 960)).toBe(true)
    talk(13_000, first)
    expect(told).toEqual(['prepare'])
    state.silentMs = 500
    heard.length = 0
    talk(80, first)
    expect(told).toEqual(['prepare', 'moved 2 context from 178000'])
    expect(first.closed).toBe('rollover: context')
    await settled()
    expect(first.released).toEqual({ reason: 'rollover: context', suspect: false })
    talk(80, second)
    expect(second.sent.at(-1)?.data).toEqual(Uint8Array.of(1))
  })

  it('lets nothing of another epoch be heard: neither the fresh leg before it carries the call, nor the old one after', async () => {
    const { pool, first, talk, heard, texts, state } = await started('a', 'b')
    talk(178_000)
    await settled()
    const second = pool.last
    second.prime()
    heard.length = 0
    second.events.audio([frame(2)])
    second.events.text(' early')
    second.events.metadata('{"kept":1}')
    expect([heard, texts]).toEqual([[], []])
    talk(15_000, first)
    state.silentMs = 500
    talk(80, null)
    heard.length = 0
    expect(texts).toEqual(['{"kept":1}'])
    first.events.audio([frame(3)])
    first.events.text(' late')
    first.events.metadata('{}')
    first.events.closed(engineError)
    second.events.audio([frame(4)])
    second.events.text(' now')
    expect(heard).toEqual([4])
    expect(texts).toEqual(['{"kept":1}', ' now'])
  })

  it('opens it anew in the silence of the move when words came that it does not know', async () => {
    const { pool, keeper, first, talk, told, state } = await started('a', 'b')
    talk(178_000)
    await settled()
    const second = pool.last
    second.prime()
    keeper.said()
    state.prompt = 'You are Duet. They said more.'
    talk(14_000, first)
    state.silentMs = 500
    talk(80, first)
    expect(second.closed).toBeDefined()
    await settled()
    await settled()
    const third = pool.last
    expect(third.serverId).toBe('b')
    expect(third.request.prompt).toBe('You are Duet. They said more.')
    third.prime()
    talk(80, first)
    expect(told.at(-1)).toMatch(/^moved 3 context/)
    expect(told.filter((one) => one.startsWith('away'))).toEqual([])
  })

  it('opens it anew when it is lost before it carries the call, and nobody hears of it', async () => {
    const { pool, talk, first, told } = await started('a', 'b')
    talk(178_000)
    await settled()
    pool.last.die()
    talk(3000, first)
    await settled()
    expect(pool.opened.length).toBeGreaterThanOrEqual(2)
    expect(told).toEqual(['prepare'])
    expect(first.closed).toBeUndefined()
  })
})

describe('rollover without a free slot', () => {
  it('goes without an engine in a long silence, and asks for its own slot before others can', async () => {
    const { pool, talk, first, told, state } = await started('a')
    talk(192_000)
    await settled()
    talk(1600)
    await settled()
    state.silentMs = 1600
    talk(80)
    expect(told).toEqual(['prepare', 'away context'])
    await settled()
    await settled()
    expect(first.closed).toBe('rollover: context')
    expect(pool.asked.at(-1)).toMatchObject({ purpose: 'rollover', waits: true })
    const second = pool.last
    expect(second.request.prompt).toBe('You are Duet. Short.')
    expect(second.sent).toEqual([])
    second.prime()
    expect(told.filter((one) => !one.startsWith('queued'))).toEqual([
      'prepare',
      'away context',
      'opening',
      `moved 2 context from ${state.sample / 48}`,
    ])
  })
})

describe('an engine that dies in the call', () => {
  it('is replaced by another server, whose leg carries the call on', async () => {
    const { pool, talk, first, told, state } = await started('a', 'b')
    talk(5000)
    first.die()
    expect(told).toEqual(['away lost'])
    await settled()
    await settled()
    expect(pool.last.serverId).toBe('b')
    pool.last.prime()
    expect(told).toEqual(['away lost', 'opening', `moved 2 lost from ${state.sample / 48}`])
  })

  it('hands over to a primed leg at once', async () => {
    const { pool, talk, first, told } = await started('a', 'b')
    talk(178_000)
    await settled()
    pool.last.prime()
    first.die()
    expect(told).toEqual(['prepare', 'moved 2 lost from 178000'])
    expect(pool.last.closed).toBeUndefined()
  })

  it('is found by its silence when it hangs, and its slot is not trusted', async () => {
    const { talk, first, told, pool } = await started('a', 'b')
    talk(5000)
    talk(2400, null)
    expect(told).toEqual(['hanging', 'away hang'])
    await settled()
    await settled()
    expect(first.released).toMatchObject({ suspect: true })
    expect(pool.last.serverId).toBe('b')
  })

  it('waits in the queue where no slot is free, says so, and goes on when one is', async () => {
    const { pool, talk, first, told, keeper } = await started('a')
    talk(5000)
    pool.quarantined = true
    first.die()
    await settled()
    await settled()
    expect(told).toEqual(['away lost', 'queued 1'])
    expect(keeper.listening).toBe(false)
    pool.quarantined = false
    pool.giveBack('a')
    await settled()
    pool.last.prime()
    expect(told.slice(2)).toEqual(['opening', 'moved 2 lost from 5040'])
  })

  it('is given up after so many short-lived legs', async () => {
    const { pool, told, talk } = await started('a')
    for (let i = 0; i < 40 && !told.some((one) => one.startsWith('over')); i++) {
      pool.last.die()
      await new Promise((resolve) => setTimeout(resolve, 2))
      if (!told.some((one) => one.startsWith('over'))) pool.last.prime()
      talk(80)
    }
    expect(told.at(-1)).toBe('over engine.lost')
    expect(pool.opened.length).toBeLessThan(15)
  })
})

describe('an engine that falls behind', () => {
  it('is told of, and the call moves to another server', async () => {
    const { pool, keeper, state, told, first } = await started('a', 'b')
    for (let i = 0; i < 200; i++) {
      state.sample += 3840
      state.nowMs += 80
      keeper.send([frame(1)])
      if (i % 8 !== 7) first.events.audio([frame(9)])
      keeper.tick(state.nowMs)
    }
    await settled()
    expect(told).toContain('lagging')
    expect(pool.last.serverId).toBe('b')
    pool.last.prime()
    state.silentMs = 500
    keeper.tick(state.nowMs)
    expect(told.at(-1)).toMatch(/^moved 2 lag/)
    await keeper.close('x')
  })
})

describe('the end of a call', () => {
  it('gives every slot back', async () => {
    const { keeper, pool, talk } = await started('a', 'b')
    talk(178_000)
    await settled()
    pool.last.prime()
    await keeper.close('bye')
    expect(pool.free.sort()).toEqual(['a', 'b'])
    keeper.tick(1e9)
    keeper.send([frame(1)])
    expect(keeper.listening).toBe(false)
  })
})
