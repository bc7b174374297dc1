/** The door: who a request comes from, tokens and links for others, and how much a user may talk. */
import { randomBytes } from 'node:crypto'
import * as z from 'zod'
import { DuetError } from '../protocol/errors.ts'
import { AccessFile, type KeyRecord } from './access-file.ts'
import { readKey, sameHash } from './keys.ts'
import { type Principal, requireScope, type Scope, scopes, type TokenLimits } from './principal.ts'
import { type AnswerPass, readAnswerPass, signAnswerPass, signToken, type TokenClaims, verifyToken } from './tokens.ts'

export type AccessOptions = {
  /** DUET_DATA_DIR. */
  readonly dir: string
  /** Whether a request without a credential is refused; else it is `local`. */
  readonly required: boolean
  /** Minutes of calls a user has per day (UTC); undefined: no limit. */
  readonly userMinutes?: number | undefined
  /** Epoch ms. */
  readonly now?: () => number
  /** A disk that does not take the minutes of a user; calls go on. */
  readonly onFailing?: (error: unknown) => void
}

export type MintedToken = { readonly token: string; readonly expiresAt: number }

export interface Access {
  readonly required: boolean
  /** Throws `access.missing`, `access.invalid`, `access.expired`. @param credential as `credentialOf` found it */
  authenticate(credential: string | undefined): Promise<Principal>
  /** A token for a browser. Throws `access.forbidden` where it would have more than its maker. */
  mint(maker: Principal, wanted: TokenWish): Promise<MintedToken>
  /** A secret for a link that works once, and stands for a token. */
  createLink(maker: Principal, wanted: TokenWish, expiresInMs: number): string
  /** Throws `access.link` where it is unknown, used or expired. */
  redeemLink(secret: string): Promise<MintedToken & { readonly user: string }>
  /** What a link in a message carries behind its "#". */
  signAnswerPass(pass: AnswerPass): Promise<string>
  /** Whether it still counts is for whoever keeps the task. Throws `access.link`. */
  readAnswerPass(written: string): Promise<AnswerPass>
  /** Milliseconds the user may still talk today; Infinity without a limit. */
  remainingMs(principal: Principal, user: string): number
  /** Adds to the user's time of today; never throws. */
  talked(user: string, ms: number): void
  /** Whether a key with this scope exists that is not revoked. */
  hasKey(scope: Scope): boolean
  close(): void
}

export type TokenWish = {
  readonly user: string
  readonly scopes: readonly Scope[]
  readonly limits: TokenLimits
  readonly lifeMs: number
}

/** Tokens live this long at most, ms. */
export const maxTokenMs = 24 * 3_600_000
const linkPurpose = 'token'
const linkBody = z.object({
  user: z.string(),
  keyId: z.string(),
  scopes: z.array(z.enum(scopes)),
  limits: z.object({ persona: z.string().optional(), calls: z.number().optional(), minutes: z.number().optional() }),
  lifeMs: z.number(),
})
/** Stands for the machine itself as the maker of a token. */
const localKeyId = 'local'

/** Opens `access.sqlite`. Throws `store.failed`. */
export function openAccess(options: AccessOptions): Access {
  return new FileAccess(options)
}

class FileAccess implements Access {
  readonly required: boolean
  readonly #file: AccessFile
  readonly #secret: Uint8Array
  /** Another one: neither can stand for the other. */
  readonly #answerSecret: Uint8Array
  readonly #now: () => number
  readonly #userMinutes: number | undefined
  readonly #onFailing: (error: unknown) => void
  #closed = false

  constructor({ dir, required, userMinutes, now = Date.now, onFailing = () => {} }: AccessOptions) {
    this.#onFailing = onFailing
    this.required = required
    this.#now = now
    this.#userMinutes = userMinutes
    this.#file = new AccessFile(dir)
    this.#secret = this.#file.secret('tokens')
    this.#answerSecret = this.#file.secret('answers')
  }

  async authenticate(credential: string | undefined): Promise<Principal> {
    if (credential === undefined) {
      if (!this.required) return { type: 'local' }
      throw new DuetError('access.missing', 'This Duet asks for a key or token.', { field: 'Authorization' })
    }
    const now = this.#now()
    const written = readKey(credential)
    if (written) {
      const key = this.#usable(written.keyId)
      // An unknown key is compared all the same, so that the answer takes as long.
      if (!sameHash(key?.hash ?? new Uint8Array(32), written.hash) || !key) throw invalidKey()
      this.#file.used(key, now)
      return { type: 'key', keyId: key.keyId, scopes: key.scopes }
    }
    const principal = await verifyToken(credential, this.#secret, now)
    if (principal.keyId !== localKeyId && !this.#usable(principal.keyId))
      throw new DuetError('access.invalid', 'The key that made this token has been revoked.', { field: 'Authorization' })
    return principal
  }

  mint(maker: Principal, wanted: TokenWish): Promise<MintedToken> {
    return this.#sign(this.#claims(maker, wanted), wanted.lifeMs)
  }

  createLink(maker: Principal, wanted: TokenWish, expiresInMs: number): string {
    const secret = randomBytes(24).toString('base64url')
    const body = JSON.stringify({ ...this.#claims(maker, wanted), lifeMs: wanted.lifeMs })
    const now = this.#now()
    this.#file.addLink(secret, { purpose: linkPurpose, body, expiresAt: now + expiresInMs }, now)
    return secret
  }

  async redeemLink(secret: string): Promise<MintedToken & { readonly user: string }> {
    const link = this.#file.takeLink(secret, linkPurpose, this.#now())
    if (!link) throw new DuetError('access.link', 'This link has been used already, or has expired.')
    const { user, keyId, lifeMs, ...rest } = linkBody.parse(JSON.parse(link.body))
    if (keyId !== localKeyId && !this.#usable(keyId))
      throw new DuetError('access.link', 'The key that made this link has been revoked.')
    const limits: TokenLimits = JSON.parse(JSON.stringify(rest.limits)) // without the keys that are undefined
    return { ...(await this.#sign({ user, keyId, scopes: rest.scopes, limits }, lifeMs)), user }
  }

  signAnswerPass(pass: AnswerPass): Promise<string> {
    return signAnswerPass(pass, this.#answerSecret)
  }

  readAnswerPass(written: string): Promise<AnswerPass> {
    return readAnswerPass(written, this.#answerSecret, this.#now())
  }

  remainingMs(principal: Principal, user: string): number {
    const own = principal.type === 'token' ? principal.limits.minutes : undefined
    const minutes = Math.min(own ?? Number.POSITIVE_INFINITY, this.#userMinutes ?? Number.POSITIVE_INFINITY)
    if (minutes === Number.POSITIVE_INFINITY) return minutes
    return Math.max(0, minutes * 60_000 - this.#file.usage(user, this.#now()))
  }

  talked(user: string, ms: number): void {
    if (ms <= 0 || this.#closed) return
    try {
      this.#file.addUsage(user, ms, this.#now())
    } catch (error) {
      this.#onFailing(error)
    }
  }

  hasKey(scope: Scope): boolean {
    return this.#file.keys().some((key) => key.revokedAt === null && key.scopes.includes(scope))
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#file.close()
  }

  #claims(maker: Principal, wanted: TokenWish): TokenClaims {
    for (const scope of wanted.scopes) requireScope(maker, scope)
    if (maker.type === 'token') throw new DuetError('access.forbidden', 'Only a key can make tokens.', { field: 'Authorization' })
    return {
      user: wanted.user,
      keyId: maker.type === 'key' ? maker.keyId : localKeyId,
      scopes: wanted.scopes,
      limits: wanted.limits,
    }
  }

  async #sign(claims: TokenClaims, lifeMs: number): Promise<MintedToken> {
    const now = this.#now()
    const expiresAt = now + Math.min(lifeMs, maxTokenMs)
    return { token: await signToken(claims, this.#secret, expiresAt, now), expiresAt }
  }

  #usable(keyId: string): KeyRecord | undefined {
    const key = this.#file.key(keyId)
    return key?.revokedAt === null ? key : undefined
  }
}

function invalidKey(): DuetError {
  return new DuetError('access.invalid', 'There is no such key, or it has been revoked.', { field: 'Authorization' })
}
