/** Deletes what has been kept for as long as the settings say: sound, then words; and sound whose session is gone. */
import type { Log } from '../../observe/log.ts'
import type { Journal } from '../../store/journal.ts'
import type { Sessions } from '../sessions.ts'
import type { Keeping } from './keeping.ts'
import type { RecordingLibrary } from './library.ts'

export type RetentionOptions = {
  readonly keeping: Keeping
  readonly recordings: Pick<RecordingLibrary, 'sessions' | 'newestMs' | 'remove'>
  readonly journal: Pick<Journal, 'session' | 'endedBefore'>
  readonly sessions: Pick<Sessions, 'calls' | 'keepLess' | 'forget'>
  readonly log: Log
  /** Epoch milliseconds. */
  readonly now?: () => number
  readonly everyMs?: number
}

const dayMs = 86_400_000
/** A session is on the disk this long after its first sound at the latest, ms. */
const settledMs = 600_000
const atOnce = 100

export class Retention {
  readonly #options: Required<RetentionOptions>
  readonly #timer: NodeJS.Timeout
  #sweeping: Promise<void> | undefined

  /** Sweeps at once, and then every hour. */
  constructor(options: RetentionOptions) {
    this.#options = { now: Date.now, everyMs: 3_600_000, ...options }
    this.#timer = setInterval(() => void this.sweep(), this.#options.everyMs)
    void this.sweep()
  }

  /** Never rejects. */
  sweep(): Promise<void> {
    this.#sweeping ??= this.#sweep().finally(() => {
      this.#sweeping = undefined
    })
    return this.#sweeping
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.#sweeping
  }

  async #sweep(): Promise<void> {
    const { keeping, log, now } = this.#options
    try {
      const sound = await this.#sweepSound(now())
      const calls = keeping.days === null ? 0 : await this.#sweepCalls(now() - keeping.days * dayMs)
      if (sound + calls > 0) log.info({ sound, calls }, 'deleted what has been kept long enough')
    } catch (err) {
      log.warn({ err }, 'what has been kept long enough could not be deleted; it is tried again in an hour')
    }
  }

  async #sweepSound(now: number): Promise<number> {
    const { keeping, recordings, journal, sessions } = this.#options
    let deleted = 0
    for (const sessionId of await recordings.sessions()) {
      if (sessions.calls.has(sessionId)) continue
      const ageMs = now - (await recordings.newestMs(sessionId))
      const session = await journal.session(sessionId)
      if (session && keeping.audioDays !== null && ageMs > keeping.audioDays * dayMs) await this.#deleteSound(sessionId, session)
      else if (!session && ageMs > settledMs) await recordings.remove(sessionId)
      else continue
      deleted++
    }
    return deleted
  }

  async #deleteSound(sessionId: string, session: NonNullable<Awaited<ReturnType<Journal['session']>>>): Promise<void> {
    const { recordings, sessions } = this.#options
    if (session.recording === 'audio') await sessions.keepLess(session, 'transcript')
    else await recordings.remove(sessionId)
  }

  async #sweepCalls(before: number): Promise<number> {
    const { journal, sessions } = this.#options
    let deleted = 0
    for (;;) {
      const old = (await journal.endedBefore(before, atOnce)).filter(({ sessionId }) => !sessions.calls.has(sessionId))
      for (const session of old) await sessions.forget(session, 'keep')
      deleted += old.length
      if (old.length === 0) return deleted
    }
  }
}
