/** Well-known facts: those written down one by one and those made from tables. */
import { animals } from '../collection/facts/animals.ts'
import { body } from '../collection/facts/body.ts'
import { culture } from '../collection/facts/culture.ts'
import { earth } from '../collection/facts/earth.ts'
import { food } from '../collection/facts/food.ts'
import { history } from '../collection/facts/history.ts'
import { science } from '../collection/facts/science.ts'
import { space } from '../collection/facts/space.ts'
import { sport } from '../collection/facts/sport.ts'
import { knownPeople, tableFacts } from '../fact-tables.ts'
import { type Fact, factFor, factFrom, indexed, questionsIn } from '../facts.ts'
import { plainOf } from '../heard.ts'
import { type Skill, say, type Turn } from '../skill.ts'

export const writtenFacts = [animals, body, culture, earth, food, history, science, space, sport]
  .flatMap((lines) => lines.split('\n'))
  .filter((line) => line.trim() !== '')

const index = indexed([...writtenFacts.map(factFrom), ...tableFacts()])

const heading =
  /^(?:the )?(?:largest|biggest|highest|tallest|longest|deepest|smallest|fastest|speed|distance|capital|boiling|freezing|population)\b/

/** Somebody the caller told of is meant before anyone known to all. */
function ofTheCaller(fact: Fact, turn: Turn): boolean {
  const names = fact.needed.flatMap((group) => group.flatMap(({ stems }) => stems))
  return turn.told.statements.some(
    ({ plain }) => /\b(?:my|our|called|named)\b/.test(plain) && names.some((name) => plain.split(' ').includes(name)),
  )
}

/** About the caller or somebody told of, not about the world. */
const personal = /\b(?:did|have|had|has|was|were|am|will) (?:i|we|he|she)\b|\b(?:i|he|she) (?:did|said|told|had|was)\b/
/** What a fact asked for by one word alone could not be about. */
const elsewhere = /\b(?:my|mine|he|she|him|her|his|this|that|get|gets|got|will|would|did you|are you)\b/

function factAsked(turn: Turn, least: number): string | undefined {
  const { heard } = turn
  if (heard.words.length > 18 || !(heard.asks || heading.test(heard.core)) || personal.test(heard.core)) return undefined
  return factIn(heard.core, turn, least)
}

function factIn(core: string, turn: Turn, least: number): string | undefined {
  let best: Fact | undefined
  for (const question of questionsIn(core)) {
    const fact = factFor(question, index, least)
    if (fact === undefined || fact.needed.length <= (best?.needed.length ?? 0)) continue
    if (fact.needed.length === 1 && elsewhere.test(core)) continue
    if (question.type === 'who' && ofTheCaller(fact, turn)) continue
    best = fact
  }
  return best?.says
}

/** Facts asked for in so many words that nothing else can be meant: they come before dates, sums and measures. */
export const knowingExactly: Skill<string> = {
  name: 'knowledge',
  match: (turn) => factAsked(turn, 2),
  answer: (text) => say(text),
}

/** "When did he die?", of somebody known to all who was named in the last answer. */
function ofWhomSpoken(turn: Turn): string | undefined {
  const { core, words } = turn.heard
  const pronoun = /\b(?:he|she|his|her)\b/.exec(core)?.[0]
  const said = turn.history.at(-1)
  if (pronoun === undefined || said?.side !== 'agent' || words.length > 9) return undefined
  const spoken = ` ${plainOf(said.text)} `
  const name = knownPeople.find((one) => spoken.includes(` ${one} `))
  if (name === undefined) return undefined
  const asked = core.replace(/\b(?:he|she|his|her)\b/, name)
  return factIn(asked, turn, 1)
}

export const knowing: Skill<string> = {
  name: 'knowledge',
  match: (turn) => factAsked(turn, 1) ?? ofWhomSpoken(turn),
  answer: (text) => say(text),
  again: (rest, previous) => {
    const { core } = previous.heard
    if (!previous.heard.asks || factAsked(previous, 1) === undefined) return undefined
    const wanted = rest.replace(/^(?:the|an?) /, '')
    // "And the second tallest": a superlative in place of another; else the last words in place of others.
    const superlative = /\b(?:second |third )?(?:\w+est|most \w+)\b/
    if (/(?:est|^most \w+)$/.test(wanted)) return superlative.test(core) ? core.replace(superlative, wanted) : undefined
    return core.replace(/\S+$/, wanted)
  },
}
