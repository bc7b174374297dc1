/** What makes a memory the same memory: its id, and a hash of its words. */
import { createHash, randomBytes } from 'node:crypto'
import { indexTerms } from '../store/memory/terms.ts'

/** A UUID of version 7: sorts by when it was made. @param now epoch milliseconds */
export function newId(now: number = Date.now()): string {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(now, 0, 6)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** The same for the same words in any case, accent and form. */
export function contentHash(text: string): string {
  return createHash('sha256').update(indexTerms(text).join(' ')).digest('base64url').slice(0, 22)
}
