/** The bridge: both ports, their routes and sockets, the tap and the sessions, started and stopped as one. */
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { getRequestListener } from '@hono/node-server'
import { type Access, openAccess } from '../access/access.ts'
import { isLoopback, listen } from '../access/http.ts'
import { type Rate, RateLimiter } from '../access/rate.ts'
import type { Config, SettingName } from '../config/config.ts'
import { version } from '../config/version.ts'
import type { Engine, EngineProbe } from '../engines/engine.ts'
import { parseEngines } from '../engines/engines.ts'
import type { ProofOutcome } from '../engines/managed/life.ts'
import { type ServerReport, unready } from '../engines/managed/server-report.ts'
import { openPool } from '../engines/pool/open.ts'
import type { PoolLimits } from '../engines/pool/pool-of-servers.ts'
import type { PoolView } from '../engines/pool.ts'
import { trialCall } from '../engines/trial-call.ts'
import type { Log } from '../observe/log.ts'
import { createMetrics, type Metrics } from '../observe/metrics.ts'
import { PersonaLibrary } from '../personas/library.ts'
import { preferredVoice } from '../personas/preferred-voice.ts'
import { tokenCounter } from '../personas/sentencepiece.ts'
import { DuetError } from '../protocol/errors.ts'
import type { EngineView } from '../protocol/session.ts'
import type { Journal } from '../store/journal.ts'
import { Admission } from './admission.ts'
import { createApp } from './app.ts'
import { watchBridge } from './bridge-metrics.ts'
import { type ClientLegLimits, clientLegLimits } from './client-leg.ts'
import { deepHealth } from './deep-health.ts'
import type { EngineSideOptions } from './engine-side-options.ts'
import { FirstWords } from './first-words.ts'
import { earSettings } from './hearing.ts'
import { Known } from './known.ts'
import { createMasClient, fetchDigest, type MasClientOptions } from './mas-client.ts'
import { MasEvents } from './mas-events.ts'
import { OutboxSender } from './outbox-sender.ts'
import { servePage } from './page.ts'
import { RecentErrors } from './recent-errors.ts'
import { recordingsDir } from './recording/folder.ts'
import { keepingOf } from './recording/keeping.ts'
import { RecordingLibrary } from './recording/library.ts'
import { MadeSound } from './recording/made.ts'
import { Retention } from './recording/retention.ts'
import { Sessions } from './sessions.ts'
import { Sockets } from './sockets.ts'
import { summariserOf } from './summariser.ts'
import { openTap, type Tap, type TapStatus } from './tap.ts'
import { createTlsServer, type TlsFiles } from './tls-server.ts'

export type BridgeOptions = {
  readonly config: Config
  readonly log: Log
  readonly journal: Journal
  /** Keys and tokens; opened in DUET_DATA_DIR if not given. */
  readonly access?: Access
  /** The built page; `web/dist` of this checkout if not given. */
  readonly pageDir?: string
  /** Requests and new sockets of one address. */
  readonly requests?: Rate
  readonly clientLimits?: Partial<ClientLegLimits>
  /** What listens along; a process of its own if not given. */
  readonly tap?: Tap
  /** Longest wait for the headers of a request, ms; for the whole of it three times as long. */
  readonly headersMs?: number
  /** How often clients are pinged, ms; one silent for four times as long is cut. */
  readonly pingMs?: number
  readonly poolLimits?: Partial<PoolLimits>
  /** Best first; those of the settings if not given. */
  readonly engines?: readonly [Engine, ...Engine[]]
  readonly policies?: EngineSideOptions['policies']
  /** Monotonic, ms. */
  readonly now?: () => number
  /** How often calls look at their clocks, ms. */
  readonly tickMs?: number
}

export type BridgeAddresses = {
  /** "http://127.0.0.1:8999" */
  readonly bridge: string
  /** "http://127.0.0.1:3010" */
  readonly page: string
}

export type Bridge = {
  /** Listens on both ports. Throws `port.busy`, and `access.no_keys` where keys are required and there is none. */
  start(): Promise<BridgeAddresses>
  /** Has the engine at an address take a call and make sound, in a slot that is free. Never rejects. */
  prove(address: string): Promise<ProofOutcome>
  /** What the model servers do that whoever started this bridge runs; shown with their engines. Takes the place of what was told before. */
  managed(reports: readonly ServerReport[]): void
  /** Lets no new call in, and resolves when the running ones are over, or after `ms`. */
  drain(ms: number): Promise<void>
  /** Ends every call, clients first, and stops listening; within 3 s. The journal stays open: it is its opener's. */
  close(reason: string): Promise<void>
  readonly metrics: Metrics
  readonly status: { readonly calls: number; readonly tap: TapStatus; readonly engines: PoolView }
}

const defaultPageDir = fileURLToPath(new URL('../../web/dist', import.meta.url))
const engineProbeMs = 1500
/** Longest wait for the ear to be through with the last words when the bridge stops, ms. */
const lastWordsMs = 1000
/** How long an answer about the engine holds, ms. */
const engineAnswerMs = 5000

/** A bridge by the settings. Throws `config.invalid`, `persona.invalid`. */
export function createBridge(options: BridgeOptions): Bridge {
  const { config, log, journal } = options
  const engines = options.engines ?? parseEngines(config)
  const library = new PersonaLibrary({ dir: join(config.DUET_DATA_DIR, 'personas') })
  const countTokens = tokenCounter(config.DUET_PROMPT_TOKENIZER)
  const now = options.now ?? (() => performance.now())
  const startedMs = now()
  const ports: number[] = []
  const rules = {
    hosts: [...config.DUET_ALLOWED_HOSTS, ...ownName(config.DUET_HOST)],
    origins: config.DUET_ALLOWED_ORIGINS,
    ports,
  }
  const limiter = new RateLimiter(options.requests ?? { perSecond: 100, burst: 600 })
  const required = config.DUET_KEYS === 'always' || !isLoopback(config.DUET_HOST)
  const access =
    options.access ??
    openAccess({
      dir: config.DUET_DATA_DIR,
      required,
      userMinutes: config.DUET_USER_MINUTES,
      onFailing: (err) => log.warn({ err }, 'the minutes of a user could not be written'),
    })
  const admission = new Admission({
    access,
    rules,
    limiter,
    proxies: config.DUET_TRUSTED_PROXIES,
    userCalls: config.DUET_USER_CALLS,
    now,
  })
  const mas = masOf(config)
  const keeping = keepingOf(config)
  const recordings = new RecordingLibrary(recordingsDir(config.DUET_DATA_DIR))
  const sessions = new Sessions({
    journal,
    personas: library.personas,
    prefers: async (userId, { id, voice }) => preferredVoice(await known.parts({ sessionId: '', userId, persona: id }), voice),
    voice: config.PERSONAPLEX_VOICE,
    maxCalls: config.DUET_MAX_SESSIONS,
    keeping,
    recordings,
    tells: mas !== undefined,
  })
  const metrics = createMetrics('bridge')
  const errors = new RecentErrors()
  const firstWords = new FirstWords(mas)
  const known = new Known({ journal, ask: mas && ((session, topic, signal) => fetchDigest(mas, session, topic, signal)) })
  const sender = mas && new OutboxSender({ outbox: journal.outbox, client: createMasClient(mas), log })
  const masEvents = mas && new MasEvents({ ...mas, calls: () => sessions.calls.values(), log })
  const ear = earSettings(config, engines)
  const tap =
    options.tap ??
    openTap({
      modelsDir: config.DUET_MODELS_DIR,
      log,
      ...(ear ? { ear } : {}),
      ...(keeping.most === 'audio'
        ? { recordings: { dir: recordingsDir(config.DUET_DATA_DIR), maxBytes: config.DUET_RECORDING_MAX_MB * 1_000_000 } }
        : {}),
    })
  const pool = openPool({ config, engines, log, now, limits: options.poolLimits })
  const engineState = watchEngines(engines, now)
  const limits = { ...clientLegLimits, ...options.clientLimits }
  const sockets = new Sockets({
    sessions,
    known,
    firstWords,
    journal,
    metrics,
    errors,
    tells: mas !== undefined,
    keeping,
    recordings,
    pool,
    queueMs: config.DUET_QUEUE_WAIT * 1000,
    tap,
    countTokens,
    access,
    admission,
    limits,
    now,
    log,
    pingMs: options.pingMs ?? 2500,
    policies: options.policies,
    summariser: summariserOf(config, log),
    graceMs: config.DUET_RESUME_GRACE * 1000,
    takeover: config.DUET_TAKEOVER,
    tickMs: options.tickMs,
  })
  watchBridge(metrics, { sessions, pool, tap, journal })
  const made = new MadeSound(recordings)
  const retention = new Retention({ keeping, recordings, journal, sessions, log })
  const servers: Server[] = []
  let managed: readonly ServerReport[] = []
  const closed = new AbortController()
  let closing: Promise<void> | undefined

  const masHealth = async () => {
    const { pending, dead, oldestAt } = await journal.outbox.stats().catch(() => ({ pending: -1, dead: -1, oldestAt: null }))
    const oldest_s = oldestAt === null ? 0 : Math.round((Date.now() - oldestAt) / 1000)
    return { url: mas?.url ?? null, away: sender?.status.away ?? null, events: masEvents?.state ?? null, pending, dead, oldest_s }
  }
  const health = async () => {
    const { engine, available } = await engineState()
    return {
      status: available && journal.status.failing === null ? ('healthy' as const) : ('degraded' as const),
      version,
      moshi_available: available,
      architecture: 'full_duplex_relay_with_tap',
      engine: { name: engine.name, address: engine.address, available },
      sessions: { live: sessions.calls.size, max: config.DUET_MAX_SESSIONS },
      slots: countSlots(pool.view()),
      journal: journal.status,
      tap: tap.status,
      mas: await masHealth(),
      uptime_s: Math.round((now() - startedMs) / 1000),
    }
  }
  const engineView = async (): Promise<EngineView> => {
    const { engine, brain } = await engineState()
    const { textInput, userTranscript, personaPrompt } = engine.capabilities
    return { name: engine.name, textInput, userTranscript, personaPrompt, ear: tap.status.ear?.model ?? null, brain, voice: null }
  }
  const app = () =>
    createApp({
      sessions,
      known,
      firstWords,
      journal,
      library,
      countTokens,
      moshiVoice: config.MOSHI_VOICE,
      access,
      admission,
      log,
      version,
      health,
      engine: engineView,
      pool,
      managed: () => managed,
      mas,
      metrics,
      keeping,
      recordings,
      made,
      deepHealth: () =>
        deepHealth({
          sinceMs: now() - startedMs,
          engines: engineState,
          pool,
          managed,
          journal,
          dir: config.DUET_DATA_DIR,
          mas: masHealth,
          draining: sockets.draining,
        }),
      errors,
      draining: () => sockets.draining,
      nudge: () => sender?.nudge(),
    })

  const tls = tlsFiles(config)
  async function serve(
    handlers: Pick<ReturnType<typeof app>, 'fetch'>,
    variable: SettingName & ('DUET_BRIDGE_PORT' | 'DUET_PAGE_PORT'),
  ): Promise<string> {
    const secure = variable === 'DUET_PAGE_PORT' ? tls : undefined
    // Nothing unencrypted leaves the machine where there is a certificate.
    const host = tls && !secure ? '127.0.0.1' : config.DUET_HOST
    const headersTimeout = options.headersMs ?? 10_000
    const limits = { headersTimeout, requestTimeout: 3 * headersTimeout, connectionsCheckingInterval: headersTimeout / 2 }
    const listener = getRequestListener(handlers.fetch)
    const server = secure ? createTlsServer(secure, limits, listener, log) : createServer(limits, listener)
    server.on('upgrade', (request, socket, head) => void sockets.upgrade(request, socket, head))
    const port = await listen(server, host, config[variable], variable)
    servers.push(server)
    ports.push(port)
    return `${secure ? 'https' : 'http'}://${shownHost(host)}:${port}`
  }

  async function stop(reason: string): Promise<void> {
    const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())))
    await sockets.close(reason)
    await Promise.all([pool.close(), tap.settled(lastWordsMs)])
    tap.close()
    made.close()
    for (const server of servers) server.closeAllConnections()
    await Promise.all(closed)
    await Promise.all([sender?.close(), masEvents?.close(), retention.close()])
    await journal.flush()
    access.close()
    log.info({ reason }, 'bridge stopped')
  }

  return {
    metrics,
    async start() {
      try {
        if (access.required && !access.hasKey('talk'))
          throw new DuetError('access.no_keys', `Duet listens on ${config.DUET_HOST}, beyond this machine, and has no key yet.`, {
            field: config.DUET_KEYS === 'always' ? 'DUET_KEYS' : 'DUET_HOST',
          })
        const bridge = await serve(app(), 'DUET_BRIDGE_PORT')
        const withPage = app()
        servePage(withPage, options.pageDir ?? defaultPageDir)
        const page = await serve(withPage, 'DUET_PAGE_PORT')
        log.info({ bridge, page, engines: engines.map((one) => `${one.name} ${one.address}`) }, 'bridge listens')
        return { bridge, page }
      } catch (error) {
        await this.close('it could not start')
        throw error
      }
    },
    async prove(address) {
      if (!engines.some((one) => one.address === address)) return 'unknown'
      const lease = await pool.trial(address)
      if (!lease) return withoutTrial(pool.view(), address)
      const { engine } = lease
      const opener = { engine, open: lease.open.bind(lease) }
      const { works } = await trialCall(opener, { until: 'sound', signal: closed.signal })
      lease.release('the trial is over')
      return works ? 'ready' : 'failed'
    },
    managed(reports) {
      managed = reports
      for (const report of reports) pool.unready(report.address, unready(report))
    },
    async drain(ms) {
      if (sessions.calls.size > 0) log.info({ calls: sessions.calls.size, ms }, 'no new calls; waiting for the running ones')
      sockets.drain()
      await sessions.quiet(ms)
    },
    close(reason) {
      closed.abort()
      closing ??= stop(reason)
      return closing
    },
    get status() {
      return { calls: sessions.calls.size, tap: tap.status, engines: pool.view() }
    },
  }
}

/** What its slots tell of a server that cannot be tried now: all of them in doubt, one in a call, or somebody being connected. */
function withoutTrial({ servers }: PoolView, address: string): ProofOutcome {
  const slots = servers.filter((one) => one.address === address).flatMap((one) => one.slots)
  if (slots.every(({ state }) => state === 'quarantined')) return 'doubted'
  return slots.some(({ state }) => state === 'busy') ? 'busy' : 'unknown'
}

/** Where transcripts go; undefined: nowhere. */
function masOf(config: Config): MasClientOptions | undefined {
  if (config.DUET_MAS === 'off') return undefined
  const url = config.MAS_ORCHESTRATOR_URL ?? `http://127.0.0.1:${config.DUET_MAS_PORT}`
  return { url, timeoutMs: config.MAS_TIMEOUT * 1000, key: config.MAS_KEY }
}

/** Throws `config.invalid` where one of the two is missing. */
function tlsFiles({ DUET_TLS_CERT: cert, DUET_TLS_KEY: key }: Config): TlsFiles | undefined {
  if (cert !== undefined && key !== undefined) return { cert, key }
  if (cert === undefined && key === undefined) return undefined
  const field = cert === undefined ? 'DUET_TLS_CERT' : 'DUET_TLS_KEY'
  throw new DuetError('config.invalid', `${field} is missing; a certificate and its key belong together.`, { field })
}

type EngineAnswer = { readonly engine: Engine } & EngineProbe

/** The best engine that answers, or the best one where none does; asked at most once in a while, whoever wants to know. */
function watchEngines(engines: readonly [Engine, ...Engine[]], now: () => number) {
  let asked: { readonly atMs: number; readonly answer: Promise<EngineAnswer> } | undefined
  const ask = async (): Promise<EngineAnswer> => {
    const signal = AbortSignal.timeout(engineProbeMs)
    const answers = await Promise.all(engines.map(async (engine) => ({ engine, ...(await engine.probe(signal)) })))
    return answers.find((answer) => answer.available) ?? { engine: engines[0], available: false, brain: null }
  }
  return () => {
    if (!asked || now() - asked.atMs > engineAnswerMs) asked = { atMs: now(), answer: ask() }
    return asked.answer
  }
}

function countSlots({ servers, queued, queueLimit }: PoolView) {
  const states = servers.flatMap((server) => server.slots.map((slot) => slot.state))
  return {
    total: states.length,
    free: states.filter((state) => state === 'free').length,
    queued,
    queue_limit: queueLimit,
  }
}

/** The name to allow besides loopback where Duet listens on one of its own. */
function ownName(host: string): string[] {
  return host === '0.0.0.0' || host === '::' ? [] : [host]
}

function shownHost(host: string): string {
  if (host === '127.0.0.1' || host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
