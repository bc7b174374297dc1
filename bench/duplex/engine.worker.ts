/** The local engine as the benchmark's child process: takes its manners as JSON, says its port, ends with its parent. */
import { createBuiltInBrain } from '../../src/brain/built-in/built-in.ts'
import { loadConfig } from '../../src/config/config.ts'
import { startLocalEngine } from '../../src/local/engine.ts'
import { createLog } from '../../src/observe/log.ts'
import type { EngineReport, EngineWish } from './engine-process.ts'

// What `startEngine` passes and nobody else starts this process.
const wish = JSON.parse(process.argv[2] ?? '{}') as EngineWish
const { config } = loadConfig({ env: process.env })
const tell = (report: EngineReport): void => void process.send?.(report)
try {
  const engine = await startLocalEngine({
    host: '127.0.0.1',
    port: 0,
    maxCalls: 16,
    modelsDir: config.DUET_MODELS_DIR,
    ear: config.DUET_EAR,
    mouth: config.DUET_MOUTH,
    brain: createBuiltInBrain(),
    log: createLog({ level: 'warn', name: 'engine' }),
    turnTaking: wish.turnTaking,
  })
  process.once('disconnect', () => void engine.close().finally(() => process.exit(0)))
  tell({ type: 'ready', port: engine.port })
} catch (thrown) {
  tell({ type: 'failed', message: thrown instanceof Error ? thrown.message : String(thrown) })
  process.disconnect()
}
