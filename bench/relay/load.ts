/**
 * Callers: open sessions at a Moshi socket, send each a sound message every 40 ms, and measure how long its echo takes. All begin together;
 * what could not be sent in time is left out, never caught up with. Prints "measuring", then one JSON line.
 * Arguments: url, sessions, warm-up ms, window ms.
 */
import { EchoCaller, periodMs, speech } from './echo-caller.ts'
import type { Measured } from './summary.ts'

const [url = '', sessionsText = '1', warmMs = '2000', windowMs = '5000'] = process.argv.slice(2)
const sessions = Number(sessionsText)
/** Later than this a message is left out. */
const lateMs = 10
const openAtOnce = 25
const openMs = 30_000

const said = speech()
const delays: { readonly atMs: number; readonly ms: number }[] = []
let measuring = false
let sent = 0
let answered = 0
let skipped = 0
let gone = 0

function caller(index: number, ready: () => void, failed: (error: Error) => void): EchoCaller {
  return new EchoCaller(url, said, Math.floor((index * said.pages.length) / sessions), {
    ready,
    answered(sentMs, nowMs) {
      if (!measuring) return
      answered++
      delays.push({ atMs: nowMs, ms: nowMs - sentMs })
    },
    closed(error) {
      gone++
      failed(error)
    },
  })
}

const callers: EchoCaller[] = []
for (let i = 0; i < sessions; i += openAtOnce) {
  const batch = Array.from({ length: Math.min(openAtOnce, sessions - i) }, (_, j) => {
    return new Promise<void>((resolve, reject) => callers.push(caller(i + j, resolve, reject)))
  })
  const late = new Promise<never>((_, reject) =>
    setTimeout(() => reject(new Error('the relay opens no sessions')), openMs).unref(),
  )
  await Promise.race([Promise.all(batch), late])
}

const startMs = performance.now() + 50
let due = 0
const timer = setInterval(() => {
  const now = performance.now()
  const upTo = Math.floor(((now - startMs) / periodMs) * sessions)
  const oldest = Math.floor(((now - lateMs - startMs) / periodMs) * sessions)
  if (oldest > due) {
    if (measuring) skipped += oldest - due
    due = oldest
  }
  // Each caller has its own phase, so that messages come evenly.
  while (due <= upTo) {
    callers[due++ % sessions]?.send(now)
    if (measuring) sent++
  }
}, 1)

await new Promise((resolve) => setTimeout(resolve, Number(warmMs)))
console.log('measuring')
measuring = true
const windowStart = performance.now()
await new Promise((resolve) => setTimeout(resolve, Number(windowMs)))
measuring = false
clearInterval(timer)
const seconds = (performance.now() - windowStart) / 1000

const quantile = (values: readonly number[], share: number) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))] ?? Number.NaN
/** A single stall of the machine must not decide: the median of the half seconds' 99th percentiles. */
const halves = Map.groupBy(delays, ({ atMs }) => Math.floor((atMs - windowStart) / 500))
const p99s = [...halves.values()].map((half) =>
  quantile(
    half.map(({ ms }) => ms),
    0.99,
  ),
)
const measured: Measured = {
  seconds,
  sent,
  answered,
  skipped,
  gone,
  p50Ms: quantile(
    delays.map(({ ms }) => ms),
    0.5,
  ),
  p99Ms: quantile(p99s, 0.5),
}
console.log(JSON.stringify(measured))
process.exit()
