/** Client tokens: JSON Web Tokens (RFC 7519, HS256) that bind a browser to one user for a short time. */
import { jwtVerify, SignJWT } from 'jose'
import { JWTExpired } from 'jose/errors'
import * as z from 'zod'
import { DuetError } from '../protocol/errors.ts'
import { type Principal, type Scope, scopes, type TokenLimits } from './principal.ts'

export type TokenClaims = {
  readonly user: string
  /** The key that minted it: revoking the key ends its tokens. */
  readonly keyId: string
  readonly scopes: readonly Scope[]
  readonly limits: TokenLimits
}

const issuer = 'duet'
const claimsSchema = z.object({
  sub: z.string().min(1),
  kid: z.string().min(1),
  scp: z.array(z.enum(scopes)),
  lim: z
    .object({ persona: z.string(), calls: z.number().int().min(1), minutes: z.number().min(0) })
    .partial()
    .default({}),
})

/** @param expiresAt epoch ms */
export function signToken(claims: TokenClaims, secret: Uint8Array, expiresAt: number, now: number): Promise<string> {
  const { user, keyId, limits } = claims
  return new SignJWT({ kid: keyId, scp: [...claims.scopes], ...(Object.keys(limits).length > 0 ? { lim: limits } : {}) })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(issuer)
    .setSubject(user)
    .setIssuedAt(Math.floor(now / 1000))
    .setExpirationTime(Math.floor(expiresAt / 1000))
    .sign(secret)
}

/** Throws `access.expired`, `access.invalid`. */
export async function verifyToken(
  token: string,
  secret: Uint8Array,
  now: number,
): Promise<Extract<Principal, { type: 'token' }>> {
  try {
    const { payload } = await jwtVerify(token, secret, {
      algorithms: ['HS256'],
      issuer,
      currentDate: new Date(now),
      requiredClaims: ['exp', 'sub'],
    })
    const { sub, kid, scp, lim } = claimsSchema.parse(payload)
    // zod's `partial` allows undefined, which a TokenLimits leaves out.
    const limits: TokenLimits = {
      ...(lim.persona === undefined ? {} : { persona: lim.persona }),
      ...(lim.calls === undefined ? {} : { calls: lim.calls }),
      ...(lim.minutes === undefined ? {} : { minutes: lim.minutes }),
    }
    return { type: 'token', keyId: kid, user: sub, scopes: scp, limits }
  } catch (cause) {
    if (cause instanceof JWTExpired)
      throw new DuetError('access.expired', 'The token has expired.', { field: 'Authorization', cause })
    throw new DuetError('access.invalid', 'The token is not one of ours, or was changed.', { field: 'Authorization', cause })
  }
}

/** What the link in a message stands for: the answer to one question of one task. */
export type AnswerPass = {
  readonly taskId: string
  /** Which link it is: each counts once. */
  readonly linkId: string
  /** Epoch ms. */
  readonly expiresAt: number
}
const answerAudience = 'answer'

export function signAnswerPass({ taskId, linkId, expiresAt }: AnswerPass, secret: Uint8Array): Promise<string> {
  return new SignJWT()
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(issuer)
    .setAudience(answerAudience)
    .setSubject(taskId)
    .setJti(linkId)
    .setExpirationTime(Math.floor(expiresAt / 1000))
    .sign(secret)
}

/** Throws `access.link` where it is not one of ours, was changed, or is late. */
export async function readAnswerPass(written: string, secret: Uint8Array, now: number): Promise<AnswerPass> {
  try {
    const { payload } = await jwtVerify(written, secret, {
      algorithms: ['HS256'],
      issuer,
      audience: answerAudience,
      currentDate: new Date(now),
      requiredClaims: ['exp', 'sub', 'jti'],
    })
    const { sub, jti, exp } = z.object({ sub: z.string(), jti: z.string(), exp: z.number() }).parse(payload)
    return { taskId: sub, linkId: jti, expiresAt: exp * 1000 }
  } catch (cause) {
    if (cause instanceof JWTExpired) throw new DuetError('access.link', 'This link has expired.', { cause })
    throw new DuetError('access.link', 'This link is not one of ours, or was changed.', { cause })
  }
}
