/** Whom a call goes to, from `--url`: Duet's bridge (a session is opened first), or a bare server that speaks the Moshi socket. */
import * as z from 'zod'
import { DuetError, type ErrorCode, errorCatalogue } from '../protocol/errors.ts'

export type CallPersona = {
  readonly persona?: string
  readonly voice?: string
  /** The whole text prompt, for a bare server. */
  readonly textPrompt?: string
  readonly userId?: string
  /** A key or token, where the bridge asks for one. */
  readonly key?: string
}

export type CallTarget =
  /** `base` is the http(s) address of the bridge. */
  | { readonly type: 'bridge'; readonly base: URL }
  /** `url` is the ws(s) address with its query. */
  | { readonly type: 'moshi'; readonly url: URL }

/** PersonaPlex refuses a call without these; Moshi ignores them. */
const defaultPrompt = 'You are a friendly companion. You listen well and answer briefly.'
const defaultVoice = 'NATF2'

/**
 * Reads `--url`. A path of `/api/chat` means a bare Moshi server and gets the query such servers need; no path means a bridge.
 * Throws `request.invalid`.
 */
export function callTarget(written: string, who: CallPersona): CallTarget {
  const url = URL.canParse(written) ? new URL(written) : undefined
  if (!url || !/^(ws|http)s?:$/.test(url.protocol))
    throw new DuetError(
      'request.invalid',
      `--url is "${written}"; allowed: ws://host:port of a bridge, or ws://host:port/api/chat.`,
    )
  const secure = url.protocol === 'wss:' || url.protocol === 'https:'
  if (url.pathname === '/api/chat') {
    url.protocol = secure ? 'wss:' : 'ws:'
    const voice = who.voice ?? url.searchParams.get('voice_prompt') ?? defaultVoice
    url.searchParams.set('text_prompt', who.textPrompt ?? url.searchParams.get('text_prompt') ?? defaultPrompt)
    url.searchParams.set('voice_prompt', /^(NAT|VAR)[FM]\d$/.test(voice) ? `${voice}.pt` : voice)
    return { type: 'moshi', url }
  }
  if (url.pathname !== '/')
    throw new DuetError('request.invalid', `--url has the path "${url.pathname}"; allowed: none (a bridge) or /api/chat.`)
  url.protocol = secure ? 'https:' : 'http:'
  return { type: 'bridge', base: url }
}

/** The header that shows a key or token. */
export function bearer(key: string | undefined): Record<string, string> {
  return key === undefined ? {} : { authorization: `Bearer ${key}` }
}

const sessionSchema = z.object({ session_id: z.string(), conversation_id: z.string() })
const refusalSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) })

/** Opens a session at a bridge and returns its id with the address of its socket. Throws `engine.unreachable`, or what the bridge answered. */
export async function openSession(base: URL, who: CallPersona, signal: AbortSignal): Promise<{ id: string; url: URL }> {
  const wanted = { persona: who.persona, voice: who.voice, user_id: who.userId }
  let response: Response
  try {
    response = await fetch(new URL('/session', base), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...bearer(who.key) },
      body: JSON.stringify(wanted),
      signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]),
    })
  } catch (cause) {
    throw new DuetError('engine.unreachable', `No bridge answers at ${base.origin}.`, { cause })
  }
  const body: unknown = await response.json().catch(() => undefined)
  const session = sessionSchema.safeParse(body)
  if (response.ok && session.success) {
    const url = new URL(`/ws/${session.data.session_id}`, base)
    url.protocol = base.protocol === 'https:' ? 'wss:' : 'ws:'
    return { id: session.data.session_id, url }
  }
  const unexpected = `${base.origin} answered POST /session with status ${response.status}, not as a bridge does.`
  throw refusalOf(body) ?? new DuetError('engine.unreachable', unexpected)
}

/** The error in the JSON body with which a server of ours refuses, if it is one. */
export function refusalOf(body: unknown): DuetError | undefined {
  const refusal = refusalSchema.safeParse(body)
  if (!refusal.success || !isErrorCode(refusal.data.error.code)) return undefined
  return new DuetError(refusal.data.error.code, refusal.data.error.message)
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCatalogue, code)
}

/** The error a server meant by a WebSocket close: its reason names the catalogue code where it is ours, else the close code tells. */
export function errorOfClose(close: number, reason: string): ErrorCode {
  const named = reason.split(/[\s:]/, 1)[0] ?? ''
  if (isErrorCode(named)) return named
  const found = Object.entries(errorCatalogue).find(([, entry]) => entry.close === close && entry.close >= 4000)
  // Keys of the catalogue are its codes.
  return found ? (found[0] as ErrorCode) : 'engine.lost'
}
