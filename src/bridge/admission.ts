/** Who may come in by HTTP or socket, to which sessions, and for how long. */
import type { IncomingHttpHeaders } from 'node:http'
import type { Access } from '../access/access.ts'
import { clientAddress } from '../access/client-address.ts'
import { credentialOf } from '../access/credentials.ts'
import { checkOrigin, type OriginRules } from '../access/origins.ts'
import { allows, boundUser, type Principal } from '../access/principal.ts'
import type { RateLimiter } from '../access/rate.ts'
import { DuetError } from '../protocol/errors.ts'
import type { SessionRecord } from '../store/journal.ts'

export type AdmissionOptions = {
  readonly access: Access
  readonly rules: OriginRules
  /** By address, and by key or token. */
  readonly limiter: RateLimiter
  /** DUET_TRUSTED_PROXIES. */
  readonly proxies: readonly string[]
  /** DUET_USER_CALLS. */
  readonly userCalls: number | undefined
  /** Monotonic, ms. */
  readonly now: () => number
}

/** What is looked at of a request, whichever way it came. */
export type Knock = {
  readonly headers: IncomingHttpHeaders
  readonly remoteAddress: string | undefined
  readonly localAddress: string | undefined
}

export class Admission {
  readonly #options: AdmissionOptions

  constructor(options: AdmissionOptions) {
    this.#options = options
  }

  /**
   * Host, Origin and pace of the address; before anything else is looked at. Throws `access.host`, `access.origin`, `rate.limited`.
   * @returns the Origin to allow by CORS, if any
   */
  door(knock: Knock): string | undefined {
    const { rules, limiter, proxies, now } = this.#options
    const { headers, remoteAddress, localAddress } = knock
    const cross = checkOrigin({ host: headers.host, origin: headers.origin, localAddress }, rules)
    const address = clientAddress(remoteAddress, joined(headers['x-forwarded-for']), proxies)
    if (!limiter.take(address, now())) throw new DuetError('rate.limited', 'Too many requests came from your address.')
    return cross
  }

  /** Throws `access.missing`, `access.invalid`, `access.expired`, `rate.limited`. */
  async identify(headers: IncomingHttpHeaders): Promise<Principal> {
    const { access, limiter, now } = this.#options
    const principal = await access.authenticate(credentialOf(headers))
    if (principal.type !== 'local' && !limiter.take(limitKey(principal), now()))
      throw new DuetError('rate.limited', 'Too many requests came with your key or token.')
    return principal
  }

  /** The user a new session belongs to: a token's own, whatever was asked for. Throws `access.forbidden` for another persona. */
  userFor(principal: Principal, wanted: { readonly user: string; readonly persona: string }): string {
    if (principal.type !== 'token') return wanted.user
    const { persona } = principal.limits
    if (persona !== undefined && persona !== wanted.persona)
      throw new DuetError('access.forbidden', `Your token is for the persona "${persona}".`, { field: 'persona' })
    return principal.user
  }

  /** A session of somebody else does not exist for a token. Throws `session.not_found`. */
  mustOwn(principal: Principal, session: SessionRecord): void {
    const user = boundUser(principal)
    if (user !== undefined && user !== session.userId)
      throw new DuetError('session.not_found', `There is no session "${session.sessionId}".`, { field: 'session_id' })
  }

  /** As `mustOwn`; and a key needs the scope "read". Throws `access.forbidden`. */
  mayRead(principal: Principal, session: SessionRecord): void {
    this.mustOwn(principal, session)
    if (principal.type === 'key' && !allows(principal, 'read'))
      throw new DuetError('access.forbidden', 'Reading conversations needs the scope "read".', { field: 'Authorization' })
  }

  /** As `mustOwn`; and a key needs the scope "read" or "manage". Throws `access.forbidden`. */
  mayHear(principal: Principal, session: SessionRecord): void {
    if (principal.type === 'key' && allows(principal, 'manage')) return
    this.mayRead(principal, session)
  }

  /**
   * How long a call of this user may be, ms. Throws `user.limit` where none may begin.
   * @param running calls of this user now
   */
  callLengthMs(principal: Principal, user: string, running: number): number {
    const { access, userCalls } = this.#options
    const own = principal.type === 'token' ? principal.limits.calls : undefined
    const most = Math.min(own ?? Number.POSITIVE_INFINITY, userCalls ?? Number.POSITIVE_INFINITY)
    if (running >= most)
      throw new DuetError('user.limit', `You have ${running} ${running === 1 ? 'call' : 'calls'} open already.`)
    const left = access.remainingMs(principal, user)
    if (left <= 0) throw new DuetError('user.limit', 'Your minutes for today are used up.')
    return left
  }
}

function limitKey(principal: Exclude<Principal, { type: 'local' }>): string {
  return principal.type === 'key' ? `key:${principal.keyId}` : `token:${principal.keyId}:${principal.user}`
}

function joined(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(',') : header
}
