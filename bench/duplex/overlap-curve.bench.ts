/**
 * Stop latency against floor kept: replays the calibration set's "yeah"s, noises and interruptions through the engine's manners, with one
 * option varied: `node bench/duplex/overlap-curve.bench.ts [--option yieldMs=300,640,1000 | --option overlapHearMs=224/512,288/576]`.
 */
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { defaultTurnTaking, type TurnTakingOptions } from '../../src/local/turn-state.ts'
import { defaultModelsDir } from '../../src/models/folder.ts'
import { createEar } from '../../src/speech/ear.ts'
import { createTurnEnd } from '../../src/speech/turn-end.ts'
import { createVadFactory } from '../../src/speech/vad.ts'
import type { Clip } from './item.ts'
import { Replay } from './replay.ts'
import { percentile } from './scoring.ts'
import { table } from './summary.ts'

const { values: flags } = parseArgs({
  options: {
    option: { type: 'string', default: 'yieldMs=300,420,520,640,760,900,1000' },
    each: { type: 'boolean', default: false },
  },
})
const [name = '', list = ''] = flags.option.split('=')
if (!Object.hasOwn(defaultTurnTaking, name))
  throw new Error(`--option is NAME=value,… with NAME one of ${Object.keys(defaultTurnTaking).join(', ')}`)

const modelsDir = defaultModelsDir()
const [ear, turnEnd, vads] = await Promise.all([
  createEar({ modelsDir }),
  createTurnEnd({ modelsDir }),
  createVadFactory({ modelsDir }),
])
const replay = new Replay({ ear, turnEnd, vads }, fileURLToPath(new URL('../out/replay.json', import.meta.url)))
const folder = fileURLToPath(new URL('items/calibration', import.meta.url))
const kinds: readonly Clip['kind'][] = ['backchannel', 'interruption', 'noise']
const overlaps = await replay.load(folder, ({ kind }) => kinds.includes(kind))

type Outcome = {
  readonly file: string
  readonly kind: Clip['kind']
  readonly loweredMs: number | undefined
  readonly yieldedMs: number | undefined
}
const rows: string[][] = []
for (const value of list.split(',')) {
  // The name was checked above, and a value that is no number or pair of numbers shows itself in the figures.
  const options = {
    ...defaultTurnTaking,
    [name]: value.includes('/') ? value.split('/').map(Number) : Number(value),
  } as TurnTakingOptions
  const outcomes: Outcome[] = []
  for (const overlap of overlaps) {
    const { effects } = await replay.run(overlap, options, true)
    const first = (type: string): number | undefined => effects.find(({ effect }) => effect.type === type)?.atMs
    outcomes.push({ file: overlap.clip.file, kind: overlap.clip.kind, loweredMs: first('lower'), yieldedMs: first('yield') })
  }
  const of = (kind: Clip['kind']): Outcome[] => outcomes.filter((outcome) => outcome.kind === kind)
  const kept = (kind: Clip['kind']): string =>
    (of(kind).filter(({ yieldedMs }) => yieldedMs === undefined).length / of(kind).length).toFixed(2)
  const stops = of('interruption').flatMap(({ yieldedMs }) => yieldedMs ?? [])
  const lowered = of('interruption').flatMap(({ loweredMs }) => loweredMs ?? [])
  const ms = (values: readonly number[], at: number): string => String(percentile(values, at) ?? '–')
  rows.push([
    value,
    kept('backchannel'),
    kept('noise'),
    (stops.length / of('interruption').length).toFixed(2),
    ms(lowered, 0.5),
    ms(stops, 0.5),
    ms(stops, 0.75),
    ms(stops, 0.95),
  ])
  if (flags.each)
    for (const { file, kind, yieldedMs } of outcomes)
      if (kind === 'interruption' ? (yieldedMs ?? Number.POSITIVE_INFINITY) > 450 : yieldedMs !== undefined)
        console.log(`${value} ${file}: ${yieldedMs} ms; ${overlaps.find(({ clip }) => clip.file === file)?.clip.text}`)
}
replay.save()
await Promise.all([ear.close(), turnEnd.close()])
console.log(table([name, 'floor kept', 'noise borne', 'yielded', 'lowered p50 ms', 'yields p50 ms', 'p75', 'p95'], rows))
