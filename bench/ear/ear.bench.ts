/**
 * The ear's figures: what it hears, and when. `npm run bench:ear -- [--quick] [--only accuracy|delay] [--model tiny.en,base] [--calls 1,2,4,8]
 * [--ears 1] [--sentences 60]`. All speech is synthetic. Delays count on an idle machine only.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { loadConfig } from '../../src/config/config.ts'
import { createEar, type EarModel } from '../../src/speech/ear.ts'
import { createMouth } from '../../src/speech/mouth.ts'
import { type AccuracyRow, accuracy } from './accuracy.ts'
import { type DelayRow, delays } from './delay.ts'
import { clips } from './speech.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean' },
    only: { type: 'string' },
    model: { type: 'string' },
    calls: { type: 'string' },
    ears: { type: 'string' },
    sentences: { type: 'string' },
    out: { type: 'string' },
  },
})
const models = (values.model ?? 'tiny.en,base')
  .split(',')
  .map((name): EarModel => (name === 'base' ? 'whisper-base' : 'whisper-tiny.en'))
const callCounts = (values.calls ?? '1,2,4,8').split(',').map(Number)
const ears = Number(values.ears ?? 1)
const sentences = Number(values.sentences ?? (values.quick ? 12 : 60))
const sentencesPerCall = values.quick ? 3 : 6
const modelsDir = loadConfig({}).config.DUET_MODELS_DIR
const out = values.out ?? fileURLToPath(new URL('../out/ear/', import.meta.url))

const text: string[] = [
  `Speech: synthetic (Kokoro clips of the duplex benchmark, Duet's voices joe and slt, espeak-ng). ${cpus()[0]?.model.trim()}, ${cpus().length} cores.`,
]
const results: Record<string, { accuracy?: readonly AccuracyRow[]; delay?: readonly DelayRow[] }> = {}
const say = (line: string): void => {
  text.push(line)
  console.log(line)
}

for (const model of models) {
  const result: (typeof results)[string] = {}
  results[model] = result
  if (values.only !== 'delay') {
    const [ear, mouth] = await Promise.all([createEar({ model, modelsDir }), createMouth({ modelsDir })])
    result.accuracy = await accuracy(ear, mouth, { sentences })
    await Promise.all([ear.close(), mouth.close()])
    say(`\n### ${model}\n\n| what | figure | of |\n|---|---|---|`)
    for (const { what, figure, of } of result.accuracy) say(`| ${what} | ${figure} | ${of} |`)
  }
  if (values.only !== 'accuracy') {
    say(
      `\n| ${model}, ${ears} ear(s): calls at once | finals | delay p50 / p95, ms | word errors | partials shed | finals lost | latest packet, ms |\n|---|---|---|---|---|---|---|`,
    )
    const rows: DelayRow[] = []
    for (const calls of callCounts) {
      const row = await delays(clips(['turn']), { modelsDir, model, ears, calls, sentencesPerCall })
      rows.push(row)
      say(
        `| ${calls} | ${row.finals} | ${row.delayP50Ms} / ${row.delayP95Ms} | ${(100 * row.wordErrors).toFixed(1)} % | ${row.partialsShed} | ${row.finalsLost} | ${row.latestPacketMs} |`,
      )
    }
    result.delay = rows
  }
}
mkdirSync(out, { recursive: true })
writeFileSync(`${out}/ear.json`, JSON.stringify(results, undefined, 2))
writeFileSync(`${out}/ear.md`, `${text.join('\n')}\n`)
process.exit(0)
