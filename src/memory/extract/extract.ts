/** Facts from the turns of a call, by rules: only what the user said, each with the words it was heard in. Pure. */
import { type Clause, clausesOf, isHypothetical } from './clauses.ts'
import { dated } from './dates.ts'
import type { Draft, Ending } from './draft.ts'
import type { ExtractOptions, Fact, Finding, HeardTurn } from './finding.ts'
import { refusal } from './gate.ts'
import { aboutPerson, Company, introductions } from './people.ts'
import { aboutSelf } from './self.ts'
import { putRight, spokenToMemory } from './spoken.ts'
import { aboutThing, answerTo, ownName } from './things.ts'
import { others, sentence } from './third-person.ts'
import { wish } from './wishes.ts'

/** Facts of one call beyond this are chatter. */
const mostFacts = 60

/** In the order they were said. The agent's turns are read only to understand short answers. */
export function extract(turns: readonly HeardTurn[], options: ExtractOptions): Finding[] {
  const listener = new Listener(options)
  for (const turn of turns) listener.hear(turn)
  return listener.findings.slice(0, mostFacts)
}

class Listener {
  findings: Finding[] = []
  readonly #options: ExtractOptions
  readonly #company: Company
  #asked = ''
  #userTurns = 0
  #lastUserTurn = ''
  /** The clause the last dated or named fact came from, for "I meant …". */
  #lastClause: Clause | undefined

  constructor(options: ExtractOptions) {
    this.#options = options
    this.#company = new Company(options.people)
  }

  hear(turn: HeardTurn): void {
    if (turn.side === 'agent') {
      this.#asked = turn.text
      return
    }
    this.#userTurns++
    for (const clause of clausesOf(turn.text)) this.#take(clause, turn)
    this.#asked = ''
    this.#lastUserTurn = turn.turnId
  }

  #take(clause: Clause, turn: HeardTurn): void {
    const spoken = spokenToMemory(clause.text)
    if (spoken?.type === 'forget') return this.#forget(spoken.about, clause, turn)
    if (spoken?.type === 'remember') {
      const inner = { ...clause, text: spoken.text, question: false }
      const found = this.#facts(inner, turn)
      const told: Draft = { content: sentence(others(spoken.text)), category: 'fact', importance: 'high', confidence: 0.95 }
      this.#keep(found.length > 0 ? found : [told], inner, turn, true)
      return
    }
    if (spoken?.type === 'meant' && this.#lastClause) {
      const text = putRight(this.#lastClause.text, spoken.text, turn.saidAt, this.#options.timeZone)
      if (text !== undefined) this.#replaceLast({ ...clause, text }, turn)
      return
    }
    const wanted = wish(clause.text)
    if (wanted) return this.#keep([wanted], clause, turn)
    if (clause.question) return
    this.#keep(this.#facts(clause, turn), clause, turn)
  }

  #facts(clause: Clause, turn: HeardTurn): (Draft | Ending)[] {
    const { text } = clause
    const answers = answerTo(this.#asked, text, this.#company)
    if (isHypothetical(text)) return []
    const name = ownName(text, this.#userTurns === 1 || /\bname\b/i.test(this.#asked))
    const date = dated(text, turn.saidAt, this.#options.timeZone)
    const met = introductions(text, this.#company)
    const self = name ?? aboutSelf(text, date, turn.saidAt)
    const people = self ? [] : aboutPerson(text, this.#company, date, turn.saidAt)
    const thing = self || people.length > 0 ? undefined : aboutThing(text, date, turn.saidAt)
    return unique([...answers, ...met, ...(self ? [self] : []), ...people, ...(thing ? [thing] : [])])
  }

  #keep(drafts: readonly (Draft | Ending)[], clause: Clause, turn: HeardTurn, explicit = false): void {
    for (const draft of drafts) {
      if ('ended' in draft) {
        this.findings.push({ type: 'ended', slot: draft.ended, about: draft.about, turnId: turn.turnId, quote: clause.quote })
        continue
      }
      if (refusal(draft.content, clause.quote, turn.text) !== undefined) continue
      const fact: Fact = {
        type: 'fact',
        kind: draft.kind ?? 'semantic',
        category: draft.category,
        content: draft.content,
        slot: draft.slot ?? '',
        importance: draft.importance ?? 'normal',
        confidence: explicit ? Math.max(0.95, draft.confidence ?? 0) : (draft.confidence ?? 0.8),
        turnId: turn.turnId,
        quote: clause.quote,
        ...(draft.at !== undefined && { at: draft.at }),
        ...(draft.expiresAt !== undefined && { expiresAt: draft.expiresAt }),
        ...(draft.person && { person: draft.person }),
        ...(explicit && { explicit }),
      }
      this.findings.push(fact)
      this.#lastClause = clause
    }
  }

  /** What was just said, or what the words tell. */
  #forget(about: string, clause: Clause, turn: HeardTurn): void {
    const turnIds = about === '' ? [this.#lastUserTurn, turn.turnId].filter((id) => id !== '') : []
    if (about === '') this.findings = this.findings.filter((one) => one.type !== 'fact' || !turnIds.includes(one.turnId))
    this.findings.push({ type: 'forget', turnIds, about, turnId: turn.turnId, quote: clause.quote })
    this.#lastClause = undefined
  }

  #replaceLast(clause: Clause, turn: HeardTurn): void {
    const drafts = this.#facts({ ...clause, question: false }, turn)
    const wrong = this.findings.findLast((one) => one.type === 'fact')
    if (drafts.length === 0 || !wrong) return
    this.findings = this.findings.filter((one) => one !== wrong)
    // The evidence is what was said now: the rest of the sentence was said before.
    const before = this.findings.length
    this.#keep(drafts, { ...clause, text: clause.text }, turn)
    if (this.findings.length === before) this.findings.push(wrong)
  }
}

function unique(drafts: readonly (Draft | Ending)[]): (Draft | Ending)[] {
  const seen = new Set<string>()
  return drafts.filter((draft) => {
    const key = 'ended' in draft ? `ended ${draft.ended} ${draft.about}` : draft.content
    return seen.has(key) ? false : seen.add(key)
  })
}
