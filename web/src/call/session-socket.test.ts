import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ReconnectPolicy } from '../../../src/protocol/reconnect-policy.ts'
import type { ResumeOffer } from '../../../src/protocol/resume.ts'
import { SessionSocket, type SocketEnd, type SocketLike } from './session-socket.ts'

class FakeSocket implements SocketLike {
  binaryType: BinaryType = 'blob'
  bufferedAmount = 0
  readyState: SocketLike['readyState'] = 0
  onopen: SocketLike['onopen'] = null
  onmessage: SocketLike['onmessage'] = null
  onclose: SocketLike['onclose'] = null
  readonly sent: unknown[] = []
  closedWith: number | undefined
  send(data: unknown): void {
    this.sent.push(data)
  }
  close(code?: number): void {
    this.closedWith = code
    this.readyState = 3
  }
  open(): void {
    this.readyState = 1
    this.onopen?.call(this as unknown as WebSocket, new Event('open')) // the handlers use no `this`
  }
  receive(data: unknown): void {
    this.onmessage?.call(this as unknown as WebSocket, new MessageEvent('message', { data }))
  }
  break(code: number): void {
    this.readyState = 3
    this.onclose?.call(
      this as unknown as WebSocket,
      Object.assign(new Event('close'), { code, reason: '', wasClean: false }) as CloseEvent,
    )
  }
}

const READY = Uint8Array.of(0).buffer
const policy: ReconnectPolicy = {
  delaysMs: [0, 1_000],
  lateDelayMs: 4_000,
  jitter: 0,
  giveUpMs: 60_000,
  quietMs: 2_000,
  answerMs: 3_000,
}
const resumed = (token: string, epoch: number) =>
  JSON.stringify({ type: 'resume', token, epoch, graceMs: 10_000, engineKept: true, awayMs: null, missed: [], atMs: 0 })

describe('the session socket', () => {
  const sockets: FakeSocket[] = []
  const offers: ResumeOffer[] = []
  let changed = () => {}
  let watching = 0
  let told: string[] = []
  let end: SocketEnd | undefined
  const latest = () => sockets.at(-1) ?? expect.fail('no socket was opened')
  const start = (takeover = false) =>
    new SessionSocket({
      takeover,
      network: {
        offline: false,
        onChange: (listener) => {
          changed = listener
          watching += 1
          return () => {
            watching -= 1
          }
        },
      },
      connect: (offer) => {
        offers.push(offer)
        const socket = new FakeSocket()
        sockets.push(socket)
        return socket
      },
      policy,
      events: {
        onOpen: () => told.push('open'),
        onReady: () => told.push('ready'),
        onAudio: (ogg) => told.push(`audio ${ogg.length}`),
        onEvent: (event) => told.push(event.type),
        onBroken: () => told.push('broken'),
        onEnd: (reason) => {
          end = reason
        },
      },
    })
  beforeEach(() => {
    vi.useFakeTimers()
    sockets.length = 0
    offers.length = 0
    watching = 0
    told = []
    end = undefined
  })
  afterEach(() => void vi.useRealTimers())

  it('sends no sound before the server says it listens', () => {
    const socket = start()
    latest().open()
    expect(socket.sendAudio(Uint8Array.of(1, 2))).toBe(false)
    latest().receive(READY)
    expect(socket.sendAudio(Uint8Array.of(1, 2))).toBe(true)
    expect(latest().sent).toEqual([Uint8Array.of(1, 1, 2)])
  })

  it('drops sound instead of queueing it where the way out is jammed', () => {
    const socket = start()
    latest().open()
    latest().receive(READY)
    latest().bufferedAmount = 30_000
    expect(socket.sendAudio(Uint8Array.of(1))).toBe(false)
  })

  it('hands on sound and events, and passes over what is neither', () => {
    start()
    latest().open()
    latest().receive(READY)
    latest().receive(Uint8Array.of(1, 9, 9).buffer)
    latest().receive('{"type":"text","text":"hi"}')
    latest().receive('no json')
    latest().receive('[1]')
    latest().receive(new ArrayBuffer(0))
    latest().receive(Uint8Array.of(77).buffer)
    expect(told).toEqual(['open', 'ready', 'audio 2', 'text'])
  })

  it('opens again after a break, and says so once', () => {
    start()
    latest().open()
    latest().receive(READY)
    latest().break(1006)
    vi.advanceTimersByTime(0)
    latest().break(1006)
    vi.advanceTimersByTime(1_000)
    expect(sockets).toHaveLength(3)
    latest().open()
    latest().receive(READY)
    expect(told).toEqual(['open', 'ready', 'broken', 'open', 'ready'])
    expect(end).toBeUndefined()
  })

  it('shows a token of its own making first, then the one it was given last, and says that it has it', () => {
    start(true)
    expect(offers[0]).toEqual({ token: expect.stringMatching(/^[\w-]{43}$/), takeover: true })
    latest().open()
    latest().receive(resumed('given', 1))
    latest().receive(READY)
    expect(latest().sent).toEqual(['{"type":"resumed","epoch":1}'])
    latest().break(1006)
    vi.advanceTimersByTime(0)
    expect(offers[1]).toEqual({ token: 'given', takeover: false })
    // An answer that is lost changes nothing.
    latest().break(1006)
    vi.advanceTimersByTime(1_000)
    expect(offers[2]).toEqual({ token: 'given', takeover: false })
  })

  it('tries quickly while the engine is kept, then with patience, and gives up when the policy does', () => {
    start()
    latest().open()
    latest().receive(resumed('given', 1))
    latest().receive(READY)
    const tries: number[] = []
    const from = performance.now()
    latest().break(1006)
    for (let i = 0; i < 700 && end === undefined; i += 1) {
      vi.advanceTimersByTime(100)
      if (latest().readyState === 0) {
        tries.push(Math.round(performance.now() - from))
        latest().break(1006)
      }
    }
    expect(tries.slice(0, 4)).toEqual([100, 1_100, 2_100, 3_100])
    expect(
      tries
        .filter((at) => at > 12_000)
        .map((at, i, all) => at - (all[i - 1] ?? at))
        .slice(1, 4),
    ).toEqual([4_000, 4_000, 4_000])
    expect(end).toEqual({ type: 'gave-up' })
    expect(tries.at(-1)).toBeGreaterThan(55_000)
    expect(watching).toBe(0)
  })

  it('does not wait long for a server that was never there', () => {
    start()
    for (let i = 0; i < 40; i += 1) {
      latest().break(1006)
      vi.advanceTimersByTime(1_000)
    }
    expect(end).toEqual({ type: 'gave-up' })
  })

  it('tries at once when the network is another one, and asks whether an open connection is still good', () => {
    start()
    latest().open()
    latest().receive(READY)
    changed()
    expect(latest().sent).toEqual(['{"type":"ping","id":1}'])
    latest().receive('{"type":"pong","id":1}')
    vi.advanceTimersByTime(1_600)
    expect(told).not.toContain('broken')
    changed()
    vi.advanceTimersByTime(1_600)
    expect(told).toContain('broken')
    vi.advanceTimersByTime(0)
    latest().break(1006)
    const before = sockets.length
    changed()
    expect(sockets).toHaveLength(before + 1)
  })

  it.each([1000, 4404, 4409, 4410, 4421, 4423, 4502, 4503])('takes close code %i as the server’s last word', (code) => {
    start()
    latest().open()
    latest().receive(READY)
    latest().break(code)
    vi.advanceTimersByTime(10_000)
    expect(sockets).toHaveLength(1)
    expect(end).toEqual({ type: 'closed', code })
  })

  it('takes a connection for dead that falls silent and does not answer, and says so to it', () => {
    start()
    latest().open()
    latest().receive(READY)
    vi.advanceTimersByTime(1_900)
    latest().receive(Uint8Array.of(1).buffer)
    vi.advanceTimersByTime(2_000)
    const socket = latest()
    expect(socket.sent).toEqual(['{"type":"ping","id":1}'])
    expect(told).not.toContain('broken')
    vi.advanceTimersByTime(3_000)
    expect(told).toContain('broken')
    expect(socket.closedWith).toBe(4408)
  })

  it('tells nothing more once it was closed from here', () => {
    const socket = start()
    latest().open()
    socket.close()
    expect(latest().closedWith).toBe(1000)
    vi.advanceTimersByTime(20_000)
    expect(sockets).toHaveLength(1)
    expect(end).toBeUndefined()
  })
})
