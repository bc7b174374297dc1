/** The journal of conversations as the rest of Duet sees it: what is written, what can be read back, and its life. */
import type { RecordingLevel } from '../protocol/recording-level.ts'
import type { Turn } from '../protocol/session.ts'
import type { DigestCopy, DigestWrite } from './digest-copies.ts'
import type { Delivery, Outbox } from './outbox.ts'
import type { OutboxWrite } from './outbox-table.ts'

export type SessionRecord = {
  readonly sessionId: string
  readonly conversationId: string
  readonly persona: string
  readonly voice: string
  readonly userId: string
  /** Epoch milliseconds. */
  readonly createdAt: number
  /** What is kept of it; "transcript" if not given. */
  readonly recording?: RecordingLevel
}

export type TurnRecord = {
  readonly turn: Turn
  /** When the turn began, epoch milliseconds. */
  readonly saidAt: number
  /** Name of the engine that spoke or listened. */
  readonly engine: string
}

/** What is kept of the timeline beside the turns: overlaps, backchannels, interruptions, latencies, gaps, errors. */
export type EventRecord = { readonly atMs: number; readonly type: string; readonly body: string }

export type SessionSummary = SessionRecord & {
  readonly endedAt: number | null
  readonly endReason: string | null
  readonly turns: number
  /** Media time of the last turn's end, ms. */
  readonly lengthMs: number
  /** The beginning of the first turn that has words; for a list. */
  readonly opening: string
}

export type HistoryPage = {
  /** Oldest first. */
  readonly turns: readonly TurnRecord[]
  /** Give it as `before` to get the page before this one; null: there is none. */
  readonly older: number | null
}

export type SessionsQuery = {
  readonly limit: number
  readonly before?: number | undefined
  readonly userId?: string | undefined
}

export type SessionPage = {
  /** Newest first. */
  readonly sessions: readonly SessionSummary[]
  readonly older: number | null
}

/** Where a session that is taken up again goes on: its media time, ms, and how many turns each side has had. */
export type ResumePoint = { readonly mediaMs: number; readonly userTurns: number; readonly agentTurns: number }

export type JournalStatus = {
  /** Writes not yet on disk. */
  readonly queued: number
  /** Writes given up: the queue was full, or the record was refused. */
  readonly lost: number
  /** Why the last attempt to write failed; null while all is well. */
  readonly failing: string | null
}

/** Events kept per session; a call of hours does not fill the disk. */
export const eventsPerSession = 5000

/**
 * Durable record of sessions and turns. Writing never blocks the caller's thread; a promise of a write resolves once it is on disk
 * and stays pending while the disk fails (the write is retried until it works or its place in the queue is lost, then it rejects with
 * `store.failed`). Reads reject with `store.failed` when the file cannot be read.
 */
export interface Journal {
  readonly status: JournalStatus
  /** In the same file, so that a turn and what is to be told of it are written together or not at all. */
  readonly outbox: Outbox
  createSession(session: SessionRecord): Promise<void>
  endSession(sessionId: string, endedAt: number, reason: string, delivery?: Delivery): Promise<void>
  /** Writing the same `turnId` again replaces the turn. */
  recordTurn(sessionId: string, record: TurnRecord, delivery?: Delivery): Promise<void>
  /** Beyond `eventsPerSession` further events of a session are not kept. */
  recordEvent(sessionId: string, event: EventRecord): Promise<void>
  session(sessionId: string): Promise<SessionRecord | undefined>
  resumePoint(sessionId: string): Promise<ResumePoint>
  /** @param page.userId only the sessions of this user */
  sessions(page: SessionsQuery): Promise<SessionPage>
  history(sessionId: string, page: { readonly limit: number; readonly before?: number | undefined }): Promise<HistoryPage>
  events(sessionId: string): Promise<readonly EventRecord[]>
  /** Sessions that were over before, the longest over first; one that nobody ended counts from its beginning. @param at epoch ms */
  endedBefore(at: number, limit: number): Promise<readonly SessionRecord[]>
  /** Removes a session with all that was said in it; false if there is none such. `delivery` tells others to forget it, too. */
  deleteSession(sessionId: string, delivery?: Delivery): Promise<boolean>
  /**
   * From now on no more than `level` is kept of a session; with "off" all that was said in it goes, and the session stays. `delivery` tells
   * others to forget it, too.
   */
  lowerRecording(sessionId: string, level: RecordingLevel, delivery?: Delivery): Promise<void>
  /** Keeps the latest digest of a user and persona. */
  putDigest(digest: DigestCopy): Promise<void>
  eraseDigests(userId: string): Promise<void>
  /** The one of this persona, else the one of all personas. */
  digest(userId: string, persona: string): Promise<DigestCopy | undefined>
  /** Resolves when everything written so far is on disk or has failed once. */
  flush(): Promise<void>
  close(): Promise<void>
}

/** One change to the journal, as it travels to the thread that owns the file. */
export type JournalWrite =
  | { readonly type: 'session'; readonly session: SessionRecord }
  | {
      readonly type: 'end'
      readonly sessionId: string
      readonly endedAt: number
      readonly reason: string
      readonly delivery?: Delivery | undefined
    }
  | { readonly type: 'turn'; readonly sessionId: string; readonly record: TurnRecord; readonly delivery?: Delivery | undefined }
  | { readonly type: 'event'; readonly sessionId: string; readonly event: EventRecord }
  | DigestWrite
  | OutboxWrite
