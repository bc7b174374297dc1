/** Rules for "my name is …", "my favourite … is …", "my thesis is due …", and for answers to what the agent has just asked. */
import { type Dated, isComing } from './dates.ts'
import { type Draft, topicKey } from './draft.ts'
import { type Company, label } from './people.ts'
import { plan } from './self.ts'
import { others, sentence } from './third-person.ts'
import { passing, relations } from './words.ts'

const nameForm = "(\\p{L}[\\p{L}'-]+(?: \\p{Lu}[\\p{L}'-]+){0,2})"
const isName = new RegExp(`^(?:my (?:first |full |real )?name is|I am called|this is|it is me,?) ${nameForm}(?= and\\b|$)`, 'iu')
const beCalled = new RegExp(
  `^(?:(?:please |just )*call me|(?:everybody|everyone|people|my friends|they|most people|friends) (?:just |usually |all )?calls? me|(?:I am|I go) (?:known as|by)|I would (?:rather|prefer|like) (?:that )?(?:you|to be) calle?d? ?(?:me)?|you can call me) ${nameForm}`,
  'iu',
)
const amName = /^I am (\p{Lu}[\p{L}'-]+(?: \p{Lu}[\p{L}'-]+)?)$/u
const amNow = /^I am (\p{Lu}[\p{L}'-]+) now$/u
const amLowName = /^I am (\p{L}{3,})(?= and I\b|$)/u
const notNames =
  /^(?:not|fine|good|okay|here|back|sorry|ready|sure|tired|happy|from|in|at|an?|the|your|so|really|just|going|calling|system|nobody|someone|admin|user|root|alone|english|german|french|american|british|italian|spanish|irish|dutch|polish|indian|chinese|jewish|christian|muslim|catholic)\b/i
const bodily =
  /\b(?:knees?|back|head|stomach|foot|feet|legs?|arms?|throat|eyes?|teeth|tooth|nose|shoulders?|neck|point|question|mistake|guess|fault|bad|turn|god|goodness|pleasure|way|problem|idea|mind|blood sugar)$/i

/** Who the speaker is. @param greeting whether this call has just begun or a name was asked for */
export function ownName(text: string, greeting: boolean): Draft | undefined {
  const called = beCalled.exec(text)
  if (called?.[1] && !notNames.test(called[1])) return identity(`Wants to be called ${capital(called[1])}.`, 'called')
  const told = isName.exec(text) ?? amNow.exec(text) ?? (greeting ? (amName.exec(text) ?? amLowName.exec(text)) : undefined)
  if (!told?.[1] || notNames.test(told[1])) return undefined
  return identity(`Their name is ${capital(told[1])}.`, 'name')
}

/** "My X is …" of things, not people. */
export function aboutThing(text: string, date: Dated, saidAt: number): Draft | undefined {
  const birthday = /^my birthday is (?:on )?(.+)$/i.exec(text)
  if (birthday) return birthdayOf(birthday[1] ?? '')
  const of = new RegExp(`^(?:my|our) (${relations})'s ([\\w ]+?) (is|are) (.+)$`, 'i').exec(text)
  if (of) {
    const [, relation = '', thing = '', verb = '', rest = ''] = of
    return {
      content: sentence(`Their ${relation}'s ${thing} ${verb} ${others(rest)}`),
      category: 'people',
      slot: `thing:${topicKey(`${relation} ${thing}`)}`,
      ...(/birthday/i.test(thing) && { importance: 'high' as const }),
    }
  }
  const match =
    /^(?:my|our) ((?:[\w'-]+ ){0,3}?[\w'-]+) ((?:is|are|was|were|starts?|ends?|leaves?|begins?|opens?|arrives?|takes place|has|have|gets?|got|belongs?|lives?|cost|costs|runs?)\b.*)$/i.exec(
      text,
    )
  if (!match) return undefined
  const [, thing = '', rest = ''] = match
  if (bodily.test(thing) || new RegExp(`^(?:\\w+ )?(?:${relations})$`, 'i').test(thing)) return undefined
  if (isComing(date, saidAt)) return plan(date.text.slice(text.length - rest.length), date, `Their ${thing}`)
  if (!/^(?:is|are|was|were|belongs?|lives?)\b/i.test(rest)) return undefined
  const said = rest.replace(/^(?:is|are|was|were)\s+(?:still |now |just |only |already )?/i, '')
  if (new RegExp(`^(?:\\w+ly )?(?:${passing}|broken|wrong|awful|terrible)\\b`, 'i').test(said) || said.split(' ').length > 18)
    return undefined
  const favourite = /^favou?rite\b/i.test(thing)
  return {
    content: sentence(`Their ${thing} ${others(rest)}`),
    category: favourite ? 'preference' : 'fact',
    slot: `thing:${topicKey(thing)}`,
  }
}

/** What a bare answer means by the question before it. */
export function answerTo(asked: string, text: string, company: Company): Draft[] {
  const drafts: Draft[] = []
  if (/\b(?:your name|who (?:am i|are you|is this)|what (?:should|shall|do) i call you|talking to)\b/i.test(asked)) {
    const bare = /^(?:[Ii]t is |[Tt]his is |I am )?(\p{Lu}[\p{L}'-]+(?: \p{Lu}[\p{L}'-]+)?)(?:\. \p{Lu}.*)?$/u.exec(text)
    if (bare?.[1] && !notNames.test(bare[1])) drafts.push(identity(`Their name is ${bare[1]}.`, 'name'))
  }
  if (/\bwhere (?:do you live|are you|do you come from|is home)\b/i.test(asked) && !/\bgoing\b/i.test(asked)) {
    const place = /^(?:I am |we are |we live |I live )?(?:in|near|outside) (\p{L}[\p{L}' -]*?)(?:,| with\b| and\b|$)/iu.exec(text)
    if (place?.[1] && !/^(?:the|my|bed|a)\b/i.test(place[1]))
      drafts.push({ content: `Lives in ${place[1]}.`, category: 'home', slot: 'home', importance: 'high' })
  }
  if (/\bbirthday\b/i.test(asked)) {
    const date = /^(?:it is |on |it is on )+(.+)$/i.exec(text)
    const draft = date ? birthdayOf(date[1] ?? '') : undefined
    if (draft) drafts.push(draft)
  }
  if (/\b(?:children|kids)\b/i.test(asked)) drafts.push(...children(text, company))
  return drafts
}

function children(text: string, company: Company): Draft[] {
  const found: Draft[] = []
  for (const [, name = '', age = ''] of text.matchAll(
    /\b(\p{Lu}[\p{L}'-]+) (?:is|just turned|turned|has turned|will be) (\d+|[a-z]+)\b/gu,
  )) {
    const person = company.meet({ relation: 'child', name, late: false })
    found.push({
      content: `${label(person)} is ${age}.`,
      category: 'people',
      slot: `person:${topicKey(name)}:age`,
      importance: 'high',
    })
  }
  return found
}

function birthdayOf(text: string): Draft | undefined {
  const day =
    /(?:the )?((?:\d{1,2}(?:st|nd|rd|th)?|[a-z-]+(?:st|nd|rd|th)) (?:of )?(?:january|february|march|april|may|june|july|august|september|october|november|december)|(?:january|february|march|april|may|june|july|august|september|october|november|december) (?:the )?(?:\d{1,2}(?:st|nd|rd|th)?|[a-z-]+(?:st|nd|rd|th)))\b/i.exec(
      text,
    )
  return day?.[1] ? identity(`Their birthday is ${day[1].replace(/^\w/, (c) => c.toLowerCase())}.`, 'birthday') : undefined
}

function identity(content: string, slot: string): Draft {
  return { content, category: 'identity', slot, importance: 'critical', confidence: 0.9 }
}

function capital(name: string): string {
  return name.replaceAll(/(?:^|\s)\p{L}/gu, (letter) => letter.toUpperCase())
}
