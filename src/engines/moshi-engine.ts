/** An engine behind the Moshi socket; what tells one kind from another is its record alone. */
import http from 'node:http'
import https from 'node:https'
import * as z from 'zod'
import { DuetError, type ErrorCode } from '../protocol/errors.ts'
import { engineAddress } from './address.ts'
import type { Engine, EngineCapabilities, EngineProbe, LegEvents, LegRequest } from './engine.ts'
import { MoshiLeg, type MoshiLegOptions } from './moshi-leg.ts'
import { type TlsTrust, TrustingAgent } from './trust.ts'

/** A kind of engine that speaks the Moshi socket. */
export type MoshiKind = {
  readonly name: string
  readonly capabilities: EngineCapabilities
  /** What it means when a call it had accepted ends before its handshake; `engine.lost` where it is left out. */
  readonly endedEarly?: ErrorCode
  /** Servers of this kind hold one conversation and no more, whatever an address says. */
  readonly oneSession?: true
  /** It hears by frames of so many 48 kHz samples: a part of one would only wait there, so it is sent whole. */
  readonly frameSamples48?: number
  /** The query its `/api/chat` takes. */
  query(request: LegRequest): Record<string, string>
}

/** The request line of aiohttp holds 8190 bytes; the rest is left to path, protocol and a proxy's additions. */
const maxQueryBytes = 7600

/** Throws `config.invalid` where the address asks for what there is not. */
export function moshiEngine(
  kind: MoshiKind,
  written: URL,
  deadlines: Pick<MoshiLegOptions, 'connectMs' | 'stallMs' | 'closeMs'> = {},
): Engine {
  const { url, shown, trust, sessions = kind.capabilities.sessionsPerServer } = engineAddress(written)
  if (kind.oneSession && sessions !== 1)
    throw new DuetError('config.invalid', `A ${kind.name} server holds one conversation; sessions=${sessions} is not possible.`, {
      field: 'DUET_ENGINES',
    })
  if (url.pathname === '/' || url.pathname === '') url.pathname = '/api/chat'
  const { handshakeMs } = kind.capabilities
  return {
    name: kind.name,
    address: shown,
    capabilities: { ...kind.capabilities, sessionsPerServer: sessions },
    open(request: LegRequest, events: LegEvents) {
      const leg = new URL(url)
      for (const [name, value] of Object.entries(kind.query(request))) leg.searchParams.set(name, value)
      const { endedEarly = 'engine.lost', frameSamples48 = 0 } = kind
      return new MoshiLeg({ ...deadlines, url: leg, trust, endedEarly, handshakeMs, frameSamples48 }, events)
    },
    probe: (signal) => probe(new URL('/health', url), trust, signal),
  }
}

/** Whether a prompt fits into the address of a leg. */
export function promptFits(prompt: string): boolean {
  return new URLSearchParams({ text_prompt: prompt }).toString().length <= maxQueryBytes
}

const healthSchema = z.object({ brain: z.string() })
const maxHealthBytes = 10_000

/** A plain request: every server of the family answers one, some with 404; a socket would take its only place. */
export function probe(health: URL, trust: TlsTrust, signal: AbortSignal): Promise<EngineProbe> {
  const secure = health.protocol === 'wss:' || health.protocol === 'https:'
  const url = new URL(health)
  url.protocol = secure ? 'https:' : 'http:'
  const send = secure ? https.get : http.get
  return new Promise((resolve) => {
    const request = send(url, { signal, agent: secure ? new TrustingAgent(trust) : false }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        if (body.length < maxHealthBytes) body += part
      })
      response.on('close', () => resolve({ available: (response.statusCode ?? 500) < 500, brain: brainIn(body) }))
    })
    request.on('error', () => resolve({ available: false, brain: null }))
  })
}

function brainIn(body: string): string | null {
  try {
    return healthSchema.parse(JSON.parse(body)).brain
  } catch {
    return null
  }
}
