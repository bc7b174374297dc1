/** The orchestrator: memory, agents and their HTTP interface over one store, started and stopped as one. */
import { createServer, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { type Access, openAccess } from '../access/access.ts'
import { isLoopback, listen } from '../access/http.ts'
import type { StructuredModel } from '../brain/structured.ts'
import type { Config } from '../config/config.ts'
import { Calls } from '../memory/calls.ts'
import { forgetConversation } from '../memory/forget-conversation.ts'
import { Memory } from '../memory/memory.ts'
import type { Log } from '../observe/log.ts'
import { createMetrics } from '../observe/metrics.ts'
import { DuetError } from '../protocol/errors.ts'
import type { Embedder } from '../speech/speech.ts'
import type { MemoryStore } from '../store/memory/port.ts'
import { Agents } from './agents/agents.ts'
import { knowledgeAgent } from './agents/knowledge-agent.ts'
import { memoryAgent } from './agents/memory-agent.ts'
import { ReminderClock } from './agents/reminder-clock.ts'
import { Reminders } from './agents/reminders.ts'
import { taskAgent } from './agents/task-agent.ts'
import { timeAgent } from './agents/time-agent.ts'
import { createMasApp } from './app.ts'
import { createBridgeClient } from './bridge-client.ts'
import { DigestFeed } from './digest-feed.ts'
import { Erasures } from './erasures.ts'
import { Events } from './events.ts'
import { agentTurn, Intake } from './intake.ts'
import { openTaskRoom, type TaskTiming } from './tasks/task-room.ts'

export type MasOptions = {
  readonly config: Config
  readonly log: Log
  readonly store: MemoryStore
  /** Absent: keyword search only. */
  readonly embedder?: Embedder | undefined
  /** Finds more facts than the rules do; absent: the rules alone. */
  readonly model?: StructuredModel | undefined
  readonly version: string
  /** Where digests and results go: "http://127.0.0.1:8999". */
  readonly bridgeUrl: string
  /** Keys and tokens; opened in DUET_DATA_DIR if not given. */
  readonly access?: Access
  /** Epoch ms. */
  readonly now?: () => number
  /** How long tasks wait for people and bridges. */
  readonly taskTiming?: TaskTiming
}

export type Mas = {
  readonly memory: Memory
  readonly calls: Calls
  readonly events: Events
  /** Listens. Resolves to its address. Throws `port.busy`, and `access.no_keys` where keys are required and there is none. */
  start(): Promise<string>
  /** Stops listening; the store stays open: it is its opener's. */
  close(reason: string): Promise<void>
}

const tokenMs = 600_000
/** Longest wait for a prompt of the bridge, ms. */
const promptMs = 5000
const housekeepingMs = 600_000
/** People who called longest ago can wait for their next change. */
const digestsAtStart = 1000

export function createMas(options: MasOptions): Mas {
  const { config, log, store, embedder, version, now = Date.now } = options
  const host = config.DUET_MAS_HOST
  const required = config.DUET_KEYS === 'always' || !isLoopback(host)
  const access = options.access ?? openAccess({ dir: config.DUET_DATA_DIR, required })
  /** Bridge and orchestrator of one data folder trust each other's tokens; elsewhere a key is given. */
  const bridgeKey = async () =>
    config.DUET_API_KEY ??
    (await access.mint({ type: 'local' }, { user: 'mas', scopes: ['manage'], limits: {}, lifeMs: tokenMs })).token
  const feed = new DigestFeed({ bridge: createBridgeClient({ url: options.bridgeUrl, key: bridgeKey }), log })
  const metrics = createMetrics('mas')
  metrics.watch('duet_mas_work', async () => [{ value: await store.count('work', {}).catch(() => Number.NaN) }])
  const onFailing = (err: unknown) => log.warn({ err }, 'work on the memory failed; it is tried again')
  const memory = new Memory({
    store,
    embedder,
    now,
    onDigest(digest) {
      metrics.count('duet_mas_digests_total')
      feed.put(digest)
    },
    onFailing,
  })
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  const intake = new Intake(store, now)
  const events = new Events(now)
  const reminders = new Reminders(store, now)
  const clock = new ReminderClock({ reminders, store, events, log, timeZone, now })
  const room = openTaskRoom({
    ...{ config, memory: store, events, access, model: options.model, log, now },
    ...(options.taskTiming && { timing: options.taskTiming }),
  })
  const agents = new Agents({
    agents: [
      memoryAgent(memory),
      knowledgeAgent(memory),
      timeAgent({ reminders, timeZone, now, onSet: () => clock.look() }),
      taskAgent({ tasks: room.tasks, users: room.users }),
    ],
    ...{ events, log, timeZone, now },
    first: (turn) => room.dialogue.userSaid(turn),
  })
  const calls = new Calls({
    memory,
    model: options.model,
    timeZone,
    onFailing,
    onRead: (turn, call) => agents.look(agentTurn(turn, call)),
  })
  const erasures = new Erasures({ memory, eraseCopies: (userId) => feed.erase(userId), log })
  /** The newest digests to the bridge, which keeps what is newer than its own. */
  const feedAll = async () => {
    const rows = await store.rows('digests', { stale: 0 }, { by: 'renderedAt', newestFirst: true, limit: digestsAtStart })
    for (const row of rows.toReversed()) feed.put(row)
  }
  /** What has run out is closed, what was forgotten a day ago is gone for good. */
  const housekeeping = setInterval(() => {
    void Promise.all([memory.consolidate(), room.prune()]).catch(onFailing)
  }, housekeepingMs).unref()
  const ports: number[] = []
  let server: Server | undefined

  const app = createMasApp({
    intake,
    memory,
    erasures,
    onImported: () => void feedAll().catch(onFailing),
    events,
    access,
    rules: { hosts: [...config.DUET_ALLOWED_HOSTS, host], origins: config.DUET_ALLOWED_ORIGINS, ports },
    log,
    metrics,
    version,
    async health() {
      const work = await store.count('work', {}).catch(() => -1)
      return {
        status: work < 0 ? ('degraded' as const) : ('ok' as const),
        service: 'mas' as const,
        version,
        git_sha: null,
        services: { api: 'ok' as const, store: work < 0 ? 'failing' : 'ok', embedder: embedder ? 'ok' : 'none' },
        agents: [...agents.names],
        work,
      }
    },
    onTurn(turn) {
      metrics.count('duet_mas_turns_total', { side: turn.side })
      // The digest exists before the first fact, so that each change of it reaches the bridge.
      void memory.digests.read({ userId: turn.userId, persona: turn.persona }).catch(onFailing)
      calls.look()
      clock.heard(turn.sessionId)
      // A question counts as asked once the agent has said it; the answer comes after it.
      if (turn.side === 'agent') void room.dialogue.agentSaid(turn).catch(onFailing)
    },
    async onEnded(sessionId, endedAt, reason) {
      await calls.end(sessionId, { endedAt, fields: { reason } })
      room.callEnded(sessionId)
    },
    async onDelivered(eventId) {
      room.delivered(eventId)
      await clock.delivered(eventId)
    },
    room,
    onErase: (sessionId, facts) => forgetConversation(memory, sessionId, facts),
    async bridge(path, credential) {
      const headers: Record<string, string> = credential === undefined ? {} : { authorization: credential }
      const response = await fetch(`${options.bridgeUrl}${path}`, { headers, signal: AbortSignal.timeout(promptMs) })
      return { status: response.status, body: await response.text() }
    },
    async digest(scope, topic) {
      const [read, parts] = await Promise.all([memory.digests.read(scope, { topic }), memory.digests.parts(scope, { topic })])
      const { userId = '', persona = '' } = scope
      return { user_id: userId, persona, text: read.text, tokens: read.tokens, parts: [...parts] }
    },
  })

  return {
    memory,
    calls,
    events,
    async start() {
      if (access.required && !access.hasKey('manage'))
        throw new DuetError('access.no_keys', `The orchestrator listens on ${host}, beyond this machine, and has no key yet.`, {
          field: 'DUET_MAS_HOST',
        })
      server = createServer({ headersTimeout: 10_000, requestTimeout: 30_000 }, getRequestListener(app.fetch))
      const port = await listen(server, host, config.DUET_MAS_PORT, 'DUET_MAS_PORT')
      ports.push(port)
      await erasures.resume()
      await room.begin()
      // A bridge that has lost its copies gets them again.
      void feedAll().catch(onFailing)
      log.info({ port, store: store.name.split(' ')[0] }, 'orchestrator listens')
      return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
    },
    async close(reason) {
      server?.closeAllConnections()
      await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()))
      clearInterval(housekeeping)
      await clock.close()
      await room.close()
      await calls.close()
      await memory.close()
      await feed.close()
      access.close()
      log.info({ reason }, 'orchestrator stopped')
    },
  }
}
