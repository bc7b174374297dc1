/** Where a key or token stands in a request: the Authorization header, or for a browser's socket a subprotocol. Never the address. */

/** The subprotocol the server answers with. */
export const SOCKET_PROTOCOL = 'duet.v1'
/** A browser cannot set headers on a WebSocket; it offers its token as a second subprotocol, which is never echoed. */
const tokenProtocol = 'duet.token.'

/** Longest credential that is looked at, bytes. */
const maxBytes = 4096

/** The credential of a request, unread; undefined where there is none. */
export function credentialOf(headers: {
  readonly authorization?: string | undefined
  readonly 'sec-websocket-protocol'?: string | undefined
}): string | undefined {
  const [, bearer] = /^Bearer +(\S+)$/i.exec(headers.authorization?.trim() ?? '') ?? []
  const offered = headers['sec-websocket-protocol']?.split(',').map((name) => name.trim()) ?? []
  const protocol = offered.find((name) => name.startsWith(tokenProtocol))?.slice(tokenProtocol.length)
  const found = bearer ?? protocol ?? (headers.authorization === undefined ? undefined : '')
  return found !== undefined && found.length > maxBytes ? '' : found
}

/** The subprotocol to answer an offer with; false: none of ours was offered, and none is answered. */
export function chosenProtocol(offered: ReadonlySet<string>): string | false {
  return offered.has(SOCKET_PROTOCOL) ? SOCKET_PROTOCOL : false
}
