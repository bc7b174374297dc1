/** The bridge by itself, with its tap or without. Takes the engine's URL and kind, "tap" or "no-tap", and a data folder, else it makes one; prints its port. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBridge } from '../../src/bridge/bridge.ts'
import type { Tap } from '../../src/bridge/tap.ts'
import { loadConfig } from '../../src/config/config.ts'
import { createLog } from '../../src/observe/log.ts'
import { openJournal } from '../../src/store/open.ts'

const deaf: Tap = {
  status: { vad: 'energy', calls: 0, pendingBytes: 0, shedPackets: 0, restarts: 0, ear: null },
  open: () => ({ sound() {}, gap() {}, note() {}, end: async () => {} }),
  settled: async () => {},
  close() {},
}
const [engine = '', kind = 'local', tap, dir = mkdtempSync(join(tmpdir(), 'duet-bench-'))] = process.argv.slice(2)
const { config } = loadConfig({
  flags: {
    DUET_ENGINES: `${kind}=${engine}?sessions=1000`,
    DUET_BRIDGE_PORT: '0',
    DUET_PAGE_PORT: '0',
    DUET_DATA_DIR: dir,
    DUET_MAX_SESSIONS: '5000',
  },
  env: process.env,
})
const log = createLog({ level: 'warn', name: 'bench' })
const journal = await openJournal({ dir })
const requests = { perSecond: 1e6, burst: 1e6 }
const bridge = createBridge({ config, log, journal, requests, ...(tap === 'tap' ? {} : { tap: deaf }) })
const { bridge: address } = await bridge.start()
process.on('SIGTERM', () => {
  const { calls, tap: heard } = bridge.status
  if (heard.shedPackets > 0) console.error(`the tap shed ${heard.shedPackets} packets of ${calls} calls`)
  process.exit()
})
// What is left after a collection, for the soak.
process.on('SIGUSR2', () => {
  globalThis.gc?.()
  console.log(JSON.stringify(process.memoryUsage()))
})
// Only now: whoever reads it may signal at once.
console.log(new URL(address).port)
