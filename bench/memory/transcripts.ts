/** Scripted calls with what a careful listener keeps of them, and how well extraction does on them. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import * as z from 'zod'
import type { Fact, Finding, HeardTurn } from '../../src/memory/extract/finding.ts'
import { fold } from '../../src/store/memory/terms.ts'

const words = z.array(z.union([z.string(), z.number()]).transform(String))
const schema = z.array(
  z.object({
    id: z.string(),
    at: z.union([z.string(), z.date()]).transform((at) => new Date(at).getTime()),
    turns: z.array(z.union([z.object({ a: z.string() }), z.object({ u: z.string() })])),
    facts: z.array(words).default([]),
    optional: z.array(words).default([]),
    gone: z.array(words).default([]),
  }),
)
export type Transcript = z.output<typeof schema>[number]

export function transcripts(set: 'held-out' | 'development'): readonly Transcript[] {
  const path = fileURLToPath(new URL(`./${set}/transcripts.yaml`, import.meta.url))
  return schema.parse(parse(readFileSync(path, 'utf8')))
}

export function turnsOf(transcript: Transcript): HeardTurn[] {
  return transcript.turns.map((turn, i) => ({
    turnId: `t${i}`,
    side: 'u' in turn ? 'user' : 'agent',
    text: 'u' in turn ? turn.u : turn.a,
    saidAt: transcript.at + i * 8000,
  }))
}

export type Judged = {
  readonly found: number
  readonly missed: readonly (readonly string[])[]
  readonly right: number
  readonly junk: readonly string[]
  /** Must not be current, and is. */
  readonly stale: readonly string[]
}

/** Compares what was kept with what should have been. Several facts may say one wanted thing in pieces; each counts once. */
export function judge(transcript: Transcript, findings: readonly Finding[]): Judged {
  const facts = findings.filter((one): one is Fact => one.type === 'fact').map((fact) => fold(`${fact.content}`))
  const has = (text: string, wanted: readonly string[]) => wanted.every((one) => new RegExp(one, 'i').test(text))
  const missed = transcript.facts.filter((wanted) => !facts.some((text) => has(text, wanted)))
  const allowed = [...transcript.facts, ...transcript.optional]
  const gone = facts.filter((text) => transcript.gone.some((wanted) => has(text, wanted)))
  const junk = facts.filter((text) => !gone.includes(text) && !allowed.some((wanted) => has(text, wanted)))
  return {
    found: transcript.facts.length - missed.length,
    missed,
    right: facts.length - junk.length - gone.length,
    junk,
    stale: gone,
  }
}
