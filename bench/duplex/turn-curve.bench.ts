/**
 * How long the engine waits against how often it breaks in: replays the calibration set's finished turns, paused turns and stories through
 * the engine's manners: `node bench/duplex/turn-curve.bench.ts [--each]`. `--each` names what went wrong.
 */
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { defaultTurnTaking } from '../../src/local/turn-state.ts'
import { defaultModelsDir } from '../../src/models/folder.ts'
import { createEar } from '../../src/speech/ear.ts'
import { createTurnEnd } from '../../src/speech/turn-end.ts'
import { createVadFactory } from '../../src/speech/vad.ts'
import { Replay, type Replayable, speechMs, type Trace } from './replay.ts'
import { percentile } from './scoring.ts'

/** An answer that is taken back sooner has said no more than three words: no takeover (in a story: two). */
const takeoverMs = { turn: 900, story: 450 } as const
const { values: flags } = parseArgs({ options: { each: { type: 'boolean', default: false } } })

const modelsDir = defaultModelsDir()
const [ear, turnEnd, vads] = await Promise.all([
  createEar({ modelsDir }),
  createTurnEnd({ modelsDir }),
  createVadFactory({ modelsDir }),
])
const replay = new Replay({ ear, turnEnd, vads }, fileURLToPath(new URL('../out/replay.json', import.meta.url)))
const folder = fileURLToPath(new URL('items/calibration', import.meta.url))
const items = await replay.load(folder, ({ kind }) => kind === 'turn' || kind === 'paused turn' || kind === 'story')
const results: { readonly item: Replayable; readonly trace: Trace; readonly takeover: boolean; readonly latencyMs: number }[] = []
for (const item of items) {
  const trace = await replay.run(item, defaultTurnTaking)
  const endMs = speechMs(item.clip)
  const longest = takeoverMs[item.clip.kind === 'story' ? 'story' : 'turn']
  const takeover = trace.answers.some(({ startMs, endMs: stopMs }) => Math.min(stopMs, endMs) - startMs > longest)
  const answer = trace.answers.find(({ endMs: stopMs }) => stopMs > endMs + 500)
  results.push({ item, trace, takeover, latencyMs: answer ? Math.max(0, answer.startMs - endMs) : Number.POSITIVE_INFINITY })
}
replay.save()
await Promise.all([ear.close(), turnEnd.close()])

const ofKind = (kind: string, pause?: string) =>
  results.filter(({ item: { clip } }) => clip.kind === kind && (pause === undefined || clip.pause?.kind === pause))
const share = (some: readonly { readonly takeover: boolean }[]): string =>
  `${(some.filter(({ takeover }) => takeover).length / some.length).toFixed(2)} of ${some.length}`
const finished = ofKind('turn').map(({ latencyMs }) => latencyMs)
console.log(
  `finished turns: waits ${[0.5, 0.75, 0.9, 0.95].map((at) => `p${at * 100} ${Math.round(percentile(finished, at) ?? 0)}`).join(', ')} ms`,
)
console.log(`finished turns cut: ${share(ofKind('turn'))}`)
for (const kind of ['filler', 'conjunction', 'noun phrase', 'object', 'complete'])
  console.log(`pause after ${kind}: takeover ${share(ofKind('paused turn', kind))}`)
console.log(`pauses: takeover ${share(ofKind('paused turn'))}`)
const paused = ofKind('paused turn').map(({ latencyMs }) => latencyMs)
console.log(`answers after paused turns: p50 ${percentile(paused, 0.5)}, p90 ${percentile(paused, 0.9)} ms`)
const stories = ofKind('story')
const toldMs = stories.reduce((sum, { item }) => sum + speechMs(item.clip), 0)
const murmurs = stories.reduce((sum, { trace }) => sum + trace.murmursMs.length, 0)
console.log(`stories: takeover ${share(stories)}; murmurs ${((murmurs * 1000) / toldMs).toFixed(3)}/s`)
console.log(`answers after stories: ${stories.map(({ latencyMs }) => Math.round(latencyMs)).join(', ')} ms`)
if (flags.each)
  for (const { item, trace, takeover, latencyMs } of results) {
    if (!takeover && (latencyMs < 1000 || item.clip.kind === 'paused turn')) continue
    console.log(`\n${item.clip.file} ${takeover ? 'TAKEOVER' : ''} ${Math.round(latencyMs)} ms: ${item.clip.text}`)
    for (const { atMs, effect } of trace.effects)
      if (effect.type === 'release')
        console.log(`  ${atMs}: after ${effect.silenceMs} ms, p ${effect.finished.toFixed(2)}: ${effect.text.slice(-90)}`)
      else if (effect.type === 'retract') console.log(`  ${atMs}: taken back`)
  }
