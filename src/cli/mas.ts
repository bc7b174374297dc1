/** `duet mas`: the orchestrator (memory, agents) in a process of its own. */
import { chooseStructured } from '../brain/choose.ts'
import type { Config } from '../config/config.ts'
import { version } from '../config/version.ts'
import { createMas } from '../mas/mas.ts'
import { createLog, type Log } from '../observe/log.ts'
import { startTraces } from '../observe/traces.ts'
import { toDuetError } from '../protocol/errors.ts'
import { createEmbedder } from '../speech/embedder.ts'
import type { Embedder } from '../speech/speech.ts'
import { openMemoryStore } from '../store/memory/open.ts'
import { bridgeAddress } from './bridge-client.ts'
import { type ConfigFlags, readConfig } from './flags.ts'
import { runRole } from './role.ts'

export function mas(flags: ConfigFlags & { readonly supervised?: true }): Promise<number> {
  return runRole(async () => {
    const { config } = readConfig(flags)
    const log = createLog({ level: config.DUET_LOG_LEVEL, name: 'mas' })
    const flushTraces = startTraces('mas', version)
    const store = await openMemoryStore(config)
    const embedder = await openEmbedder(config, log)
    const model = await chooseStructured(config)
    const running = createMas({ config, log, store, embedder, model, version, bridgeUrl: bridgeAddress(config) })
    const close = async (reason: string) => {
      await running.close(reason)
      await embedder?.close()
      await store.close()
      await flushTraces?.()
    }
    try {
      return { address: await running.start(), close }
    } catch (thrown) {
      await close('it could not start')
      throw thrown
    }
  }, flags.supervised === true)
}

/** Without the model memories are found by their words alone. */
async function openEmbedder(config: Config, log: Log): Promise<Embedder | undefined> {
  try {
    return await createEmbedder({ modelsDir: config.DUET_MODELS_DIR })
  } catch (thrown) {
    const { code, message } = toDuetError(thrown)
    log.warn({ code, reason: message }, 'no embedding model; memories are found by their words alone')
    return undefined
  }
}
