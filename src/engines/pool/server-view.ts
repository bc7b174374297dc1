/** What an operator sees of a server and its slots, pure. */
import type { DuetError } from '../../protocol/errors.ts'
import type { SlotState } from '../pool.ts'
import type { HeldLease } from './held-lease.ts'
import type { SlotRecord } from './slot-record.ts'

type SlotNow = {
  readonly record: SlotRecord
  /** Held by this bridge. */
  readonly lease: Pick<HeldLease, 'state'> | undefined
  readonly isProving: boolean
}
type ServerNow = { readonly trouble: DuetError | null; readonly draining: boolean }

export function slotState({ record, lease, isProving }: SlotNow, server: ServerNow): SlotState {
  if (record.state === 'quarantined' || isProving) return 'quarantined'
  if (record.state === 'held') {
    if (!lease || lease.state === 'ready') return 'busy'
    return lease.state === 'closing' ? 'closing' : 'warming'
  }
  return server.trouble ? 'failing' : server.draining ? 'draining' : 'free'
}

/** Why the server, or a slot of it, is not used; null while all are. */
export function whyNot(records: readonly SlotRecord[], server: ServerNow): string | null {
  if (server.trouble) return server.trouble.message
  const [doubtful] = records.flatMap((record) => (record.state === 'quarantined' ? [record.why] : []))
  return doubtful ?? (server.draining ? 'It takes no new calls.' : null)
}
