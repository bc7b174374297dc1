/** The tokens by which a call knows its client again: a new one for each connection, kept as hashes, compared in constant time. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { newResumeToken } from '../protocol/resume.ts'

export class ResumeTokens {
  /** Number of the connection that the latest token was given to. */
  epoch = 0
  #latest: Buffer | undefined
  /** What the client showed last: it may never have got the one that followed. */
  #shown: Buffer | undefined

  accepts(token: string): boolean {
    const hash = digest(token)
    // Both are looked at, whichever fits.
    const latest = this.#latest !== undefined && timingSafeEqual(hash, this.#latest)
    const shown = this.#shown !== undefined && timingSafeEqual(hash, this.#shown)
    return latest || shown
  }

  /** The token for a connection that has shown `shown`; all others are void. */
  next(shown: string): string {
    const token = newResumeToken()
    this.epoch++
    this.#shown = digest(shown)
    this.#latest = digest(token)
    return token
  }

  /** The client has the token of this epoch. */
  confirmed(epoch: number): void {
    if (epoch === this.epoch) this.#shown = undefined
  }
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
