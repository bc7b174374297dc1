/** Rules for the people and animals in someone's life: who they are, what is said of them, and whom "she" means. */
import { type Dated, isComing } from './dates.ts'
import { type Draft, type Ending, topicKey } from './draft.ts'
import { plan } from './self.ts'
import { others, sentence } from './third-person.ts'
import { genderOf, passing, relationKey, relations, single } from './words.ts'

export type Person = { readonly relation: string; readonly name: string; readonly late: boolean }

const kind =
  '(?:(?:best|older|elder|younger|little|big|eldest|oldest|youngest|middle|twin|new|old|former|dear|good|close|other|first|second|lovely|ex)[ -])*'
const name = "(?:(?:Mr|Mrs|Ms|Dr|Mister|Missis|Doctor|Professor|Prof)\\.? )?\\p{Lu}[\\p{L}'-]+(?: \\p{Lu}[\\p{L}'-]+)?"
const mention = new RegExp(
  `\\b(?:my|our|My|Our) (late )?(${kind})(${relations})\\b(?:,? (?:called |named |whose name is )?(${name}))?`,
  'gu',
)
const named = new RegExp(
  `^(?:my|our) (late )?(${kind})(${relations})(?:'s name)? (?:is|was) (?:called |named )?(\\p{Lu}?[\\p{L}'-]+)$`,
  'iu',
)
const nameOnly = /^(?:my|our) .*'s name (?:is|was)\b/i
const spokenOf = new RegExp(
  `^(?:my|our|My|Our) (late )?(${kind})(${relations}),? (?:(?:called |named )?(${name}),?\\s+)?(.+)$`,
  'u',
)
const notName =
  /^(?:i|is|and|the|my|he|she|they|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may|june|july|august|september|october|november|december|mr|mrs)$/i

const speaks =
  /^(?:\w+ )?(?:said|says|told|tells|asks|asked|thinks?|thought|goes|calls me|wants me|reckons?|believes|wonders|knows|laughed|smiled|looked|seems|insisted|nearly|almost)\b/i
const states =
  /^(?:(?:also|still|just|now|only|really|always|usually|already|absolutely|never)\s+)*(?:is|are|was|were|has|have|had|lives?|works?|studies|study|plays?|teaches|runs?|loves?|likes?|hates?|enjoys?|prefers?|cannot|can|does not|do not|got|gets|goes to|moved|moves|starts?|started|speaks|collects|owns|drives|helps|comes|visits?|takes|looks after|used to|died|passed away|retired|graduated|turned|became|needs|wears|sings|paints|dances|builds|makes|sells|cooks|swims|owns|supports|suffers|eats|drinks|writes)\b/i
const events =
  /^(?:(?:also|just|now|finally|already)\s+)*(?:got|started|moved|became|died|passed away|retired|graduated|turned)\b/i
const worthy =
  /\b(?:died|passed away|promot\w+|job|married|engaged|divorced|pregnant|baby|degree|university|school|college|retired|away|head of|new|diagnosed|surgery|to \p{Lu})/iu
const transient = new RegExp(
  `^(?:\\w+ly )?(?:${passing}|stubborn|terrifying|kind|the best|way|bit|being|going|coming|getting|trying|having)\\b`,
  'i',
)
const anyone = /\b(?:somebody|someone|anybody|anyone|nobody|everyone|everybody)\b/i

/** Who has been spoken of, so that a pronoun or a bare name can be understood. */
export class Company {
  readonly #byName = new Map<string, Person>()
  #lastFemale: Person | undefined
  #lastMale: Person | undefined
  #last: Person | undefined

  constructor(known: ReadonlyMap<string, string> = new Map()) {
    for (const [knownName, relation] of known)
      this.#byName.set(knownName.toLowerCase(), { relation, name: knownName, late: false })
  }

  meet(person: Person): Person {
    const gender = genderOf(person.relation)
    if (person.name !== '') this.#byName.set(person.name.toLowerCase(), person)
    if (gender !== 'm') this.#lastFemale = person
    if (gender !== 'f') this.#lastMale = person
    this.#last = person
    return person
  }

  /** Whom "he", "she", "his", "her" or a name at the start of a clause means. */
  behind(word: string): Person | undefined {
    const low = word.toLowerCase()
    if (/^(?:she|her)$/.test(low)) return this.#lastFemale
    if (/^(?:he|his|him)$/.test(low)) return this.#lastMale
    const found = this.#byName.get(low)
    return found && this.meet(found)
  }

  get last(): Person | undefined {
    return this.#last
  }
}

/** How a person is written of: "Sister Ana", "Their sister". */
export function label(person: Person): string {
  const relation = relationKey(person.relation)
  const late = person.late ? 'late ' : ''
  return person.name === '' ? `Their ${late}${relation}` : `Their ${late}${relation} ${person.name}`
}

const calledSo = new RegExp(`\\b(?:an?|the|one|this) (?:\\w+ )?(${relations}) (?:called|named) (\\p{L}[\\p{L}'-]+)`, 'gu')
const several = new RegExp(
  `\\b(?:my|our|My|Our|two|three|four) (?:\\w+ )?(${relations})s,? (${name})(?:, (${name}))? and (${name})`,
  'gu',
)

/** Everyone named with what they are, anywhere in a clause. */
export function introductions(text: string, company: Company): Draft[] {
  const drafts: Draft[] = []
  for (const match of text.matchAll(mention)) {
    const [, late, , relation = '', called = ''] = match
    const person = { relation: relation.toLowerCase(), name: notName.test(called) ? '' : called, late: late !== undefined }
    company.meet(person)
    if (person.name !== '') drafts.push(introduction(person))
  }
  for (const [, relation = '', called = ''] of text.matchAll(calledSo))
    drafts.push(introduction(company.meet({ relation, name: capital(called), late: false })))
  for (const [, relation = '', ...names] of text.matchAll(several))
    for (const called of names.filter((one) => typeof one === 'string' && one !== ''))
      drafts.push(introduction(company.meet({ relation, name: called, late: false })))
  return drafts
}

/** What a clause says of a person, where it is about one. */
export function aboutPerson(text: string, company: Company, date: Dated, saidAt: number): (Draft | Ending)[] {
  const called = named.exec(text)
  if (called && (nameOnly.test(text) || /^\p{Lu}/u.test(called[4] ?? '')) && !transient.test(called[4] ?? '')) {
    const person = { relation: (called[3] ?? '').toLowerCase(), name: capital(called[4] ?? ''), late: called[1] !== undefined }
    return [introduction(company.meet(person))]
  }
  const theirName = /^(his|her|their) name is (\p{L}[\p{L}'-]+)/iu.exec(text)
  if (theirName) {
    const who = company.behind(theirName[1] ?? '') ?? company.last
    return who && who.name === '' ? [introduction(company.meet({ ...who, name: capital(theirName[2] ?? '') }))] : []
  }
  const parted = new RegExp(
    `^(?:(${name}) and (?:I|me)|(?:me|I) and (${name})|we) (?:broke up|split up|separated|got divorced)`,
    'u',
  ).exec(text)
  if (parted) return [{ ended: 'partner', about: parted[1] ?? parted[2] ?? '' }]
  const [person, said] = subject(text, company) ?? []
  if (!person || said === undefined || speaks.test(said) || anyone.test(said)) return []
  if (isComing(date, saidAt)) {
    const cut = date.text.slice(text.length - said.length)
    return [plan(cut, { ...date }, label(person))]
  }
  if (!states.test(said)) return []
  const predicate = said.replace(/^(?:(?:also|still|just|now|only|really|already|always)\s+)*(?:is|are|was|were)\s+/i, '')
  if (predicate !== said && transient.test(predicate)) return []
  if (events.test(said) && !worthy.test(said) && !/turned/i.test(said)) return []
  const who = person.name === '' ? relationKey(person.relation) : person.name
  const slot = `person:${topicKey(who)}:${aspect(said)}`
  return [{ content: sentence(`${label(person)} ${others(said)}`), category: 'people', slot, confidence: 0.8 }]
}

function subject(text: string, company: Company): [Person, string] | undefined {
  const own = spokenOf.exec(text)
  if (own) {
    const [, late, , relation = '', called = '', rest = ''] = own
    const isName = /^\p{Lu}/u.test(called) && !notName.test(called)
    const given = { relation: relation.toLowerCase(), name: isName ? called : '', late: late !== undefined }
    if (/^(?:'s|is name|and)\b/.test(rest)) return undefined
    const said = rest.replace(/^,?\s*(?:he|she|they)\s+/i, '')
    return [company.meet(given), isName || called === '' ? said : `${called} ${said}`]
  }
  const other = /^(he|she|\p{Lu}[\p{L}'-]+) (.+)$/u.exec(text) ?? /^(He|She) (.+)$/i.exec(text)
  const person = other ? company.behind(other[1] ?? '') : undefined
  return person && other ? [person, other[2] ?? ''] : undefined
}

function introduction(person: Person): Draft {
  const relation = relationKey(person.relation)
  const one = single.has(person.relation) && !person.late
  return {
    content: `Their ${person.late ? 'late ' : ''}${relation} ${person.late ? 'was' : 'is'} called ${person.name}.`,
    category: 'people',
    slot: one ? `relative:${relation}` : `relative:${relation}:${topicKey(person.name)}`,
    importance: /wife|husband|partner|son|daughter|child|girlfriend|boyfriend/.test(relation) ? 'high' : 'normal',
    confidence: 0.9,
    person: { relation, name: person.name },
  }
}

/** What of a person a predicate tells, for one fact each: how old, where, what they do; else its own words. */
function aspect(said: string): string {
  if (
    /^(?:is|turned|just turned|has turned|are) (?:now )?(?:\d+|\w+teen|\w+ty|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b/i.test(
      said,
    )
  )
    return 'age'
  if (/^lives?\b/i.test(said)) return 'home'
  if (/^works?\b|^(?:is|became) (?:an?|the) /i.test(said)) return 'job'
  return topicKey(said) || 'is'
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
