/** `duet bridge`: API, sockets and page in a process of their own. */
import { createBridge } from '../bridge/bridge.ts'
import { version } from '../config/version.ts'
import { createLog } from '../observe/log.ts'
import { startTraces } from '../observe/traces.ts'
import { openJournal } from '../store/open.ts'
import { type ConfigFlags, readConfig } from './flags.ts'
import { runRole } from './role.ts'

export function bridge(flags: ConfigFlags & { readonly supervised?: true }): Promise<number> {
  return runRole(async () => {
    const { config } = readConfig(flags)
    const log = createLog({ level: config.DUET_LOG_LEVEL, name: 'bridge' })
    const flushTraces = startTraces('bridge', version)
    const journal = await openJournal({
      dir: config.DUET_DATA_DIR,
      onFailing: (error) =>
        error ? log.error({ err: error }, 'the journal cannot be written') : log.info('the journal is written again'),
    })
    try {
      const running = createBridge({ config, log, journal })
      const { page } = await running.start()
      return {
        address: `${page}/test-voice`,
        prove: (engine) => running.prove(engine),
        servers: (reports) => running.managed(reports),
        drain: { ms: config.DUET_DRAIN * 1000, run: () => running.drain(config.DUET_DRAIN * 1000) },
        close: async (reason) => {
          await running.close(reason)
          await journal.close()
          await flushTraces?.()
        },
      }
    } catch (thrown) {
      await journal.close()
      throw thrown
    }
  }, flags.supervised === true)
}
