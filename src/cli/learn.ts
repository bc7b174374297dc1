/** `duet learn`: documents into the memory, as knowledge every caller may be answered from. */
import type { Config } from '../config/config.ts'
import { learnDocuments } from '../memory/documents/ingest.ts'
import { type DocumentShelf, MemoryShelf } from '../memory/documents/shelf.ts'
import { Memory } from '../memory/memory.ts'
import { findModel } from '../models/catalogue.ts'
import { statusOf } from '../models/folder.ts'
import { createEmbedder, embedderModel } from '../speech/embedder.ts'
import { openMemoryStore } from '../store/memory/open.ts'
import { describeError, exitCodes } from './exit.ts'
import { type ConfigFlags, readConfig } from './flags.ts'
import { memoryOwner } from './memory-owner.ts'
import { toldToEnd } from './told-to-end.ts'

export type LearnFlags = ConfigFlags & { readonly user?: string; readonly persona?: string }

export async function learnCommand(paths: readonly string[], flags: LearnFlags): Promise<number> {
  const { config } = readConfig(flags)
  const owner = await memoryOwner(config)
  return owner ? learn(owner.shelf(flags), paths) : learnHere(paths, config, flags)
}

/** No process has the memory open: it is opened here. */
async function learnHere(paths: readonly string[], config: Config, flags: LearnFlags): Promise<number> {
  const store = await openMemoryStore(config)
  const hasModel = (await statusOf(findModel(embedderModel), config.DUET_MODELS_DIR)).state === 'present'
  if (!hasModel)
    console.error(`Without the model ${embedderModel} only words are searched; "duet models pull ${embedderModel}" fetches it.`)
  const embedder = hasModel ? await createEmbedder({ modelsDir: config.DUET_MODELS_DIR }) : undefined
  const memory = new Memory({ store, embedder })
  try {
    const code = await learn(new MemoryShelf(memory, { userId: flags.user, persona: flags.persona }), paths)
    await memory.settle()
    return code
  } finally {
    await memory.close()
    await embedder?.close()
    await store.close()
  }
}

async function learn(shelf: DocumentShelf, paths: readonly string[]): Promise<number> {
  const done = await learnDocuments(shelf, paths, {
    signal: toldToEnd(),
    onProgress: (one) => {
      const marked = one.suspicious > 0 ? `, ${one.suspicious} marked as instructions` : ''
      console.log(one.error ? describeError(one.error) : `${one.path}  ${one.outcome}, ${one.chunks} pieces${marked}`)
    },
  })
  return done.some((one) => one.outcome === 'failed') ? exitCodes.failed : exitCodes.ok
}
