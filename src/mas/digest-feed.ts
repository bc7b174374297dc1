/** Gives every new digest to the bridge, the latest of each user and persona, until it has taken it. */

import { partsOf } from '../memory/digest-keeper.ts'
import type { Log } from '../observe/log.ts'
import type { Row } from '../store/memory/tables.ts'
import type { BridgeClient } from './bridge-client.ts'

export type DigestFeedOptions = {
  readonly bridge: BridgeClient
  readonly log: Log
  /** Pauses while the bridge is away, ms; the last one repeats. */
  readonly pausesMs?: readonly number[]
}

type Digest = Row<'digests'>
type Task = { readonly type: 'put'; readonly digest: Digest } | { readonly type: 'erase'; readonly userId: string }

export class DigestFeed {
  readonly #options: Required<DigestFeedOptions>
  /** By user and persona; a newer task takes the place of an older one. */
  readonly #tasks = new Map<string, Task>()
  readonly #stop = new AbortController()
  #timer: NodeJS.Timeout | undefined
  #working: Promise<void> | undefined
  #failures = 0
  #idle = Promise.withResolvers<void>()

  constructor(options: DigestFeedOptions) {
    this.#options = { pausesMs: [200, 1000, 5000, 30_000], ...options }
    this.#idle.resolve()
  }

  put(digest: Digest): void {
    this.#add(`${digest.userId}\n${digest.persona}`, { type: 'put', digest })
  }

  /** Every digest of the user is to be forgotten. Resolves when the bridge has done so. */
  async erase(userId: string): Promise<void> {
    for (const key of this.#tasks.keys()) if (key.startsWith(`${userId}\n`)) this.#tasks.delete(key)
    this.#add(`${userId}\n*`, { type: 'erase', userId })
    await this.#idle.promise
  }

  async close(): Promise<void> {
    this.#stop.abort()
    clearTimeout(this.#timer)
    await this.#working
  }

  #add(key: string, task: Task): void {
    if (this.#tasks.size === 0) this.#idle = Promise.withResolvers()
    // Last in line again: an erasure must not be overtaken by what was there before it.
    this.#tasks.delete(key)
    this.#tasks.set(key, task)
    this.#wait(0)
  }

  #wait(ms: number): void {
    if (this.#stop.signal.aborted || this.#working) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#working = this.#work().finally(() => {
        this.#working = undefined
        if (this.#tasks.size === 0) return this.#idle.resolve()
        const { pausesMs } = this.#options
        this.#wait(this.#failures === 0 ? 0 : (pausesMs[Math.min(this.#failures, pausesMs.length) - 1] ?? 0))
      })
    }, ms)
  }

  async #work(): Promise<void> {
    const { bridge, log } = this.#options
    for (const [key, task] of this.#tasks) {
      try {
        await this.#carry(bridge, task)
      } catch (error) {
        if (this.#stop.signal.aborted) return
        if (this.#failures++ === 0)
          log.warn({ reason: error instanceof Error ? error.message : '' }, 'the bridge does not take the digests; they wait')
        return
      }
      if (this.#failures > 0) log.info('the bridge takes the digests again')
      this.#failures = 0
      // Unless a newer one came meanwhile.
      if (this.#tasks.get(key) === task) this.#tasks.delete(key)
    }
  }

  #carry(bridge: BridgeClient, task: Task): Promise<void> {
    const { signal } = this.#stop
    if (task.type === 'erase') return bridge.eraseUser(task.userId, signal)
    const { userId, persona, renderedAt } = task.digest
    const parts = partsOf(task.digest).map(({ text, priority, kind }) => ({ text, priority, kind }))
    return bridge.putDigest({ user_id: userId, persona, parts, rendered_at: renderedAt }, signal)
  }
}
