// Loaded into every process of a Duet under chaos, threads included: its wall clock is moved and its stores are slowed as the file at
// CHAOS_CONDITIONS says, {"clockAheadMs": 0, "storeDelayMs": 0}. performance.now() and timers are left alone.
import { readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { isMainThread } from 'node:worker_threads'

const file = process.env.CHAOS_CONDITIONS ?? ''
const lookEveryMs = 200
let lookedMs = Number.NEGATIVE_INFINITY
let conditions = { clockAheadMs: 0, storeDelayMs: 0 }

function current() {
  if (performance.now() - lookedMs < lookEveryMs) return conditions
  lookedMs = performance.now()
  try {
    conditions = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    // Just being written: what held before holds a moment longer.
  }
  return conditions
}

const RealDate = Date
const now = () => RealDate.now() + current().clockAheadMs
globalThis.Date = new Proxy(RealDate, {
  construct: (target, given, as) => Reflect.construct(target, given.length === 0 ? [now()] : given, as),
  apply: () => new RealDate(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
})

if (!isMainThread) {
  const pause = new Int32Array(new SharedArrayBuffer(4))
  const { exec } = DatabaseSync.prototype
  DatabaseSync.prototype.exec = function (sql) {
    const { storeDelayMs } = current()
    if (storeDelayMs > 0 && /^\s*COMMIT/i.test(sql)) Atomics.wait(pause, 0, 0, storeDelayMs)
    return exec.call(this, sql)
  }
}
