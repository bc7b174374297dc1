/** `duet engine`: the local engine in a process of its own. */
import { chooseBrain } from '../brain/choose.ts'
import { version } from '../config/version.ts'
import { startLocalEngine } from '../local/engine.ts'
import { createLog } from '../observe/log.ts'
import { startTraces } from '../observe/traces.ts'
import { type ConfigFlags, readConfig } from './flags.ts'
import { urlHost } from './ports.ts'
import { runRole } from './role.ts'

export function engine(flags: ConfigFlags & { readonly supervised?: true }): Promise<number> {
  return runRole(async () => {
    const { config } = readConfig(flags)
    const log = createLog({ level: config.DUET_LOG_LEVEL, name: 'engine' })
    const flushTraces = startTraces('engine', version)
    const { brain, why } = await chooseBrain(config, {
      onFailure: (error) => log.warn({ err: error }, 'the brain did not answer; the built-in one stands in'),
    })
    log.info({ brain: brain.name, why }, 'brain chosen')
    const running = await startLocalEngine({
      host: config.DUET_HOST,
      port: config.MOSHI_PORT,
      maxCalls: config.DUET_ENGINE_SESSIONS,
      modelsDir: config.DUET_MODELS_DIR,
      ear: config.DUET_EAR,
      mouth: config.DUET_MOUTH,
      brain,
      log,
    })
    const close = async () => {
      await running.close()
      await flushTraces?.()
    }
    return { address: `ws://${urlHost(config.DUET_HOST)}:${running.port}/api/chat`, close }
  }, flags.supervised === true)
}
