/**
 * The running summary of a call, made of its own sentences: what a fresh engine leg must know to go on. No language model, no clock;
 * one turn costs some microseconds, so it is kept up as turns end and is ready whenever a leg is.
 */
import type { Side } from '../protocol/session.ts'
import { type Remark, remarksOf, sentences } from './facts.ts'

export type SaidTurn = {
  readonly turnId: string
  readonly side: Side
  readonly text: string
  /** Nobody heard it: the user said it while no engine was listening, or the agent while the user was away. */
  readonly unheard?: boolean
}

/** Plain data, bounded. */
export type CallSummary = {
  readonly remarks: readonly Remark[]
  /** The latest turns, in the order they ended. */
  readonly turns: readonly SaidTurn[]
}

/** Sentences of a language model on the turns it was given. */
export type CallDigest = { readonly sentences: readonly string[]; readonly covers: ReadonlySet<string> }

/** One whole part of a prompt; the higher its priority, the longer it stays. Fits `PromptPart` of the personas. */
export type SummaryPart = { readonly text: string; readonly priority: number; readonly kind: string }

/** The oldest turn and the lightest remark go first. */
const limits = { remarks: 32, turns: 40, turnChars: 2000 } as const

/**
 * Priorities beside those of the persona, which reach from 100 (who it is) down. What is open comes before what is known, and that before
 * what was last said.
 */
export const summaryPriority = {
  goesOn: 96,
  open: 94,
  unheard: 95,
  missed: 92,
  digest: 76,
  fact: 62,
  promise: 66,
  exchange: 66,
  earlier: 40,
} as const

/** Begins the summary in the prompt of every later leg. */
export const goesOnText = 'This call has been going on; do not greet again.'

export const noSummary: CallSummary = { remarks: [], turns: [] }

/** A turn is over, or its words were corrected: the same `turnId` replaces the turn and what was kept of it. */
export function addTurn(summary: CallSummary, turn: SaidTurn): CallSummary {
  const text = clean(turn.text).slice(-limits.turnChars)
  if (text === '') return summary
  const said = { ...turn, text }
  const at = summary.turns.findIndex((one) => one.turnId === turn.turnId)
  const turns = at < 0 ? [...summary.turns, said].slice(-limits.turns) : summary.turns.with(at, said)
  const fresh = remarksOf({ turnId: turn.turnId, side: turn.side, text })
  const keys = new Set(fresh.map((one) => one.key))
  const others = summary.remarks.filter((one) => one.turnId !== turn.turnId && !keys.has(one.key))
  return { turns, remarks: bounded([...others, ...fresh]) }
}

/** Turns that no engine had heard are known to one now. */
export function settleUnheard(summary: CallSummary, turnIds: ReadonlySet<string>): CallSummary {
  const heard = ({ unheard: _, ...turn }: SaidTurn): SaidTurn => turn
  return { ...summary, turns: summary.turns.map((turn) => (turnIds.has(turn.turnId) ? heard(turn) : turn)) }
}

/**
 * The summary as parts of a prompt, in the order they are to stand: each is a whole sentence that makes sense without the others. Empty
 * before anything was said.
 * @param digest in place of what the patterns found in the turns it covers, where it was there in time
 */
export function summaryParts(summary: CallSummary, digest?: CallDigest): SummaryPart[] {
  const { turns } = summary
  if (turns.length === 0) return []
  const open = openQuestion(turns)
  const last = lastSaid(turns, open?.question)
  const shown = new Set([...last.user, ...last.agent])
  const parts: SummaryPart[] = [{ kind: 'goes-on', priority: summaryPriority.goesOn, text: goesOnText }]
  for (const text of digest?.sentences ?? []) {
    parts.push({ kind: 'digest', priority: summaryPriority.digest, text: clean(text) })
  }
  parts.push(...remarkParts(summary.remarks.filter((one) => !shown.has(one.text) && !digest?.covers.has(one.turnId))))
  parts.push(...exchangeParts(last))
  if (open) parts.push(openPart(open))
  for (const { side, text } of turns.filter((one) => one.unheard)) {
    const what = side === 'user' ? 'You have not yet answered this' : 'They were away and did not hear you say'
    const priority = side === 'user' ? summaryPriority.unheard : summaryPriority.missed
    for (const said of sentences(text).slice(-4)) parts.push({ kind: 'unheard', priority, text: `${what}: "${said}"` })
  }
  return parts
}

function remarkParts(remarks: readonly Remark[]): SummaryPart[] {
  return remarks.map((remark) => {
    const who = remark.side === 'user' ? 'They said' : remark.kind === 'promise' ? 'You promised' : 'You said'
    const base = remark.kind === 'promise' ? summaryPriority.promise : summaryPriority.fact
    return { kind: remark.kind, priority: base + remark.weight, text: `${who} "${remark.text}"` }
  })
}

type LastSaid = { readonly first: Side; readonly user: readonly string[]; readonly agent: readonly string[] }

/** The last turn of each side that was heard, without the question that is told apart. */
function lastSaid(turns: readonly SaidTurn[], question: string | undefined): LastSaid {
  const user = turns.findLastIndex((turn) => turn.side === 'user' && !turn.unheard)
  const agent = turns.findLastIndex((turn) => turn.side === 'agent' && !turn.unheard)
  return {
    first: user <= agent ? 'user' : 'agent',
    user: lastSentences(turns[user], question),
    agent: lastSentences(turns[agent], question),
  }
}

/** The last sentence of each is worth most; those before it make room first. */
function exchangeParts({ first, user, agent }: LastSaid): SummaryPart[] {
  const of = (side: Side): SummaryPart[] => {
    const said = side === 'user' ? user : agent
    const who = side === 'user' ? 'They last said' : 'You last said'
    return said.map((text, i) => {
      const priority = i === said.length - 1 ? summaryPriority.exchange + 12 : summaryPriority.earlier + i
      return { kind: 'exchange', priority, text: `${who} "${text}"` }
    })
  }
  return first === 'user' ? [...of('user'), ...of('agent')] : [...of('agent'), ...of('user')]
}

const lastSentences = (turn: SaidTurn | undefined, question: string | undefined) =>
  sentences(turn?.text ?? '')
    .filter((text) => text !== question)
    .slice(-3)

type OpenQuestion = { readonly by: Side; readonly question: string }

/** The question the latest turn ended with or held. */
function openQuestion(turns: readonly SaidTurn[]): OpenQuestion | undefined {
  const latest = turns.findLast((turn) => !turn.unheard)
  const question = latest && sentences(latest.text).findLast((text) => /[?？]['’)]*$/u.test(text))
  return latest && question !== undefined ? { by: latest.side, question } : undefined
}

function openPart({ by, question }: OpenQuestion): SummaryPart {
  const text = by === 'user' ? `They wait for your answer to "${question}"` : `You wait for their answer to "${question}"`
  return { kind: 'open', priority: summaryPriority.open, text }
}

/** Quotes and tags of the prompt's own are not to be had from what somebody says. */
function clean(text: string): string {
  return text
    .replaceAll(/["“”«»]/g, "'")
    .replaceAll(/[<>]/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
}

function bounded(remarks: readonly Remark[]): readonly Remark[] {
  let kept = [...remarks]
  while (kept.length > limits.remarks) {
    const least = Math.min(...kept.map((one) => one.weight))
    const out = kept.findIndex((one) => one.weight === least)
    kept = kept.toSpliced(out, 1)
  }
  return kept
}
