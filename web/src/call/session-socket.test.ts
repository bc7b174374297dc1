import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ReconnectPolicy } from './reconnect-policy.ts'
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
const policy: ReconnectPolicy = { nextDelayMs: (attempt) => (attempt < 3 ? attempt * 1_000 : null) }

describe('the session socket', () => {
  const sockets: FakeSocket[] = []
  let told: string[] = []
  let end: SocketEnd | undefined
  const latest = () => sockets.at(-1) ?? expect.fail('no socket was opened')
  const start = () =>
    new SessionSocket({
      connect: () => {
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

  it('gives up when the policy does', () => {
    start()
    for (let i = 0; i < 4; i += 1) {
      latest().break(1006)
      vi.advanceTimersByTime(5_000)
    }
    expect(end).toEqual({ type: 'gave-up' })
    expect(sockets).toHaveLength(4)
  })

  it.each([1000, 4404, 4410, 4502, 4503])('takes close code %i as the server’s last word', (code) => {
    start()
    latest().open()
    latest().receive(READY)
    latest().break(code)
    vi.advanceTimersByTime(10_000)
    expect(sockets).toHaveLength(1)
    expect(end).toEqual({ type: 'closed', code })
  })

  it('is patient with a session that is busy with its own broken connection, and only then', () => {
    start()
    latest().break(4409)
    expect(end).toEqual({ type: 'closed', code: 4409 })
    end = undefined
    start()
    latest().open()
    latest().receive(READY)
    latest().break(1006)
    vi.advanceTimersByTime(0)
    latest().break(4409)
    vi.advanceTimersByTime(1_000)
    expect(end).toBeUndefined()
    expect(latest().closedWith).toBeUndefined()
  })

  it('takes a connection that falls silent for dead', () => {
    start()
    latest().open()
    latest().receive(READY)
    vi.advanceTimersByTime(7_000)
    latest().receive(Uint8Array.of(1).buffer)
    vi.advanceTimersByTime(7_000)
    expect(told).not.toContain('broken')
    vi.advanceTimersByTime(1_000)
    expect(told).toContain('broken')
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
