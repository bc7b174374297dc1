/** What makes a memory the same memory: its id, and a hash of its words. */
import { createHash, randomBytes } from 'node:crypto'
import { indexTerms } from '../store/memory/terms.ts'

let lastMs = 0
let inMs = 0

/** A UUID of version 7: sorts by when it was made, those of one millisecond in the order they were made here. @param now epoch milliseconds */
export function newId(now: number = Date.now()): string {
  inMs = now === lastMs ? inMs + 1 : 0
  lastMs = now
  const bytes = randomBytes(16)
  bytes.writeUIntBE(now, 0, 6)
  // Version 7, then the count within the millisecond: twelve bits, and a second part where that is not enough.
  bytes.writeUInt16BE(0x7000 | (Math.min(inMs, 0xfffffff) >> 16), 6)
  bytes.writeUInt16BE(0x8000 | ((inMs >> 2) & 0x3fff), 8)
  bytes[10] = ((inMs & 3) << 6) | ((bytes[10] ?? 0) & 0x3f)
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** The same for the same words in any case, accent and form. */
export function contentHash(text: string): string {
  return createHash('sha256').update(indexTerms(text).join(' ')).digest('base64url').slice(0, 22)
}
