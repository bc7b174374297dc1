/** Asks the built-in brain every utterance of the evaluation set and prints how apt it answers, by category; `--show` prints what failed, `--set development` asks the set that may be read while improving, `--only fresh-1` one file of it. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { Said } from '../../src/brain/brain.ts'
import { createBuiltInBrain } from '../../src/brain/built-in/built-in.ts'
import { createBuiltInMind } from '../../src/brain/built-in/mind.ts'
import type { Reply } from '../../src/brain/built-in/skill-order.ts'
import { judge } from './judge.ts'

const patterns = z.array(z.string()).readonly()
const utteranceSchema = z.object({
  id: z.string(),
  category: z.string(),
  context: z.array(z.object({ side: z.enum(['user', 'agent']), text: z.string(), rest: z.string().optional() })).optional(),
  say: z.string(),
  expect: z.object({
    kind: z.enum(['reflect', 'honest-decline', 'apt-or-decline', 'safety']).optional(),
    anyOf: patterns.optional(),
    noneOf: patterns.optional(),
    about: patterns.optional(),
  }),
  note: z.string().optional(),
})
type Utterance = z.infer<typeof utteranceSchema>

const now = new Date('2026-03-14T15:26:00+01:00')
const timeZone = 'Europe/Berlin'
const persona = { name: 'Duet', role: '' }
/** An answer that says it does not know or did not understand, and the one that only listens. */
const fallbackSkills = new Set(['beyond', 'unclear', 'broken'])
const longestAnswerWords = 30

const spokenText = (reply: Reply): string =>
  reply.outputs
    .map((output) => (output.type === 'text' ? output.text : ''))
    .join('')
    .trim()

async function utterances(folder: string, only?: string): Promise<readonly Utterance[]> {
  const files = (await readdir(folder))
    .filter((file) => (only === undefined ? file.endsWith('.jsonl') : file === `${only}.jsonl`))
    .sort()
  const lines = await Promise.all(
    files.map(async (file) => (await readFile(`${folder}/${file}`, 'utf8')).split('\n').filter((line) => line.trim() !== '')),
  )
  return lines.flat().map((line) => utteranceSchema.parse(JSON.parse(line)))
}

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
const percent = (count: number, of: number): string => (of === 0 ? '–' : `${((100 * count) / of).toFixed(1)} %`)

const show = process.argv.includes('--show')
const setNames = { 'held-out': 'utterances', development: 'development' } as const
const setNamed = process.argv[process.argv.indexOf('--set') + 1]
const set = process.argv.includes('--set') && setNamed === 'development' ? 'development' : 'held-out'
const folder = fileURLToPath(new URL(`./${setNames[set]}`, import.meta.url))
const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : undefined
const all = await utterances(folder, only)

// As in the engine: the libraries' first use is over before the first caller speaks.
await createBuiltInBrain().close()
const mind = createBuiltInMind()

type Row = { total: number; apt: number; forbidden: number; fallback: number; reflected: number; named: number }
const rows = new Map<string, Row>()
const emptyRow = (): Row => ({ total: 0, apt: 0, forbidden: 0, fallback: 0, reflected: 0, named: 0 })
const tookMs: number[] = []
const answers = new Map<string, number>()
const inaptBy = new Map<string, Map<string, number>>()
let tooLong = 0

for (const { id, category, context, say, expect } of all) {
  const history: Said[] = [
    ...(context ?? []).map(({ side, text, rest }) => ({ side, text, ...(rest === undefined ? {} : { rest }) })),
    { side: 'user', text: say },
  ]
  const begun = performance.now()
  const reply = mind.reply({ persona, history, cause: 'user', now, timeZone })
  tookMs.push(performance.now() - begun)
  const answer = spokenText(reply)
  const verdict = judge(answer, expect)
  const row = rows.get(category) ?? emptyRow()
  rows.set(category, row)
  row.total += 1
  if (verdict.apt) row.apt += 1
  else {
    const by = inaptBy.get(category) ?? new Map<string, number>()
    const why = `${reply.skill}→${expect.kind ?? 'anyOf'}`
    inaptBy.set(category, by.set(why, (by.get(why) ?? 0) + 1))
  }
  if (verdict.forbidden) row.forbidden += 1
  if (fallbackSkills.has(reply.skill)) row.fallback += 1
  if (expect.kind === 'reflect') {
    row.reflected += 1
    if (verdict.named) row.named += 1
    answers.set(answer, (answers.get(answer) ?? 0) + 1)
  }
  const told = reply.skill === 'entertain' || reply.skill === 'control'
  if (!told && answer.split(/\s+/).length > longestAnswerWords) tooLong += 1
  if (show && !verdict.apt)
    console.log(`${id}${verdict.forbidden ? ' FORBIDDEN' : ''}: "${say}"\n   [${reply.skill}] ${answer.slice(0, 200)}`)
}
mind.close()

const sum = [...rows.values()].reduce((total, row) => {
  for (const key of ['total', 'apt', 'forbidden', 'fallback', 'reflected', 'named'] as const) total[key] += row[key]
  return total
}, emptyRow())
tookMs.sort((one, other) => one - other)
const latency = { p50: quantile(tookMs, 0.5), p95: quantile(tookMs, 0.95), max: tookMs.at(-1) ?? Number.NaN }

const line = (name: string, row: Row): string =>
  `${name.padEnd(14)} ${String(row.total).padStart(5)} ${percent(row.apt, row.total).padStart(9)} ${String(row.forbidden).padStart(7)} ${percent(row.fallback, row.total).padStart(10)}  ${[...(inaptBy.get(name) ?? [])].map(([skill, count]) => `${skill} ${count}`).join(', ')}`
console.log(
  `${'category'.padEnd(14)} ${'lines'.padStart(5)} ${'apt'.padStart(9)} ${'noneOf'.padStart(7)} ${'fallback'.padStart(10)}  inapt by skill`,
)
for (const [name, row] of [...rows].sort(([one], [other]) => one.localeCompare(other))) console.log(line(name, row))
console.log(line('all', sum))
console.log(
  `\nlistening back: ${answers.size} different answers to ${sum.reflected} tellings, ${percent(sum.named, sum.reflected)} name the topic`,
)
console.log(`answers over ${longestAnswerWords} words (but stories and repeats): ${tooLong}`)
console.log(
  `time per answer: p50 ${latency.p50.toFixed(2)} ms, p95 ${latency.p95.toFixed(2)} ms, max ${latency.max.toFixed(2)} ms`,
)

const out = fileURLToPath(new URL('../out/', import.meta.url))
await mkdir(out, { recursive: true })
await writeFile(
  `${out}brain${set === 'development' ? '-development' : ''}.json`,
  `${JSON.stringify({ lines: sum.total, apt: sum.apt / sum.total, forbidden: sum.forbidden, fallback: sum.fallback / sum.total, tooLong, latencyMs: latency, categories: Object.fromEntries(rows) }, undefined, 2)}\n`,
)
