/** Which server a request gets, pure: engines in the order wanted, then the emptiest server, spare slots left for rollovers. */

export type ServerState = {
  readonly serverId: string
  readonly engine: string
  readonly draining: boolean
  readonly failing: boolean
  readonly freeSlots: number
  readonly slots: number
}

export type Wish = {
  readonly engines: readonly string[]
  readonly avoid: readonly string[]
  readonly purpose: 'call' | 'rollover'
}

/** The servers a request may use, whatever state they are in. */
export function candidates<T extends ServerState>(servers: readonly T[], wish: Wish): T[] {
  return servers.filter(
    (server) => !wish.avoid.includes(server.serverId) && (wish.engines.length === 0 || wish.engines.includes(server.engine)),
  )
}

/** Whether waiting can help: one of its servers works and takes calls, however full it is. */
export function hasProspects(servers: readonly ServerState[], wish: Wish): boolean {
  return candidates(servers, wish).some((server) => !server.draining && !server.failing)
}

/** A server with a free slot for it; undefined: none now. `spares`: slots that only rollovers may use. */
export function choose<T extends ServerState>(servers: readonly T[], wish: Wish, spares: number): T | undefined {
  const working = servers.filter((server) => !server.draining && !server.failing)
  const free = working.reduce((sum, server) => sum + server.freeSlots, 0)
  const all = working.reduce((sum, server) => sum + server.slots, 0)
  // However many spares are asked for, one slot is for calls.
  if (wish.purpose === 'call' && free <= Math.min(spares, all - 1)) return undefined
  const rank = (server: T) => (wish.engines.length > 0 ? wish.engines : engineOrder(servers)).indexOf(server.engine)
  const [best] = candidates(working, wish)
    .filter((server) => server.freeSlots > 0)
    .sort((a, b) => rank(a) - rank(b) || load(a) - load(b))
  return best
}

/** The order of the settings: best first. */
function engineOrder(servers: readonly ServerState[]): string[] {
  return servers.map((server) => server.engine)
}

function load(server: ServerState): number {
  return 1 - server.freeSlots / server.slots
}
