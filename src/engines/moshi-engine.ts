/** An engine behind the Moshi socket; what tells one kind from another is its record alone. */
import type { Engine, EngineCapabilities, LegEvents, LegRequest } from './engine.ts'
import { MoshiLeg, type MoshiLegOptions } from './moshi-leg.ts'

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
    available: (signal) => answers(url, signal),
  }
}

/** Whether a prompt fits into the address of a leg. */
export function promptFits(prompt: string): boolean {
  return new URLSearchParams({ text_prompt: prompt }).toString().length <= maxQueryBytes
}

/** A plain request: every server of the family answers 200, 400, 404 or 426; a socket would take its only place. */
async function answers(url: URL, signal: AbortSignal): Promise<boolean> {
  const probe = new URL(url)
  probe.protocol = url.protocol === 'wss:' ? 'https:' : 'http:'
  probe.pathname = '/'
  probe.search = ''
  try {
    const response = await fetch(probe, { signal, redirect: 'manual' })
    await response.body?.cancel()
    return response.status < 500
  } catch {
    return false
  }
}
