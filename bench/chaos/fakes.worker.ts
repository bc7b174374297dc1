/**
 * Fakes of PersonaPlex in one process, to be killed together. Arguments: ports. Prints {"ready":true}, then a line for each call that was
 * primed: {"asked", "effective"}, each with prompt and voice. Every 80 ms of sound is a step, so that priming takes a while.
 */
import { type FakeEngine, startFakeEngine } from '../../src/engines/fake/fake-engine.ts'

const lookEveryMs = 25
const stepMs = 4
const ports = process.argv.slice(2).map(Number)
const fakes = await Promise.all(
  ports.map((port, seed) => startFakeEngine({ as: 'personaplex', port, seed, quirks: { step: stepMs, 'slow-release': 300 } })),
)
const told = new Set<FakeEngine['calls'][number]>()
setInterval(() => {
  for (const call of fakes.flatMap((fake) => fake.calls)) {
    if (call.speaker === undefined || told.has(call)) continue
    told.add(call)
    console.log(JSON.stringify({ asked: call.asked, effective: call.effective }))
  }
}, lookEveryMs)
console.log(JSON.stringify({ ready: true }))
