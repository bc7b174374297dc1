/** What the orchestrator asks of the bridge, over HTTP. */
import type { DigestPartCopy } from '../store/digest-copies.ts'

export type DigestBody = {
  readonly user_id: string
  readonly persona: string
  readonly parts: readonly DigestPartCopy[]
  readonly rendered_at: number
}

/** Everything rejects when the bridge does not answer, or not with success. */
export interface BridgeClient {
  putDigest(body: DigestBody, signal: AbortSignal): Promise<void>
  /** Everything of a user: sessions, digests, and what was still to be told. */
  eraseUser(userId: string, signal: AbortSignal): Promise<void>
}

export type BridgeClientOptions = {
  /** "http://127.0.0.1:8999" */
  readonly url: string
  /** A key or token with the scope "manage"; asked for anew for each request, as tokens run out. */
  readonly key: () => Promise<string | undefined>
  readonly timeoutMs?: number
}

export function createBridgeClient({ url, key, timeoutMs = 5000 }: BridgeClientOptions): BridgeClient {
  async function ask(method: string, path: string, body: unknown, signal: AbortSignal): Promise<void> {
    const credential = await key()
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(credential === undefined ? {} : { authorization: `Bearer ${credential}` }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    })
    await response.body?.cancel()
    if (!response.ok) throw new Error(`${method} ${path.split('?')[0]} answered ${response.status}`)
  }
  return {
    putDigest: (body, signal) => ask('PUT', '/memory/digest', body, signal),
    eraseUser: (userId, signal) => ask('DELETE', `/users/${encodeURIComponent(userId)}`, undefined, signal),
  }
}
