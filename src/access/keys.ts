/** API keys as text: made, taken apart, and compared without telling by the time it takes. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** `duet_` + 12 hex digits that name the key + `_` + 43 characters of base64url: 256 random bits. */
const form = /^duet_([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/

export type NewKey = {
  readonly keyId: string
  /** Shown once, never kept. */
  readonly key: string
  readonly hash: Uint8Array
}

export function makeKey(): NewKey {
  const keyId = randomBytes(6).toString('hex')
  const secret = randomBytes(32).toString('base64url')
  return { keyId, key: `duet_${keyId}_${secret}`, hash: hashSecret(secret) }
}

/** The parts of a key as written; undefined if it has not the form of one. */
export function readKey(written: string): { readonly keyId: string; readonly hash: Uint8Array } | undefined {
  const [, keyId, secret] = form.exec(written) ?? []
  return keyId === undefined || secret === undefined ? undefined : { keyId, hash: hashSecret(secret) }
}

/** In the same time wherever they differ. Both are SHA-256, 32 bytes. */
export function sameHash(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other)
}

/** One round is enough: the secret is random, nobody chose it. */
export function hashSecret(secret: string): Uint8Array {
  return createHash('sha256').update(secret).digest()
}
