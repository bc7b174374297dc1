/** An engine behind the Moshi socket; what tells one kind from another is its record alone. */
import http from 'node:http'
import https from 'node:https'
import * as z from 'zod'
import type { Engine, EngineCapabilities, EngineProbe, LegEvents, LegRequest } from './engine.ts'
import { isLoopback, MoshiLeg, type MoshiLegOptions } from './moshi-leg.ts'

/** A kind of engine that speaks the Moshi socket. */
export type MoshiKind = {
  readonly name: string
  readonly capabilities: EngineCapabilities
  /** The query its `/api/chat` takes. */
  query(request: LegRequest): Record<string, string>
}

/** The request line of aiohttp holds 8190 bytes; the rest is left to path, protocol and a proxy's additions. */
const maxQueryBytes = 7600

export function moshiEngine(
  kind: MoshiKind,
  address: URL,
  deadlines: Pick<MoshiLegOptions, 'connectMs' | 'stallMs' | 'closeMs'> = {},
): Engine {
  const url = new URL(address)
  if (url.pathname === '/' || url.pathname === '') url.pathname = '/api/chat'
  return {
    name: kind.name,
    address: `${url.protocol}//${url.host}`,
    capabilities: kind.capabilities,
    open(request: LegRequest, events: LegEvents) {
      const leg = new URL(url)
      for (const [name, value] of Object.entries(kind.query(request))) leg.searchParams.set(name, value)
      return new MoshiLeg({ ...deadlines, url: leg, handshakeMs: kind.capabilities.handshakeMs }, events)
    },
    probe: (signal) => probe(url, signal),
  }
}

/** Whether a prompt fits into the address of a leg. */
export function promptFits(prompt: string): boolean {
  return new URLSearchParams({ text_prompt: prompt }).toString().length <= maxQueryBytes
}

const healthSchema = z.object({ brain: z.string() })
const maxHealthBytes = 10_000

/** A plain request: every server of the family answers one, some with 404; a socket would take its only place. */
function probe(url: URL, signal: AbortSignal): Promise<EngineProbe> {
  const health = new URL('/health', url)
  health.protocol = url.protocol === 'wss:' ? 'https:' : 'http:'
  const send = health.protocol === 'https:' ? https.get : http.get
  return new Promise((resolve) => {
    const request = send(health, { signal, rejectUnauthorized: !isLoopback(url.hostname), agent: false }, (response) => {
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
