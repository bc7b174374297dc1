/** `duet outbox`: what is still to be told to the orchestrator and to people, and what was given up: look, try again, drop. */
import type * as z from 'zod'
import { changedSchema, outboxSchema } from '../bridge/api.ts'
import type { Config } from '../config/config.ts'
import { DuetError } from '../protocol/errors.ts'
import { openJournal } from '../store/open.ts'
import type { Outbox } from '../store/outbox.ts'
import { askBridge } from './bridge-client.ts'
import { exitCodes } from './exit.ts'
import { type ConfigFlags, readConfig } from './flags.ts'
import { changeMessages, listMessages } from './outbox-messages.ts'

type Shown = z.infer<typeof outboxSchema>['items'][number]

export async function listOutbox(flags: ConfigFlags & { readonly all?: true }): Promise<number> {
  const { config } = readConfig(flags)
  const states = flags.all ? (['dead', 'pending'] as const) : (['dead'] as const)
  let counts = { pending: 0, dead: 0 }
  const items: Shown[] = []
  for (const state of states) {
    const asked = await askBridge(config, { method: 'GET', path: `/outbox?state=${state}&limit=500` }, outboxSchema)
    const found = asked ?? (await withFile(config.DUET_DATA_DIR, (outbox) => read(outbox, state)))
    counts = { pending: found.pending, dead: found.dead }
    items.push(...found.items)
  }
  const { messages, pending, dead } = await listMessages(config, states)
  console.log(`${counts.pending + pending} waiting, ${counts.dead + dead} given up`)
  const line = (one: Pick<Shown, 'state' | 'created_at' | 'attempts' | 'last_error'>, id: string, what: string) => {
    const since = new Date(one.created_at).toISOString().slice(0, 19)
    console.log(`${id}  ${one.state}  ${since}  ${what}  ${one.attempts} attempts  ${one.last_error ?? ''}`.trim())
  }
  for (const one of items) line(one, String(one.id), `${one.kind} of ${one.session_id}`)
  for (const one of messages) line(one, one.id, `${one.kind} of task ${one.task_id} by ${one.channel}`)
  if (counts.dead + dead > 0)
    console.error('"npx duet outbox retry [id]" tries them again, "npx duet outbox drop [id]" forgets them.')
  return exitCodes.ok
}

export async function changeOutbox(action: 'retry' | 'drop', written: string | undefined, flags: ConfigFlags): Promise<number> {
  if (written !== undefined && !/^(\d+|m-[0-9a-f]{24})$/.test(written))
    throw new DuetError('config.invalid', `"${written.slice(0, 40)}" is no number of "npx duet outbox".`)
  const { config } = readConfig(flags)
  const isMessage = written?.startsWith('m-') === true
  const changed =
    (isMessage ? 0 : await changeDeliveries(config, action, written === undefined ? undefined : Number(written))) +
    (written === undefined || isMessage ? await changeMessages(config, action, written) : 0)
  console.log(
    `${changed} ${changed === 1 ? 'delivery' : 'deliveries'} ${action === 'retry' ? 'will be tried again' : 'forgotten'}`,
  )
  return exitCodes.ok
}

async function changeDeliveries(config: Config, action: 'retry' | 'drop', id: number | undefined): Promise<number> {
  const asked = await askBridge(config, { method: 'POST', path: `/outbox/${action}`, body: { id } }, changedSchema)
  return (
    asked?.changed ??
    withFile(config.DUET_DATA_DIR, (outbox) => (action === 'retry' ? outbox.retry(id, Date.now()) : outbox.drop(id)))
  )
}

/** No bridge runs, so that its file can be opened here. Throws `store.failed` where another program has it. */
async function withFile<T>(dir: string, work: (outbox: Outbox) => Promise<T>): Promise<T> {
  const journal = await openJournal({ dir })
  try {
    return await work(journal.outbox)
  } finally {
    await journal.close()
  }
}

async function read(outbox: Outbox, state: 'pending' | 'dead'): Promise<z.infer<typeof outboxSchema>> {
  const [{ pending, dead }, items] = await Promise.all([outbox.stats(), outbox.list({ state, limit: 500 })])
  const shown = items.map(({ id, kind, sessionId, attempts, createdAt, lastError }) => ({
    ...{ id, kind, state, attempts, session_id: sessionId, created_at: createdAt, last_error: lastError },
  }))
  return { pending, dead, items: shown }
}
