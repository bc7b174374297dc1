/** The operator's table of engines as text: one line a server, its slots by what they do, and why it is not used. */
import type * as z from 'zod'
import type { enginesSchema } from '../bridge/api.ts'

export type EnginesAnswer = z.infer<typeof enginesSchema>
type Slot = EnginesAnswer['servers'][number]['slots'][number]

export function enginesTable({ servers, queued, queue_limit: limit }: EnginesAnswer): string {
  const head = { id: 'SERVER', process: 'PROCESS', slots: 'SLOTS', why: 'WHY NOT' }
  const rows = servers.map((server) => ({
    id: server.id,
    process: server.process ? processText(server.process) : '',
    slots: slotsText(server.slots),
    why: whyNot(server),
  }))
  // Of servers that Duet does not start itself it knows no process.
  const columns = (['id', 'process', 'slots', 'why'] as const).filter(
    (column) => column !== 'process' || rows.some((row) => row.process !== ''),
  )
  const widths = columns.map((column) => Math.max(...[head, ...rows].map((row) => row[column].length)))
  const line = (row: typeof head) =>
    columns
      .map((column, i) => row[column].padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd()
  const all = servers.flatMap(({ slots }) => slots)
  const free = all.filter(({ state }) => state === 'free').length
  return [
    ...[head, ...rows].map(line),
    '',
    `${free} of ${all.length} ${all.length === 1 ? 'slot' : 'slots'} free, ${waitingText(queued)} (queue of ${limit})`,
  ].join('\n')
}

type Server = EnginesAnswer['servers'][number]

/** "fetching weights (3:10)", "ready". */
function processText({ state, for_ms }: NonNullable<Server['process']>): string {
  return state === 'ready' ? processStates.ready : `${processStates[state]} (${clock(for_ms)})`
}

const processStates = {
  fetching: 'fetching weights',
  starting: 'starting',
  ready: 'ready',
  restarting: 'starting again',
  ending: 'ending',
  ended: 'ended',
  given_up: 'given up',
} as const satisfies Record<NonNullable<Server['process']>['state'], string>

/** Its process says more than its silence does. */
function whyNot({ detail, process }: Server): string {
  if (!process || process.state === 'ready') return detail ?? ''
  const why = process.detail ?? detail ?? ''
  // What a program printed may end without a full stop.
  return process.action ? `${why.replace(/(?<=[^.!?])$/, '.')} ${process.action}` : why
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
