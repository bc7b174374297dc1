/** Token buckets: so much per second, with a reserve for bursts; one alone, or one for each address. */

export type Rate = { readonly perSecond: number; readonly burst: number }

export class TokenBucket {
  readonly #rate: Rate
  #tokens = 0
  #atMs = 0

  constructor(rate: Rate, nowMs: number) {
    this.#rate = rate
    this.#tokens = rate.burst
    this.#atMs = nowMs
  }

  /** Takes one token; false: there is none. @param nowMs of a monotonic clock */
  take(nowMs: number): boolean {
    this.#tokens = Math.min(this.#rate.burst, this.#tokens + ((nowMs - this.#atMs) / 1000) * this.#rate.perSecond)
    this.#atMs = nowMs
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }

  isFull(nowMs: number): boolean {
    return this.#tokens + ((nowMs - this.#atMs) / 1000) * this.#rate.perSecond >= this.#rate.burst
  }
}

/** A bucket for each address; full ones are forgotten, and beyond the bound the oldest. */
export class RateLimiter {
  readonly #rate: Rate
  readonly #maxAddresses: number
  readonly #buckets = new Map<string, TokenBucket>()

  constructor(rate: Rate, maxAddresses = 10_000) {
    this.#rate = rate
    this.#maxAddresses = maxAddresses
  }

  take(address: string, nowMs: number): boolean {
    let bucket = this.#buckets.get(address)
    if (!bucket) {
      if (this.#buckets.size >= this.#maxAddresses) this.#forget(nowMs)
      bucket = new TokenBucket(this.#rate, nowMs)
      this.#buckets.set(address, bucket)
    }
    return bucket.take(nowMs)
  }

  get size(): number {
    return this.#buckets.size
  }

  #forget(nowMs: number): void {
    for (const [address, bucket] of this.#buckets) if (bucket.isFull(nowMs)) this.#buckets.delete(address)
    for (const address of this.#buckets.keys()) {
      if (this.#buckets.size < this.#maxAddresses) return
      this.#buckets.delete(address)
    }
  }
}
