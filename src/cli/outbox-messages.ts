/** Messages to people in `duet outbox`: asked of the orchestrator where one runs, else read from the memory's store itself. */
import type * as z from 'zod'
import type { Config } from '../config/config.ts'
import { MessageBox } from '../mas/tasks/notify/message-box.ts'
import { messagesAnswer } from '../mas/tasks/task-routes.ts'
import { messagesChangedSchema, messagesSchema } from '../mas/tasks/task-schemas.ts'
import { openMemoryStore } from '../store/memory/open.ts'
import { memoryOwner } from './memory-owner.ts'
import { runsMas } from './needs.ts'

type Messages = z.infer<typeof messagesSchema>

export async function listMessages(
  config: Config,
  states: readonly ('pending' | 'dead')[],
): Promise<{ readonly messages: Messages['items']; readonly pending: number; readonly dead: number }> {
  const found: Messages[] = []
  for (const state of states) {
    const owner = await memoryOwner(config)
    if (owner) found.push(await owner.beside(`/outbox?state=${state}`, messagesSchema))
    else if (runsMas(config))
      found.push(await withBox(config, async (box) => messagesAnswer(await box.list('pending'), await box.list('dead'), state)))
  }
  const [first] = found
  return { messages: found.flatMap((one) => one.items), pending: first?.pending ?? 0, dead: first?.dead ?? 0 }
}

/** Resolves to how many were changed. @param id all that were given up if not given */
export async function changeMessages(config: Config, action: 'retry' | 'drop', id: string | undefined): Promise<number> {
  const owner = await memoryOwner(config)
  if (owner) return (await owner.beside(`/outbox/${action}`, messagesChangedSchema, { id })).changed
  return runsMas(config) ? withBox(config, (box) => box[action](id)) : 0
}

async function withBox<T>(config: Config, work: (box: MessageBox) => Promise<T>): Promise<T> {
  const store = await openMemoryStore(config)
  try {
    return await work(new MessageBox(store, Date.now))
  } finally {
    await store.close()
  }
}
