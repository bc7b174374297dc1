/** What the commands at the machine ask of the process that owns the memory: importing, documents, and which store it is. */
import { Hono } from 'hono'
import type * as z from 'zod'
import { type AppEnv, checked, parseBody } from '../access/http.ts'
import { MemoryShelf } from '../memory/documents/shelf.ts'
import type { Memory } from '../memory/memory.ts'
import { importMemory } from '../memory/transfer.ts'
import {
  documentPutSchema,
  documentQuerySchema,
  type documentSchema,
  type importedSchema,
  type ownerSchema,
} from '../protocol/memory-api.ts'

export type OwnerRoutesOptions = {
  readonly memory: Memory
  /** Digests came with an import: whoever keeps copies needs them. */
  readonly onImported: () => void
}

export function ownerRoutes({ memory, onImported }: OwnerRoutesOptions): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get('/owner', (c) => c.json({ store: memory.store.name } satisfies z.infer<typeof ownerSchema>))
  app.post('/import', async (c) => {
    const rows = await importMemory(memory.store, linesOf(await c.req.text()))
    await memory.settle()
    onImported()
    return c.json({ rows } satisfies z.infer<typeof importedSchema>)
  })
  app.get('/documents', async (c) => {
    const { uri, ...whose } = checked(documentQuerySchema, c.req.query())
    const known = await shelfOf(whose).known(uri)
    return c.json({ sha256: known?.sha256 ?? null, chunks: known?.chunks ?? 0 } satisfies z.infer<typeof documentSchema>)
  })
  app.post('/documents', async (c) => {
    const { head, from, chunks, ...whose } = checked(documentPutSchema, parseBody(await c.req.text()))
    await shelfOf(whose).put(
      head,
      from,
      chunks.map(({ page, ...chunk }) => ({ ...chunk, ...(page !== undefined && { page }) })),
    )
    return c.json({ rows: chunks.length } satisfies z.infer<typeof importedSchema>)
  })
  return app

  function shelfOf({ user_id, persona }: { readonly user_id: string; readonly persona?: string | undefined }): MemoryShelf {
    return new MemoryShelf(memory, { ...(user_id !== '' && { userId: user_id }), ...(persona && { persona }) })
  }
}

async function* linesOf(text: string): AsyncGenerator<string> {
  yield* text.split('\n')
}
