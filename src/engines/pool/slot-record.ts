/** The life of one slot as a record that a shared store holds: who has it, until when, and its fence. Pure: each step gives the next record or nothing. */

/** Which bridge holds a slot, and for whom. */
export type SlotHolder = {
  readonly bridge: string
  /** The session; for a proof that the engine is free, nobody's. */
  readonly sessionId: string | null
}

export type SlotRecord = {
  /** Raised whenever the slot is taken; a step with another fence than the record's is refused. */
  readonly fence: number
  /** Epoch ms of the step that led here. */
  readonly changedAt: number
} & (
  | { readonly state: 'free' }
  | { readonly state: 'held'; readonly holder: SlotHolder; readonly expiresAt: number }
  | { readonly state: 'quarantined'; readonly why: string }
)

/** A slot nobody has had yet. */
export const unusedSlot: SlotRecord = { fence: 0, state: 'free', changedAt: 0 }

/** For a session, of a free slot only. */
export function take(record: SlotRecord, holder: SlotHolder, now: number, ttlMs: number): SlotRecord | undefined {
  return record.state === 'free' ? held(record, holder, now, ttlMs) : undefined
}

/** For a proof that the engine is free, of a quarantined slot only. */
export function takeForProof(record: SlotRecord, bridge: string, now: number, ttlMs: number): SlotRecord | undefined {
  return record.state === 'quarantined' ? held(record, { bridge, sessionId: null }, now, ttlMs) : undefined
}

/** The holder's heartbeat. Nothing: the slot is no longer the caller's. */
export function renew(record: SlotRecord, fence: number, now: number, ttlMs: number): SlotRecord | undefined {
  return isHeldUnder(record, fence) ? { ...record, expiresAt: now + ttlMs } : undefined
}

export function giveBack(record: SlotRecord, fence: number, now: number): SlotRecord | undefined {
  return isHeldUnder(record, fence) ? { fence, state: 'free', changedAt: now } : undefined
}

export function quarantine(record: SlotRecord, fence: number, why: string, now: number): SlotRecord | undefined {
  return isHeldUnder(record, fence) ? { fence, state: 'quarantined', why, changedAt: now } : undefined
}

/** A holder that no longer beats is gone; its engine may still hold the call, so the slot is not free by that. */
export function expire(record: SlotRecord, now: number): SlotRecord | undefined {
  if (record.state !== 'held' || now < record.expiresAt) return undefined
  return { fence: record.fence, state: 'quarantined', why: 'The bridge that held it is gone.', changedAt: now }
}

type HeldRecord = SlotRecord & { readonly state: 'held' }

function held(record: SlotRecord, holder: SlotHolder, now: number, ttlMs: number): HeldRecord {
  return { fence: record.fence + 1, state: 'held', holder, expiresAt: now + ttlMs, changedAt: now }
}

function isHeldUnder(record: SlotRecord, fence: number): record is HeldRecord {
  return record.state === 'held' && record.fence === fence
}
