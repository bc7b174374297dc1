/** The bridge: both ports, their routes and sockets, the tap and the sessions, started and stopped as one. */
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import { type Rate, RateLimiter } from '../access/rate.ts'
import type { Config, SettingName } from '../config/config.ts'
import type { Engine } from '../engines/engine.ts'
import { parseEngines } from '../engines/engines.ts'
import type { Log } from '../observe/log.ts'
import { loadPersonas } from '../personas/persona.ts'
import { DuetError } from '../protocol/errors.ts'
import type { EngineView } from '../protocol/session.ts'
import type { Journal } from '../store/journal.ts'
import { createApp } from './app.ts'
import { type ClientLegLimits, clientLegLimits } from './client-leg.ts'
import { servePage } from './page.ts'
import { Sessions } from './sessions.ts'
import { Sockets } from './sockets.ts'
import { openTap, type Tap, type TapStatus } from './tap.ts'

export type BridgeOptions = {
  readonly config: Config
  readonly log: Log
  readonly journal: Journal
  /** The built page; `web/dist` of this checkout if not given. */
  readonly pageDir?: string
  /** Requests and new sockets of one address. */
  readonly requests?: Rate
  readonly clientLimits?: Partial<ClientLegLimits>
  /** What listens along; a process of its own if not given. */
  readonly tap?: Tap
  /** How often clients are pinged, ms; one silent for four times as long is cut. */
  readonly pingMs?: number
}

export type BridgeAddresses = {
  /** "http://127.0.0.1:8999" */
  readonly bridge: string
  /** "http://127.0.0.1:3010" */
  readonly page: string
}

export type Bridge = {
  /** Listens on both ports. Throws `port.busy`. */
  start(): Promise<BridgeAddresses>
  /** Ends every call, clients first, and stops listening; within 3 s. The journal stays open: it is its opener's. */
  close(reason: string): Promise<void>
  readonly status: { readonly calls: number; readonly tap: TapStatus }
}

const defaultPageDir = fileURLToPath(new URL('../../web/dist', import.meta.url))
const engineProbeMs = 1500
/** How long an answer about the engine holds, ms. */
const engineAnswerMs = 5000

/** A bridge by the settings. Throws `config.invalid`, `persona.invalid`. */
export function createBridge(options: BridgeOptions): Bridge {
  const { config, log, journal } = options
  const [engine] = parseEngines(config)
  const personas = loadPersonas()
  const now = () => performance.now()
  const startedMs = now()
  const version = readVersion()
  const ports: number[] = []
  const rules = {
    hosts: [...config.DUET_ALLOWED_HOSTS, ...ownName(config.DUET_HOST)],
    origins: config.DUET_ALLOWED_ORIGINS,
    ports,
  }
  const limiter = new RateLimiter(options.requests ?? { perSecond: 100, burst: 600 })
  const sessions = new Sessions({ journal, personas, voice: config.PERSONAPLEX_VOICE, maxCalls: config.DUET_MAX_SESSIONS })
  const tap = options.tap ?? openTap({ modelsDir: config.DUET_MODELS_DIR, log })
  const engineState = watchEngine(engine, now)
  const limits = { ...clientLegLimits, ...options.clientLimits }
  const sockets = new Sockets({
    sessions,
    journal,
    engine,
    tap,
    rules,
    limiter,
    limits,
    now,
    log,
    pingMs: options.pingMs ?? 2500,
  })
  const servers: Server[] = []
  let closing: Promise<void> | undefined

  const health = async () => {
    const { available } = await engineState()
    return {
      status: available && journal.status.failing === null ? ('healthy' as const) : ('degraded' as const),
      version,
      moshi_available: available,
      architecture: 'full_duplex_relay_with_tap',
      engine: { name: engine.name, address: engine.address, available },
      sessions: { live: sessions.calls.size, max: config.DUET_MAX_SESSIONS },
      journal: journal.status,
      tap: tap.status,
      uptime_s: Math.round((now() - startedMs) / 1000),
    }
  }
  const engineView = async (): Promise<EngineView> => {
    const { textInput, userTranscript, personaPrompt } = engine.capabilities
    const { brain } = await engineState()
    return { name: engine.name, textInput, userTranscript, personaPrompt, brain, voice: null }
  }
  const app = () => createApp({ sessions, journal, personas, rules, limiter, now, log, version, health, engine: engineView })

  async function listen(handlers: Hono, variable: SettingName & ('DUET_BRIDGE_PORT' | 'DUET_PAGE_PORT')): Promise<string> {
    const server = createServer(getRequestListener(handlers.fetch))
    server.requestTimeout = 30_000
    server.headersTimeout = 10_000
    server.on('upgrade', (request, socket, head) => void sockets.upgrade(request, socket, head))
    await listening(server, config.DUET_HOST, config[variable], variable)
    servers.push(server)
    const { port } = server.address() as AddressInfo // a listening TCP server has one
    ports.push(port)
    return `http://${shownHost(config.DUET_HOST)}:${port}`
  }

  async function stop(reason: string): Promise<void> {
    const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())))
    await sockets.close(reason)
    tap.close()
    for (const server of servers) server.closeAllConnections()
    await Promise.all(closed)
    await journal.flush()
    log.info({ reason }, 'bridge stopped')
  }

  return {
    async start() {
      try {
        const bridge = await listen(app(), 'DUET_BRIDGE_PORT')
        const withPage = app()
        servePage(withPage, options.pageDir ?? defaultPageDir)
        const page = await listen(withPage, 'DUET_PAGE_PORT')
        log.info({ bridge, page, engine: engine.name, address: engine.address }, 'bridge listens')
        return { bridge, page }
      } catch (error) {
        await this.close('it could not start')
        throw error
      }
    },
    close(reason) {
      closing ??= stop(reason)
      return closing
    },
    get status() {
      return { calls: sessions.calls.size, tap: tap.status }
    },
  }
}

function listening(server: Server, host: string, port: number, variable: SettingName): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const [code, message]: ['port.busy' | 'config.invalid', string] =
        cause.code === 'EADDRINUSE'
          ? ['port.busy', `Port ${port} is taken by another program; ${variable} chooses another.`]
          : [
              'config.invalid',
              `DUET_HOST "${host}" with ${variable} ${port} cannot be listened on (${cause.code ?? cause.message}).`,
            ]
      reject(new DuetError(code, message, { field: variable, cause }))
    })
    server.listen(port, host, resolve)
  })
}

/** Whether the engine answers, asked at most once in a while, whoever wants to know. */
function watchEngine(engine: Engine, now: () => number) {
  let asked: { readonly atMs: number; readonly answer: ReturnType<Engine['probe']> } | undefined
  return () => {
    if (!asked || now() - asked.atMs > engineAnswerMs) {
      asked = { atMs: now(), answer: engine.probe(AbortSignal.timeout(engineProbeMs)) }
    }
    return asked.answer
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

function readVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version // our own file
}
