/** The operator's table of engines as text: one line a server, its slots by what they do, and why it is not used. */
import type * as z from 'zod'
import type { enginesSchema } from '../bridge/api.ts'

export type EnginesAnswer = z.infer<typeof enginesSchema>
type Slot = EnginesAnswer['servers'][number]['slots'][number]

export function enginesTable({ servers, queued, queue_limit: limit }: EnginesAnswer): string {
  const rows = servers.map(({ id, slots, detail }) => ({ id, slots: slotsText(slots), detail: detail ?? '' }))
  const widest = (head: string, of: (row: (typeof rows)[number]) => string) =>
    Math.max(head.length, ...rows.map((row) => of(row).length))
  const idWidth = widest('SERVER', (row) => row.id)
  const slotsWidth = widest('SLOTS', (row) => row.slots)
  const line = (id: string, slots: string, why: string) => `${id.padEnd(idWidth)}  ${slots.padEnd(slotsWidth)}  ${why}`.trimEnd()
  const all = servers.flatMap(({ slots }) => slots)
  const free = all.filter(({ state }) => state === 'free').length
  return [
    line('SERVER', 'SLOTS', 'WHY NOT'),
    ...rows.map((row) => line(row.id, row.slots, row.detail)),
    '',
    `${free} of ${all.length} ${all.length === 1 ? 'slot' : 'slots'} free, ${waitingText(queued)} (queue of ${limit})`,
  ].join('\n')
}

/** "2 busy (longest 12:05), 1 free": states in a fixed order, so that the eye finds them. */
function slotsText(slots: readonly Slot[]): string {
  return states
    .map((state) => slots.filter((slot) => slot.state === state))
    .filter((found) => found.length > 0)
    .map((found) => {
      const [first] = found
      const name = `${found.length} ${first?.state}`
      if (first === undefined || first.state === 'free') return name
      return `${name} (${found.length > 1 ? 'longest ' : ''}${clock(Math.max(...found.map((slot) => slot.for_ms)))})`
    })
    .join(', ')
}

const states = ['busy', 'warming', 'closing', 'free', 'draining', 'quarantined', 'failing'] as const satisfies Slot['state'][]

function waitingText(queued: number): string {
  return queued === 0 ? 'nobody waits' : queued === 1 ? '1 caller waits' : `${queued} callers wait`
}

/** "1:05", "2:03:09". */
function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  const two = (value: number) => String(value).padStart(2, '0')
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}
