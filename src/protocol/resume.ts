/** How a client that lost its connection shows that the call is its own: names beside `duet.v1` in the offer of subprotocols, never in an address. */

/** Followed by the token: of the latest `resume` event or, with the first connection, one that the client made. */
const tokenPrefix = 'duet.resume.'
/** The call is to come over to this client, wherever it is open. */
const takeoverName = 'duet.takeover'

export type ResumeOffer = {
  readonly token: string
  readonly takeover: boolean
}

/** 128 bits at the least, in the characters a subprotocol may have. */
const tokenForm = /^[A-Za-z0-9_-]{22,128}$/

/** The names to offer beside `duet.v1`. */
export function resumeProtocols({ token, takeover }: ResumeOffer): string[] {
  return [`${tokenPrefix}${token}`, ...(takeover ? [takeoverName] : [])]
}

/** What a client offers; undefined: it knows nothing of resuming, or its token is none. @param header `Sec-WebSocket-Protocol` */
export function offeredResume(header: string | undefined): ResumeOffer | undefined {
  const names = header?.split(',').map((name) => name.trim()) ?? []
  const token = names.find((name) => name.startsWith(tokenPrefix))?.slice(tokenPrefix.length)
  if (token === undefined || !tokenForm.test(token)) return undefined
  return { token, takeover: names.includes(takeoverName) }
}

/** A token nobody can guess. */
export function newResumeToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32))
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}
