/**
 * What the engine does to itself when its voice comes back: calls with echoes of the calibration set's own seeds, replayed faster than they last on a
 * clock of their own, with real models: `node bench/duplex/echo-curve.bench.ts [--items 40] [--seed NAME] [--stall 5] [--each]`.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { createBuiltInBrain } from '../../src/brain/built-in/built-in.ts'
import { defaultModelsDir } from '../../src/models/folder.ts'
import { createEar } from '../../src/speech/ear.ts'
import { createMouth } from '../../src/speech/mouth.ts'
import type { Mouth } from '../../src/speech/speech.ts'
import { createTurnEnd } from '../../src/speech/turn-end.ts'
import { createVadFactory } from '../../src/speech/vad.ts'
import { readClip } from './clip-file.ts'
import { type Item, makeItems } from './families.ts'
import { clipManifestSchema } from './item.ts'
import { scoreItem } from './score-item.ts'
import { seededRandom, seedOf } from './sound.ts'
import { virtualCall } from './virtual-call.ts'

const { values: flags } = parseArgs({
  options: {
    items: { type: 'string', default: '40' },
    /** Other seeds, other echoes. */
    seed: { type: 'string', default: 'calibration' },
    /** The agent's sound stalls about so often, s. */
    stall: { type: 'string' },
    each: { type: 'boolean', default: false },
  },
})
/** What the mouth of two cores has. */
const voices = ['joe', 'slt']

const modelsDir = defaultModelsDir()
const [ear, turnEnd, vads, mouth] = await Promise.all([
  createEar({ modelsDir }),
  createTurnEnd({ modelsDir }),
  createVadFactory({ modelsDir }),
  createMouth({ modelsDir }),
])
const brain = createBuiltInBrain()
const models = { ear, turnEnd, vads, brain, mouth: remembering(mouth, fileURLToPath(new URL('../out/voice', import.meta.url))) }
const folder = fileURLToPath(new URL('items/calibration', import.meta.url))
const { clips } = clipManifestSchema.parse(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')))
const known = makeItems(
  clips.map((clip) => ({ clip, samples: readClip(join(folder, clip.file)) })),
  ['echo'],
)
const sums = { silences: 0, utterances: 0, lowered: 0, items: 0, lateMs: 0 }
for (let index = 0; index < Number(flags.items); index++) {
  const item = echoItem(index)
  const voice = voices[index % voices.length] ?? 'joe'
  const recording = await virtualCall(item, models, {
    voice,
    ...(flags.stall === undefined ? {} : { stallEveryS: Number(flags.stall) }),
  })
  const { score } = await scoreItem(recording, ear)
  if (score?.family !== 'echo') continue
  const lowered = recording.events.filter((event) => JSON.stringify(event).includes('"lowered"')).length
  sums.items += 1
  sums.silences += score.stops
  sums.utterances += score.selfHeard
  sums.lowered += lowered
  sums.lateMs += recording.lateMs
  if (!flags.each && score.stops + score.selfHeard === 0) continue
  const { gainDb, delayMs, driftMsPerSecond } = item.echo ?? { gainDb: 0, delayMs: 0, driftMsPerSecond: 0 }
  console.log(
    `${item.id} ${voice}, ${gainDb.toFixed(0)} dB, ${delayMs.toFixed(0)} ms, ${driftMsPerSecond.toFixed(2)} ms/s, late by ${recording.lateMs.toFixed(0)} ms: silences ${score.stops}, utterances ${score.selfHeard}, lowered ${lowered}`,
  )
}
console.log(
  `${sums.items} calls, the sound late by ${Math.round(sums.lateMs / sums.items)} ms in the mean: silences of its own making ${sums.silences}, own utterances taken for the caller's ${sums.utterances}, voice lowered ${sums.lowered} times`,
)
await Promise.all([ear.close(), turnEnd.close(), mouth.close(), brain.close()])

/** A benchmark's item with an echo that none of its items has. */
function echoItem(index: number): Item {
  const id = `${flags.seed}-echo-${index + 1}`
  const seed = seedOf(id)
  const random = seededRandom(seed)
  const item = known[index % known.length]
  if (!item) throw new Error('the calibration set has no items')
  const echo = { gainDb: -10 - 20 * random(), delayMs: 50 + 200 * random(), driftMsPerSecond: 0.1 + 0.4 * random() }
  return { ...item, id, seed, echo }
}

/** Says each sentence once, for all runs: no two of Piper's are the same. */
function remembering(mouth: Mouth, folder: string): Mouth {
  mkdirSync(folder, { recursive: true })
  return {
    ...mouth,
    async say(text, asked) {
      const key = createHash('sha256')
        .update(JSON.stringify([text, asked.voice, asked.speed ?? 1]))
        .digest('hex')
      const path = join(folder, `${key}.f32`)
      const sampleRate = 24_000
      if (existsSync(path))
        return { samples: new Float32Array(new Uint8Array(readFileSync(path)).buffer), sampleRate, aborted: false, ms: 0 }
      const spoken = await mouth.say(text, asked)
      if (!spoken.aborted)
        writeFileSync(path, new Uint8Array(spoken.samples.buffer, spoken.samples.byteOffset, spoken.samples.byteLength))
      return spoken
    },
  }
}
