/** One caller under chaos: talks all the time, says something new every few seconds, comes back when cut off, and notes all it is told. */
import { OpusStreamWriter } from '../../src/audio/ogg-opus.ts'
import { CallSocket } from '../../src/cli/call-socket.ts'
import type { DuetError } from '../../src/protocol/errors.ts'
import { decodeMoshi, encodeAudio } from '../../src/protocol/moshi.ts'
import { reconnectPolicy } from '../../src/protocol/reconnect-policy.ts'
import { type ServerEvent, serverEventSchema } from '../../src/protocol/session.ts'

export type Ending = { readonly atMs: number; readonly code: number; readonly reason: string; readonly sessionId: string }
export type Said = { readonly sessionId: string; acknowledged: boolean }

/** 80 ms of digital silence, as four packets. */
const quiet = Array.from({ length: 4 }, () => Uint8Array.of(0xf8, 0xff, 0xfe))
const frameMs = 80
const sayEveryMs = 2500
const askEveryMs = 2000
const retryMs = 1000

export class Caller {
  /** Everything said, by its words, which are nobody else's. */
  readonly said = new Map<string, Said>()
  /** Connections that broke without a word; the call was taken up again or was over. */
  readonly breaks: number[] = []
  /** Calls that ended without the caller wanting it, with what it was told. */
  readonly endings: Ending[] = []
  readonly refusals: DuetError[] = []
  readonly events: ServerEvent[] = []
  readonly sessions: string[] = []
  /** When sound of an engine came last, ms. */
  heardMs = 0
  readonly #index: number
  readonly #http: string
  readonly #ws: string
  readonly #persona: string
  readonly #stop = new AbortController()
  #socket: CallSocket | undefined
  #writer: OpusStreamWriter | undefined
  #count = 0
  #running: Promise<unknown> = Promise.resolve()

  /** @param http the bridge's own address @param ws the same through the network that breaks */
  constructor(index: number, persona: string, http: string, ws: string) {
    this.#index = index
    this.#persona = persona
    this.#http = http
    this.#ws = ws
  }

  start(): void {
    const stopped = () => this.#stop.signal.aborted
    const every = async (ms: number, what: () => unknown) => {
      while (!stopped()) {
        await what()
        await new Promise((resolve) => setTimeout(resolve, ms))
      }
    }
    this.#running = Promise.all([
      this.#calls(),
      every(frameMs, () => this.#frame()),
      every(sayEveryMs, () => this.#say()),
      every(askEveryMs, () => this.#acknowledge()),
    ])
  }

  /** Says no more, and looks a last time what of it is on record. */
  async hangUp(): Promise<void> {
    this.#stop.abort()
    await this.#socket?.close()
    await this.#running
    await this.#acknowledge()
  }

  /** The words on record in one session, in order; undefined where the bridge does not answer. */
  async recorded(sessionId: string): Promise<string[] | undefined> {
    const texts: string[] = []
    let before: number | null = null
    do {
      const query = `limit=500${before === null ? '' : `&before=${before}`}`
      const answer = await fetch(`${this.#http}/session/${sessionId}/history?${query}`, {
        signal: AbortSignal.timeout(5000),
      }).catch(() => undefined)
      if (!answer?.ok) return undefined
      const page = (await answer.json()) as {
        readonly history: readonly { readonly text: string }[]
        readonly older: number | null
      } // docs/api.md
      texts.unshift(...page.history.map(({ text }) => text))
      before = page.older
    } while (before !== null)
    return texts
  }

  /** One call after the other: a new one only where the last could not go on. */
  async #calls(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const sessionId = await this.#newSession()
      if (sessionId === undefined) {
        await new Promise((resolve) => setTimeout(resolve, retryMs))
        continue
      }
      this.sessions.push(sessionId)
      const over = Promise.withResolvers<void>()
      this.#stop.signal.addEventListener('abort', () => over.resolve())
      this.#socket = new CallSocket(
        { url: new URL(`${this.#ws}/ws/${sessionId}`), insecure: false, key: undefined, policy: reconnectPolicy },
        {
          message: (data, binary) => this.#message(data, binary),
          broken: () => this.#broken(),
          gone: (code, reason) => {
            this.endings.push({ atMs: performance.now(), code, reason, sessionId })
            over.resolve()
          },
          refused: (error) => {
            this.refusals.push(error)
            over.resolve()
          },
        },
      )
      await over.promise
      this.#writer = undefined
      if (!this.#stop.signal.aborted) await new Promise((resolve) => setTimeout(resolve, retryMs))
    }
  }

  async #newSession(): Promise<string | undefined> {
    try {
      const response = await fetch(`${this.#http}/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ persona: this.#persona, user_id: `caller-${this.#index}` }),
        signal: AbortSignal.timeout(5000),
      })
      const { session_id } = (await response.json()) as { readonly session_id?: string } // docs/api.md
      return session_id
    } catch {
      return undefined
    }
  }

  #broken(): void {
    this.breaks.push(performance.now())
    this.#writer = undefined
  }

  #message(data: Buffer, binary: boolean): void {
    if (!binary) {
      const event = serverEventSchema.parse(JSON.parse(data.toString()))
      if (event.type === 'resume') this.#socket?.resumed(event)
      this.events.push(event)
      return
    }
    const { type } = decodeMoshi(data)
    if (type === 'audio') this.heardMs = performance.now()
    if (type !== 'handshake' || !this.#socket) return
    this.#socket.listens()
    this.#writer = new OpusStreamWriter({ serial: this.#index + 1, inputSampleRate: 48_000 })
    this.#socket.send(encodeAudio(this.#writer.headers()))
  }

  #frame(): void {
    this.#socket?.look()
    if (this.#writer) this.#socket?.send(encodeAudio(this.#writer.page(quiet)))
  }

  #say(): void {
    const sessionId = this.sessions.at(-1)
    if (!this.#writer || !this.#socket?.open || sessionId === undefined) return
    const text = `Kettle ${this.#index} whistles ${this.#count++}.`
    this.said.set(text, { sessionId, acknowledged: false })
    this.#socket.send(JSON.stringify({ text }))
  }

  async #acknowledge(): Promise<void> {
    const open = [...this.said].filter(([, { acknowledged }]) => !acknowledged)
    for (const sessionId of new Set(open.map(([, one]) => one.sessionId))) {
      const recorded = new Set(await this.recorded(sessionId))
      for (const [text, one] of open) if (recorded.has(text)) one.acknowledged = true
    }
  }
}
