/**
 * Half a year of memory: how often the right memory is among the first found, by four ways of searching; whether a digest ever holds what is
 * no longer so or more tokens than it may; and what extraction makes of scripted calls. `--tune` looks for the weights on its half.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { extract } from '../../src/memory/extract/extract.ts'
import { Memory } from '../../src/memory/memory.ts'
import { rank, weights } from '../../src/memory/ranking.ts'
import { defaultModelsDir } from '../../src/models/folder.ts'
import { createEmbedder } from '../../src/speech/embedder.ts'
import { openSqliteMemory } from '../../src/store/memory/open-sqlite.ts'
import type { Candidate } from '../../src/store/memory/port.ts'
import { everyone } from '../../src/store/memory/tables.ts'
import { queryTerms } from '../../src/store/memory/terms.ts'
import { outdated, type Question, questions, type Step, steps } from './months.ts'
import { judge, transcripts, turnsOf } from './transcripts.ts'

const dayMs = 86_400_000
const start = Date.parse('2025-12-01T18:00:00Z')
const nora = { userId: 'nora' }
const budgets = [40, 80, 110, 200]
const perArm = 50

const dir = mkdtempSync(join(tmpdir(), 'duet-bench-memory-'))
let now = start
const embedder = await createEmbedder({ modelsDir: process.env.DUET_MODELS_DIR ?? defaultModelsDir() })
const memory = new Memory({ store: await openSqliteMemory({ dir }), embedder, now: () => now })

const all = steps()
const ids = new Map<string, string>()
const digests = { read: 0, stale: 0, over: 0, tokens: 0 }
for (const day of new Set(all.map((step) => step.day))) {
  now = start + day * dayMs
  for (const step of all.filter((one) => one.day === day)) await live(step)
  await readDigests(day)
}
await memory.settle()
const keyOf = new Map([...ids].map(([key, id]) => [id, key]))

async function live(step: Step): Promise<void> {
  if (step.type === 'learn') {
    const { id } = await memory.learn(nora, 'semantic', { statement: step.text, source: 'extraction' }, { slot: step.slot })
    if (id !== undefined) ids.set(step.id, id)
  } else if (step.type === 'forget') await memory.forget(nora, [ids.get(step.id) ?? ''])
  else {
    const held = await memory.list(nora, { slot: step.slot })
    await memory.end(
      nora,
      held.map((item) => item.id),
    )
  }
}

async function readDigests(day: number): Promise<void> {
  const gone = outdated(all, day)
  for (const budgetTokens of budgets)
    for (const topic of [undefined, 'boat', 'mother']) {
      const { text, tokens } = await memory.digests.read({ ...nora, persona: 'duet' }, { budgetTokens, topic })
      digests.read++
      digests.tokens += tokens
      if (tokens > budgetTokens) digests.over++
      if ([...gone].some((one) => text.includes(one))) digests.stale++
    }
}

type Asked = Question & { readonly candidates: readonly Candidate[]; readonly newest: readonly string[] }
async function ask(half: 'tuned' | 'held-out'): Promise<Asked[]> {
  const newest = (await memory.list(nora, {}, { limit: 1000 })).map((item) => item.id)
  const asked: Asked[] = []
  for (const question of questions(half)) {
    const [values] = (await embedder.embed([question.text])) ?? []
    const candidates = await memory.store.search({
      userIds: ['nora', everyone],
      personas: [everyone],
      where: { validTo: null, forgottenAt: null },
      terms: queryTerms(question.text),
      vector: values && { model: embedder.id, values },
      limit: perArm,
    })
    asked.push({ ...question, candidates, newest })
  }
  return asked
}

type Arm = (asked: Asked) => readonly string[]
const by = (score: (one: Candidate) => number) => (asked: Asked) =>
  asked.candidates.toSorted((a, b) => score(b) - score(a)).map((one) => one.memory.id)
const arms: { readonly [name: string]: Arm } = {
  ours: (asked) => rank(asked.text, asked.candidates, now).map((one) => one.candidate.memory.id),
  'keywords only': by((one) => one.keyword),
  'vectors only': by((one) => one.cosine ?? -1),
  'rank fusion (k = 60)': (asked) => {
    const place = (list: readonly string[], id: string) => 1 / (60 + list.indexOf(id) + 1)
    const words = by((one) => one.keyword)({ ...asked, candidates: asked.candidates.filter((one) => one.keyword > 0) })
    const near = by((one) => one.cosine ?? -1)(asked)
    const score = (id: string) => (words.includes(id) ? place(words, id) : 0) + place(near, id)
    return near.toSorted((a, b) => score(b) - score(a))
  },
  'newest first': (asked) => asked.newest,
}

type Score = { readonly at1: number; readonly at5: number; readonly at10: number; readonly mrr: number }
function score(asked: readonly Asked[], arm: Arm): Score {
  const answerable = asked.filter((one) => one.answers.length > 0)
  const ranks = answerable.map((one) => {
    const found = arm(one).map((id) => keyOf.get(id) ?? '')
    return found.findIndex((key) => one.answers.includes(key)) + 1
  })
  const within = (k: number) => ranks.filter((place) => place > 0 && place <= k).length / ranks.length
  const mrr = ranks.reduce((sum, place) => sum + (place > 0 ? 1 / place : 0), 0) / ranks.length
  return { at1: within(1), at5: within(5), at10: within(10), mrr }
}

if (process.argv.includes('--tune')) {
  const asked = await ask('tuned')
  const tried = [0, 0.1, 0.2, 0.3, 0.4, 0.5].flatMap((keyword) =>
    [0, 0.1, 0.2, 0.35, 0.5].flatMap((exact) =>
      [0, 0.03, 0.06].map((recency) => {
        const tuned = { ...weights, keyword, exact, recency }
        const arm: Arm = (one) => rank(one.text, one.candidates, now, tuned).map((found) => found.candidate.memory.id)
        return { keyword, exact, recency, ...score(asked, arm) }
      }),
    ),
  )
  tried.sort((a, b) => b.mrr - a.mrr)
  console.table(tried.slice(0, 15))
}

const asked = await ask('held-out')
const rows = Object.fromEntries(Object.entries(arms).map(([name, arm]) => [name, score(asked, arm)]))
const answerable = asked.filter((one) => one.answers.length > 0).length
const percent = (share: number) => `${(100 * share).toFixed(1)} %`
console.log(
  `${ids.size} facts, ${questions('tuned').length + questions('held-out').length} questions; held-out half: ${answerable} that have an answer`,
)
console.log(`${''.padEnd(22)}recall@1  recall@5  recall@10    MRR`)
for (const [name, one] of Object.entries(rows))
  console.log(
    `${name.padEnd(22)}${percent(one.at1).padStart(8)}${percent(one.at5).padStart(10)}${percent(one.at10).padStart(11)}${one.mrr.toFixed(3).padStart(7)}`,
  )
if (process.argv.includes('--show'))
  for (const one of asked) {
    const found = (arms.ours?.(one) ?? []).slice(0, 3).map((id) => keyOf.get(id) ?? id)
    if (one.answers.length > 0 && !found.includes(one.answers[0] ?? ''))
      console.log(`  ${one.text} → ${found.join(', ')} (${one.answers.join(', ')})`)
  }

/** Of the questions on either half: whether the best found is said to be likely about it. */
const everyQuestion = [...asked, ...(await ask('tuned'))]
const told = { answerable: 0, likely: 0, unanswerable: 0, abstained: 0 }
for (const one of everyQuestion) {
  const [best] = await memory.recall(nora, one.text, { limit: 1, vectorDeadlineMs: 5000 })
  if (one.answers.length > 0) {
    told.answerable++
    if (best?.likely) told.likely++
  } else {
    told.unanswerable++
    if (!best?.likely) told.abstained++
  }
}
console.log(
  `likely where there is an answer: ${told.likely} of ${told.answerable}; unlikely where there is none: ${told.abstained} of ${told.unanswerable}`,
)
console.log(
  `digests: ${digests.read} read, ${digests.stale} with something no longer so, ${digests.over} over budget, ${(digests.tokens / digests.read).toFixed(0)} tokens in the mean`,
)

const kept = { wanted: 0, found: 0, kept: 0, junk: 0 }
for (const transcript of transcripts('held-out')) {
  const { found, right, junk, stale } = judge(transcript, extract(turnsOf(transcript), { timeZone: 'UTC' }))
  kept.wanted += transcript.facts.length
  kept.found += found
  kept.kept += right + junk.length + stale.length
  kept.junk += junk.length + stale.length
}
console.log(
  `extraction from held-out calls: recall ${percent(kept.found / kept.wanted)}, junk ${percent(kept.junk / kept.kept)} of ${kept.kept}`,
)

const out = fileURLToPath(new URL('../out/', import.meta.url))
mkdirSync(out, { recursive: true })
writeFileSync(
  `${out}memory.json`,
  `${JSON.stringify({ facts: ids.size, answerable, arms: rows, told, digests, extraction: kept }, undefined, 2)}\n`,
)
await memory.close()
await memory.store.close()
await embedder.close()
rmSync(dir, { recursive: true, force: true })
