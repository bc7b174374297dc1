/**
 * The duplex benchmark, after Full-Duplex-Bench v1 and v1.5: `npm run bench:duplex -- [--url ws://…] [--quick] [--family F,G]
 * [--out DIR] [--concurrency 1] [--wav] [--set calibration] [--sweep yield=300,420,600,900]`. Without `--url` it starts the local engine with its built-in brain.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { loadConfig } from '../../src/config/config.ts'
import { defaultTurnTaking, type TurnTakingOptions } from '../../src/local/turn-state.ts'
import { createEar } from '../../src/speech/ear.ts'
import { readClip } from './clip-file.ts'
import { startEngine } from './engine-process.ts'
import { type Family, families, type Item, itemsPerFamily, makeItems } from './families.ts'
import { clipManifestSchema } from './item.ts'
import { sets } from './plans.ts'
import { type ItemResult, runItems } from './run-items.ts'
import type { Score } from './score-item.ts'
import { percentile } from './scoring.ts'
import { type Figure, figuresOf, figureTable, publishedTable, table } from './summary.ts'

const { values: flags } = parseArgs({
  options: {
    url: { type: 'string' },
    quick: { type: 'boolean', default: false },
    family: { type: 'string' },
    out: { type: 'string' },
    concurrency: { type: 'string' },
    sweep: { type: 'string' },
    wav: { type: 'boolean', default: false },
    set: { type: 'string', default: 'benchmark' },
  },
})

/** A tenth of the items, and never fewer than this. */
const quickItems = Math.max(3, Math.round(itemsPerFamily / 10))
/** A short run looks whether things work; several calls at once make its latencies a little longer. */
const quickConcurrency = 4
/** Breaks in the agent's sound that may be in a good call, ms in all. */
const mostLateMs = 250
/** What a sweep of the overlap's options is judged by. */
const sweepFamilies: readonly Family[] = ['interruption', 'user-backchannel']

const stop = new AbortController()
process.once('SIGINT', () => stop.abort())

const sweep = flags.sweep === undefined ? undefined : readSweep(flags.sweep)
const wanted = flags.family === undefined ? (sweep ? sweepFamilies : families) : flags.family.split(',').map(familyNamed)
const all = loadItems()
const items = wanted.flatMap((family) => chosen(family))
const out = flags.out ?? join('bench', 'out', 'duplex', new Date().toISOString().replaceAll(/[:.]/g, '-').slice(0, 19))
const concurrency = Number(flags.concurrency ?? (flags.quick ? quickConcurrency : 1))
const ear = await createEar({ model: 'whisper-base', modelsDir: loadConfig({ env: process.env }).config.DUET_MODELS_DIR })
try {
  if (sweep) await runSweep(sweep)
  else await runOnce(out, {})
} finally {
  await ear.close()
}

async function runOnce(folder: string, turnTaking: Partial<TurnTakingOptions>): Promise<readonly Figure[]> {
  const engine = flags.url === undefined ? await startEngine({ turnTaking }) : undefined
  try {
    const url = flags.url ?? engine?.url ?? ''
    console.log(`${items.length} items on ${engine ? 'the local engine' : url}, ${concurrency} at a time`)
    const results = await runItems(items, { url, ear, concurrency, folder, wav: flags.wav, signal: stop.signal, onResult: show })
    const figures = figuresOf(results.flatMap(({ score }) => score ?? []))
    report(folder, url, turnTaking, results, figures)
    return figures
  } finally {
    await engine?.close()
  }
}

async function runSweep({ option, values }: Sweep): Promise<void> {
  if (flags.url !== undefined) throw new Error('--sweep starts the local engine itself: leave out --url')
  const rows: string[][] = []
  for (const value of values) {
    const figures = await runOnce(join(out, `${option}-${value}`), { [option]: value })
    const shown = (family: Family, name: string): string => {
      const found = figures.find((figure) => figure.family === family && figure.name === name)
      return found?.value === undefined ? '–' : found.unit === 'ms' ? String(Math.round(found.value)) : found.value.toFixed(2)
    }
    rows.push([
      String(value),
      shown('interruption', 'stop latency, median'),
      shown('interruption', 'stop latency, p95'),
      shown('interruption', 'stopped'),
      shown('user-backchannel', 'goes on within 700 ms'),
    ])
    if (stop.signal.aborted) break
  }
  const text = table([option, 'stop p50 ms', 'stop p95 ms', 'stopped', 'floor kept'], rows)
  writeFileSync(join(out, 'sweep.md'), `${text}\n`)
  console.log(`\n${text}`)
}

type Sweep = { readonly option: keyof TurnTakingOptions; readonly values: readonly number[] }

function readSweep(given: string): Sweep {
  const [name = '', list = ''] = given.split('=')
  const numbers = Object.entries(defaultTurnTaking).filter(([, value]) => typeof value === 'number')
  const option = numbers.map(([key]) => key).find((key) => key === name || key === `${name}Ms`)
  const values = list.split(',').map(Number)
  if (option === undefined || values.length === 0 || values.some((value) => !Number.isFinite(value)))
    throw new Error(`--sweep is NAME=ms,ms,… with NAME one of ${numbers.map(([key]) => key).join(', ')}`)
  // The keys of the defaults are the names of the options.
  return { option: option as keyof TurnTakingOptions, values }
}

function familyNamed(name: string): Family {
  const found = families.find((family) => family === name)
  if (!found) throw new Error(`--family takes ${families.join(', ')}; '${name}' is none of them`)
  return found
}

function loadItems(): Item[] {
  if (!Object.hasOwn(sets, flags.set)) throw new Error(`--set takes ${Object.keys(sets).join(', ')}`)
  const folder = join(import.meta.dirname, 'items', flags.set)
  const { clips } = clipManifestSchema.parse(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')))
  return makeItems(
    clips.map((clip) => ({ clip, samples: readClip(join(folder, clip.file)) })),
    wanted,
  )
}

/** All items of a family, or for a short run some from all over it. */
function chosen(family: Family): Item[] {
  const own = all.filter((item) => item.family === family)
  if (!flags.quick) return own
  return own.filter((_, index) => index % Math.floor(own.length / quickItems) === 0).slice(0, quickItems)
}

function show({ id, score, why, lengthMs }: ItemResult): void {
  const { family: _, ...figures }: Partial<Score> = score ?? {}
  console.log(`${id.padEnd(20)} ${(lengthMs / 1000).toFixed(1).padStart(5)} s  ${why ?? JSON.stringify(figures)}`)
}

function report(
  folder: string,
  url: string,
  turnTaking: Partial<TurnTakingOptions>,
  results: readonly ItemResult[],
  figures: readonly Figure[],
): void {
  const unscored = results.filter(({ score }) => !score)
  const lateness = results.map(({ lateMs }) => lateMs)
  const late = lateness.filter((ms) => ms > mostLateMs).length
  const summary = [
    figureTable(figures),
    '',
    publishedTable(figures, flags.url === undefined ? 'Duet, local engine' : 'this run'),
    ...(unscored.length > 0 ? ['', `Not scored: ${unscored.map(({ id, why }) => `${id} (${why})`).join('; ')}.`] : []),
    '',
    `Breaks in the agent's sound because it came late: ${Math.round(percentile(lateness, 0.5) ?? 0)} ms an item (median), ${Math.round(percentile(lateness, 1) ?? 0)} at most.${late > 0 ? ` More than ${mostLateMs} in ${late} items: engine or machine were too slow for these latencies to count.` : ''}`,
  ].join('\n')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'summary.md'), `${summary}\n`)
  const record = { url, set: flags.set, quick: flags.quick, concurrency, turnTaking, figures, items: results }
  writeFileSync(join(folder, 'results.json'), `${JSON.stringify(record, null, 1)}\n`)
  console.log(`\n${summary}\n\nJSON and a picture of each item: ${folder}`)
}
