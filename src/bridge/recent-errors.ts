/** The latest errors that callers were told, for who runs Duet. */
import type { ErrorCode } from '../protocol/errors.ts'

export type ToldError = {
  /** Epoch ms. */
  readonly at: number
  readonly code: ErrorCode
  readonly sessionId: string
}

const most = 50

export class RecentErrors {
  readonly #list: ToldError[] = []

  add(error: ToldError): void {
    this.#list.push(error)
    if (this.#list.length > most) this.#list.shift()
  }

  /** Newest first. */
  get list(): readonly ToldError[] {
    return this.#list.toReversed()
  }
}
