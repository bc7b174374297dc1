/** What the orchestrator's agents found out, brought to the calls it is about: a stream where there is one, else each call is asked for. */
import { createParser } from 'eventsource-parser'
import * as z from 'zod'
import type { Log } from '../observe/log.ts'
import { type Notice, noticePriorities } from '../protocol/session.ts'
import type { MasClientOptions } from './mas-client.ts'

/** An event for one call: what the client is shown, and what the agent may say of it. */
export type CallEvent = {
  readonly notice: Omit<Notice, 'type' | 'atMs'>
  /** A sentence the agent can say as its own. */
  readonly say: string | undefined
  /** An engine that has this of its own has said it itself. */
  readonly unless: 'brain' | 'timers' | undefined
}

/** A call as this needs it. */
export type LiveCall = {
  readonly session: { readonly sessionId: string; readonly conversationId: string }
  event(event: CallEvent): void
}

export type MasEventsOptions = MasClientOptions & {
  readonly calls: () => Iterable<LiveCall>
  readonly log: Log
  /** How often an orchestrator without a stream is asked for each call, ms. */
  readonly pollMs?: number
  /** Pauses while nobody answers, ms; the last one repeats. */
  readonly pausesMs?: readonly number[]
  /** A stream silent for so long is opened anew, ms: ours says something every 15 s. */
  readonly silentMs?: number
}

export type MasEventsState = 'connecting' | 'stream' | 'poll' | 'away'

const eventSchema = z.object({
  id: z.union([z.string().min(1).max(300), z.number()]).transform(String),
  type: z.string().max(60).catch('notification'),
  message: z.string().max(4000),
  priority: z.string().catch('normal'),
  timestamp: z.number().catch(0),
  session_id: z.string().nullish(),
  conversation_id: z.string().nullish(),
  source: z.string().max(100).nullish().catch(null),
  extra: z
    .object({
      say: z.string().trim().min(1).max(1000).optional().catch(undefined),
      unless: z.enum(['brain', 'timers']).optional().catch(undefined),
      agent: z.string().max(100).optional().catch(undefined),
      /** It wants to know that the event has reached its call. */
      ack: z.boolean().optional().catch(undefined),
    })
    .catch({}),
})
type MasEvent = z.infer<typeof eventSchema>
const listSchema = z.object({ events: z.array(z.unknown()).max(1000), timestamp: z.number().catch(0) })

/** Events known per bridge, so that none reaches a call twice. */
const mostKnown = 5000
/** Calls asked for at the same time. */
const atOnce = 8
/** An event that has not ended by then is none, bytes. */
const mostEventBytes = 256 * 1024

/** Never rejects, never waited for; calls hear nothing of its failures. */
export class MasEvents {
  readonly #options: Required<Omit<MasEventsOptions, 'key'>> & Pick<MasEventsOptions, 'key'>
  readonly #stop = new AbortController()
  readonly #known = new Set<string>()
  /** Of the newest event seen of a session, by the orchestrator's clock, seconds; for asking. */
  readonly #seen = new Map<string, number>()
  readonly #running: Promise<void>
  #state: MasEventsState = 'connecting'
  #since = Date.now() / 1000
  #lastId: string | undefined
  #failures = 0

  constructor(options: MasEventsOptions) {
    this.#options = { pollMs: 2000, pausesMs: [250, 1000, 5000, 30_000], silentMs: 45_000, ...options }
    this.#running = this.#run()
  }

  get state(): MasEventsState {
    return this.#state
  }

  async close(): Promise<void> {
    this.#stop.abort()
    await this.#running
  }

  async #run(): Promise<void> {
    const { log, pausesMs } = this.#options
    const { signal } = this.#stop
    while (!signal.aborted) {
      try {
        await this.#watch()
      } catch (error) {
        if (signal.aborted) return
        this.#state = 'away'
        if (this.#failures++ === 0) log.info({ reason: reasonOf(error) }, 'the orchestrator tells no events; tried again')
      }
      await pause(pausesMs[Math.min(this.#failures, pausesMs.length - 1)] ?? 1000, signal)
    }
  }

  /** Listens until the stream ends; rejects where there is none to be had. */
  async #watch(): Promise<void> {
    const headers = { accept: 'text/event-stream', ...(this.#lastId === undefined ? {} : { 'last-event-id': this.#lastId }) }
    const opened = new AbortController()
    const deadline = setTimeout(() => opened.abort(new Error('no answer in time')), this.#options.timeoutMs)
    try {
      const response = await this.#get({ since: String(this.#since) }, opened.signal, headers)
      clearTimeout(deadline)
      const type = response.headers.get('content-type') ?? ''
      if (response.ok && type.includes('text/event-stream') && response.body) return await this.#stream(response.body, opened)
      const list = response.ok ? listSchema.safeParse(await response.json()) : undefined
      if (!list?.success) throw new Error(`/events/stream answered ${response.status}`)
      await this.#poll(list.data.timestamp)
    } finally {
      clearTimeout(deadline)
      opened.abort()
    }
  }

  async #stream(body: ReadableStream<Uint8Array>, opened: AbortController): Promise<void> {
    this.#works('stream')
    let pending = 0
    const parser = createParser({
      onEvent: ({ data }) => {
        pending = 0
        this.#take(parseJson(data))
      },
      onComment: () => {
        pending = 0
      },
    })
    const text = new TextDecoder()
    const { silentMs } = this.#options
    const silent = setTimeout(() => opened.abort(new Error('the stream went silent')), silentMs)
    try {
      for await (const chunk of body) {
        silent.refresh()
        pending += chunk.length
        if (pending > mostEventBytes) throw new Error('an event has no end')
        parser.feed(text.decode(chunk, { stream: true }))
      }
    } finally {
      clearTimeout(silent)
    }
  }

  /** @param theirNow the orchestrator's clock, seconds; 0: it does not say */
  async #poll(theirNow: number): Promise<void> {
    this.#works('poll')
    const aheadS = theirNow === 0 ? 0 : theirNow - Date.now() / 1000
    const { pollMs } = this.#options
    const { signal } = this.#stop
    while (!signal.aborted) {
      const calls = [...this.#options.calls()]
      const live = new Set(calls.map((call) => call.session.sessionId))
      for (const id of this.#seen.keys()) if (!live.has(id)) this.#seen.delete(id)
      for (let i = 0; i < calls.length; i += atOnce)
        await Promise.all(calls.slice(i, i + atOnce).map((call) => this.#ask(call, aheadS)))
      await pause(pollMs, signal)
    }
  }

  async #ask({ session: { sessionId } }: LiveCall, aheadS: number): Promise<void> {
    // What came before the call was first asked for is of an earlier one; a little slack, since it may have begun just before.
    const since = this.#seen.get(sessionId) ?? Date.now() / 1000 + aheadS - this.#options.pollMs / 1000
    this.#seen.set(sessionId, since)
    const deadline = AbortSignal.timeout(this.#options.timeoutMs)
    const response = await this.#get({ session_id: sessionId, since: String(since) }, deadline, { accept: 'application/json' })
    const list = listSchema.safeParse(response.ok ? await response.json() : undefined)
    if (!list.success) throw new Error(`/events/stream answered ${response.status}`)
    for (const event of list.data.events) {
      const taken = this.#take(event, sessionId)
      if (taken) this.#seen.set(sessionId, Math.max(this.#seen.get(sessionId) ?? 0, taken.timestamp))
    }
  }

  /** @param asked the session it was asked for: an event that names none is for it */
  #take(value: unknown, asked?: string): MasEvent | undefined {
    const read = eventSchema.safeParse(value)
    if (!read.success) return undefined
    const event = read.data
    if (asked === undefined) {
      this.#lastId = event.id
      this.#since = Math.max(this.#since, event.timestamp)
    }
    const sessionId = event.session_id ?? asked
    for (const call of this.#options.calls()) {
      const { session } = call
      const meant =
        sessionId === undefined
          ? (event.conversation_id ?? session.conversationId) === session.conversationId
          : sessionId === session.sessionId
      if (!meant) continue
      if (this.#isNews(`${session.sessionId}\n${event.id}`)) call.event(callEvent(event))
      if (event.extra.ack) void this.#acknowledge(event.id)
    }
    return event
  }

  /** An event comes again where this fails, and is known then. */
  async #acknowledge(id: string): Promise<void> {
    const { url, key, timeoutMs, log } = this.#options
    const headers: Record<string, string> = key === undefined ? {} : { authorization: `Bearer ${key}` }
    const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), this.#stop.signal])
    try {
      const path = `${url.replace(/\/+$/, '')}/events/${encodeURIComponent(id)}/delivered`
      const response = await fetch(path, { method: 'POST', headers, signal })
      await response.body?.cancel()
    } catch (error) {
      log.debug({ reason: reasonOf(error) }, 'the orchestrator was not told that an event arrived')
    }
  }

  #isNews(key: string): boolean {
    if (this.#known.has(key)) return false
    this.#known.add(key)
    const [oldest] = this.#known
    if (this.#known.size > mostKnown && oldest !== undefined) this.#known.delete(oldest)
    return true
  }

  #works(state: 'stream' | 'poll'): void {
    if (this.#state !== state) this.#options.log.info({ by: state }, 'the events of the orchestrator reach the calls')
    this.#state = state
    this.#failures = 0
  }

  #get(query: Record<string, string>, signal: AbortSignal, headers: Record<string, string>): Promise<Response> {
    const { url, key } = this.#options
    return fetch(`${url.replace(/\/+$/, '')}/events/stream?${new URLSearchParams(query)}`, {
      headers: { ...headers, ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) },
      signal: AbortSignal.any([signal, this.#stop.signal]),
    })
  }
}

function callEvent({ id, type, message, priority, source, extra }: MasEvent): CallEvent {
  const known = noticePriorities.find((one) => one === priority)
  return {
    notice: { id, kind: type, message, priority: known ?? 'normal', source: extra.agent ?? source ?? 'mas' },
    say: extra.say,
    unless: extra.unless,
  }
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error ? cause.message : 'no answer'
}

/** Resolves early when `signal` aborts. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const timer = setTimeout(done, ms)
    function done() {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    signal.addEventListener('abort', done)
  })
}
