/** What is remembered from earlier calls, in the words the caller would use: "Lives in Malmö." is "I live in Malmö". Pure. */
import { plainOf } from './heard.ts'
import type { Statement } from './memory.ts'

const adverbs = '(?:(?:really|also|always|still|just|only|usually|mostly|often|never|currently|now|absolutely|already|mainly) )*'
/** Verbs a remembered sentence without a subject begins with; a name at its head is none of them. */
const verbs =
  'is|has|does|goes|was|had|cannot|can|must|will|should|may|used|lives|works|likes|loves|adores|enjoys|hates|dislikes|detests|loathes|prefers|wants|hopes|plans|intends|dreams|speaks|learns|studies|teaches|plays|collects|paints|draws|sings|dances|knits|sews|bakes|gardens|swims|jogs|runs|cycles|skis|surfs|sails|climbs|hikes|hunts|volunteers|brews|breeds|grows|meditates|prays|cooks|reads|writes|listens|watches|rides|drives|flies|keeps|sleeps|gets|wakes|eats|drinks|smokes|vapes|takes|uses|walks|commutes|meets|visits|trains|makes|pays|skips|wears|needs|owns|manages|moved|grew|came|comes|understands|knows|suffers|carries|injects|reports|leaves|starts|sees|travels|begins|retires|marries|turns|performs|returns|finishes|graduates|shares|resides|became|got|stopped|quit|gave|started|adopted|bought|sold|works|practises|practices|sometimes'
const withoutSubject = new RegExp(`^${adverbs}(?:${verbs})\\b`, 'i')
const firstForms: Readonly<Record<string, string>> = {
  is: 'am',
  has: 'have',
  does: 'do',
  goes: 'go',
  flies: 'fly',
  cannot: 'can not',
}
const unchanged =
  /^(?:was|had|can|must|will|should|may|used|moved|grew|came|became|got|stopped|quit|gave|started|adopted|bought|sold)$/
/** Several people, or one who may be a "they": what is "theirs" behind it may not be the caller's. */
const mayBeTheirs =
  /^(?:\w+ )?(?:(?:\w+(?<!s)s|children|people|partner|ex|spouse|twin|cousin|friend|boss|manager|colleague|neighbou?r|roommate|flatmate|housemate|doctor|dentist|therapist|teacher|coach|baby|child|kid|family|team|company|class|band)\b(?!'))/
/** Where "their" or "they" may mean those spoken of rather than the caller. */
const othersToo =
  /\b(?:and|parents|children|kids|sons|daughters|sisters|brothers|friends|neighbou?rs|twins|people|\w+s) .*\b(?:they|them|their|themselves)\b/i

/**
 * A remembered sentence as a statement in the caller's words; undefined where it can't be told whom it speaks of, since a wrong word here would
 * be a false one there.
 */
export function inOwnWords(note: string): string | undefined {
  const text = note.trim().replace(/[.!?]+$/, '')
  const asks = /^Asks: (?<what>.+)$/i.exec(text)?.groups?.what
  if (asks !== undefined) return asked(asks)
  if (/^Call on \S/.test(text)) return undefined
  const own = /^Their (?<rest>.+)$/.exec(text)?.groups?.rest
  if (own !== undefined) {
    return mayBeTheirs.test(own) && theirs.test(own) ? undefined : `my ${mine(own)}`
  }
  if (withoutSubject.test(text)) {
    const [, lead = '', verb = '', rest = ''] = new RegExp(`^(${adverbs})(\\S+)(.*)$`, 'i').exec(text) ?? []
    if (othersToo.test(rest)) return undefined
    return `I ${lead.toLowerCase()}${firstForm(verb)}${mine(rest.replaceAll(furtherVerb, (_, and: string, next: string) => `${and}${firstForm(next)}`))}`
  }
  return theirs.test(text) ? undefined : text.replace(/^(?:The|A|An|There)\b/, (word) => word.toLowerCase())
}

/** The remembered sentences as statements, as if told before the call's first word. */
export function knownStatements(known: readonly string[]): Statement[] {
  return known.flatMap((note) => {
    const text = inOwnWords(note)
    if (text === undefined) return []
    const plain = plainOf(text)
    return [{ text, plain, about: plain, at: -1 }]
  })
}

/** What they are called, by what is remembered. */
export function knownName(known: readonly string[]): string | undefined {
  for (const form of [/^Wants to be called (\p{L}[\p{L}'-]*)/iu, /^Their name is (\p{L}[\p{L}'-]*)/iu]) {
    const name = known.map((note) => form.exec(note)?.[1]).find((one) => one !== undefined)
    if (name !== undefined) return name
  }
  return undefined
}

const smallTalk =
  /\b(?:hates?|dislikes?|detests?|loathes?|(?:can ?not|can't) (?:stand|bear)|(?:does not|doesn't) (?:really )?(?:like|enjoy|want)|is not into|do not|don't|no|never|without|avoid|skip)\b.*\bsmall ?talk\b/i

/** Whether they want none of it at this hour, 0 to 23. */
export function unwillingToChat(known: readonly string[], hour: number): boolean {
  const note = known.find((one) => smallTalk.test(one))
  if (note === undefined) return false
  if (/\b(?:mornings?|before (?:noon|coffee|breakfast))\b/i.test(note)) return hour >= 4 && hour < 12
  if (/\b(?:evenings?|at night)\b/i.test(note)) return hour >= 18 || hour < 4
  return true
}

const theirs = /\b(?:they|them|their|theirs|themselves)\b/i
const furtherVerb =
  /\b((?:and|but|or) (?:also |still |never )?)(is|has|lives|works|likes|loves|hates|prefers|plays|speaks|studies|goes|does|wants)\b/g

function asked(what: string): string | undefined {
  const told = mine(what)
  const not = /^(?:do not|don't|never) (?<rest>.+)$/i.exec(told)?.groups?.rest
  if (not !== undefined) return `I asked you not to ${not}`
  return /^(?:from now on|in future|in the future)\b/i.test(told) ? undefined : `I asked you to ${told}`
}

function mine(text: string): string {
  return text
    .replaceAll(/\btheir\b/gi, 'my')
    .replaceAll(/\btheirs\b/gi, 'mine')
    .replaceAll(/\bthemselves\b/gi, 'myself')
    .replaceAll(/\bthey are\b/gi, 'I am')
    .replaceAll(/\bthey were\b/gi, 'I was')
    .replaceAll(/\bthey\b/gi, 'I')
    .replaceAll(/\bthem\b/gi, 'me')
}

/** "lives" as "live". */
function firstForm(verb: string): string {
  const low = verb.toLowerCase()
  if (firstForms[low] !== undefined) return firstForms[low]
  if (unchanged.test(low)) return low
  if (/ies$/.test(low)) return `${low.slice(0, -3)}y`
  if (/(?:ss|x|zz|ch|sh)es$/.test(low)) return low.slice(0, -2)
  return low.replace(/s$/, '')
}
