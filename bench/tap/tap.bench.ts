/**
 * What listening along costs: conversations handed to the tap tick by tick, as they would come; its process's CPU time read from the kernel.
 * `node bench/tap/tap.bench.ts [--calls 10,50,100] [--seconds 20] [--talkative]`; talkative: the user never pauses
 */
import { readdirSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { OpusEncoder } from '../../src/audio/opus-codec.ts'
import { openTap, type TapLine } from '../../src/bridge/tap.ts'
import { loadConfig } from '../../src/config/config.ts'
import { createLog } from '../../src/observe/log.ts'
import { readClip } from '../duplex/clip-file.ts'
import { clipManifestSchema, clipRate } from '../duplex/item.ts'
import { seededRandom } from '../duplex/sound.ts'

const { values } = parseArgs({
  options: { calls: { type: 'string' }, seconds: { type: 'string' }, talkative: { type: 'boolean' } },
})
const callCounts = (values.calls ?? '10,50,100,150').split(',').map(Number)
const seconds = Number(values.seconds ?? 20)

const packetMs = 20
/** The tap hands over what came once in this time. */
const tickMs = 10
const packetSamples48 = packetMs * 48
/** Clients send four packets to a message. */
const messagePackets = 4
/** The kernel counts CPU time in hundredths of a second. */
const msPerClockTick = 10

/** Both sides of one conversation, over and over: a question, a pause, an answer as long, a pause. */
type Talk = { readonly user: readonly Uint8Array[]; readonly agent: readonly Uint8Array[] }

const items = new URL('../duplex/items/benchmark/', import.meta.url)
const { clips } = clipManifestSchema.parse(JSON.parse(readFileSync(new URL('manifest.json', items), 'utf8')))
const talks = Array.from({ length: 8 }, (_, i) => makeTalk(i))

function speech(kind: 'turn' | 'story', index: number, most: number): Float32Array {
  const of = clips.filter((clip) => clip.kind === kind)
  const clip = of[index % of.length]
  if (!clip) throw new RangeError('there is no such clip')
  return readClip(new URL(clip.file, items).pathname).subarray(0, most * clipRate)
}

function makeTalk(index: number): Talk {
  const random = seededRandom(index + 1)
  const question = speech('turn', index, 6)
  const answer = speech('story', index, 6)
  const pause = clipRate
  const length = question.length + answer.length + 2 * pause
  const room = Float32Array.from({ length }, () => (random() - 0.5) * 0.003) // about -61 dBFS
  const told = values.talkative ? speech('story', index + 8, length / clipRate) : question
  const user = room.map((noise, i) => noise + (told[i] ?? 0))
  const agent = new Float32Array(length)
  agent.set(answer, question.length + pause)
  return { user: encoded(user), agent: encoded(agent) }
}

function encoded(sound: Float32Array): Uint8Array[] {
  const encoder = new OpusEncoder({ sampleRate: clipRate, bitrate: 32_000 })
  const frame = (clipRate * packetMs) / 1000
  const whole = Math.floor(sound.length / frame)
  return Array.from({ length: whole }, (_, i) => encoder.encode(sound.slice(i * frame, (i + 1) * frame)))
}

/** CPU time of our child that runs the tap, ms. */
function tapCpuMs(): number {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('tap.worker')) continue
      const [, parent, ...rest] = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ')
      if (Number(parent) !== process.pid) continue
      return (Number(rest[9]) + Number(rest[10])) * msPerClockTick
    } catch {
      // a process that has just ended
    }
  }
  throw new Error('the tap has no process')
}

async function measure(calls: number): Promise<void> {
  const { config } = loadConfig({ flags: {} })
  const tap = openTap({ modelsDir: config.DUET_MODELS_DIR, log: createLog({ level: 'silent', name: 'tap' }) })
  let turns = 0
  const lines = Array.from({ length: calls }, () =>
    tap.open({ startSample: 0, userTurns: 0, agentTurns: 0, userWords: false }, (events) => {
      for (const event of events) if (event.type === 'turn.end') turns++
    }),
  )
  while (tap.status.vad === 'starting') await new Promise((resolve) => setTimeout(resolve, 20))
  const startMs = performance.now()
  const warmTicks = 3000 / tickMs
  let from = 0
  for (let tick = 0; tick < warmTicks + (seconds * 1000) / tickMs; tick++) {
    if (tick === warmTicks) from = tapCpuMs()
    sendDue(lines, tick)
    // The tap has what is due now before more is: a busy machine makes the run longer, not the figure worse.
    do await new Promise((resolve) => setTimeout(resolve, 5))
    while (tap.status.pendingBytes > 0)
  }
  const share = (tapCpuMs() - from) / (seconds * 1000)
  const slower = (performance.now() - startMs) / (3000 + seconds * 1000)
  const perCall = ((1000 * share) / calls).toFixed(2)
  console.log(`| ${calls} | ${perCall} | ${(calls / share).toFixed(0)} | ${turns} | ${slower.toFixed(2)} |`)
  await tap.close()
}

/** What comes in one tick of the tap: one call in eight sends its 80 ms. Each is at another place of its talk. */
function sendDue(lines: readonly TapLine[], tick: number): void {
  const ticksPerMessage = (messagePackets * packetMs) / tickMs
  for (const [i, line] of lines.entries()) {
    const talk = talks[i % talks.length]
    if (!talk || tick % ticksPerMessage !== i % ticksPerMessage) continue
    const first = Math.floor(tick / ticksPerMessage) * messagePackets
    for (let packet = first; packet < first + messagePackets; packet++) {
      const place = (packet + i * 37) % talk.user.length
      for (const side of ['user', 'agent'] as const) {
        const bytes = talk[side][place]
        if (bytes) line.sound(side, packet * packetSamples48, bytes)
      }
    }
  }
}

console.log('| calls | CPU ms per call and second | calls per core | turns | time taken / media time |\n|---|---|---|---|---|')
for (const calls of callCounts) await measure(calls)
process.exit(0)
