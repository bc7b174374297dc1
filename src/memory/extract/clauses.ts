/** A turn taken apart into plain clauses: contractions written out, fillers gone, and those left out that state nothing. Pure. */
import { sentences } from '../../conversation/facts.ts'

export type Clause = {
  /** Cleaned, in the case it was heard in. */
  readonly text: string
  /** The sentence it is from, word for word. */
  readonly quote: string
  /** Asked rather than told. */
  readonly question: boolean
}

const fillers =
  /\b(?:um+|uh+|er+m?|hmm+|you know|i mean|kind of|sort of|can you imagine|by the way|to be honest|honestly|actually|basically|literally|obviously|seriously|funnily enough|if you don't mind|if you do not mind|of course|i think|i guess|i suppose)\b,?/gi
const opening =
  /^(?:(?:and|but|so|well|oh|ah|yeah|yes|yep|no|nope|okay|ok|right|great|thanks|thank you|sure|exactly|listen|look|sorry|also|anyway|then|now|plus|because|hi|hello|hey|what|fine|ha|like|though|although|still|first|just|brilliant|lovely|please note|not much|mostly|cold|busy)\b[,.!;:]?\s*)+(?=\S)/i
const starts =
  "i|i'm|i've|i'd|i'll|we|we're|we've|my|our|he|he's|she|she's|they|they're|it's|it is|that's|his|her|their|please|don't|do not|call me|remember|mine"
const between = new RegExp(
  `\\s*(?:[,;:]\\s*(?:and|but|so|or|because|though|although|then|also|plus|since|while)?|\\b(?:and|but|so|because|though|although|then))\\s+(?:(?:um+|uh+|yeah|also|then|so|now),?\\s+)*(?=(?:${starts})\\b)`,
  'i',
)
const question =
  /^(?:(?:do|does|did|is|are|am|was|were|can|could|would|will|shall|should|have|has|may)(?:n't)?\s+(?:i|you|we|he|she|it|they|there|that|this|my|your|the|anyone|anybody)\b|(?:what|when|where|which|who|whose|why|how)\b)/i
const expansions: readonly (readonly [RegExp, string])[] = [
  [/[’`]/g, "'"],
  [/\bcan't\b/gi, 'cannot'],
  [/\bwon't\b/gi, 'will not'],
  [/\bmustn't\b/gi, 'must not'],
  [/\bi'm\b/gi, 'I am'],
  [/\b(we|they|you)'re\b/gi, '$1 are'],
  [/\b(he|she|it|that|there|who)'s (got|been|had|become|started|stopped|moved|turned)\b/gi, '$1 has $2'],
  [/\b(he|she|it|that|there|here|who)'s\b/gi, '$1 is'],
  [/\b(i|we|they|you)'ve\b/gi, '$1 have'],
  [/\b(i|we|they|you|he|she|it)'ll\b/gi, '$1 will'],
  [/\b(i|we|they|you|he|she|it)'d\b/gi, '$1 would'],
  [/n't\b/gi, ' not'],
  [/\b(have|has) got\b/gi, '$1'],
  [/\bi\b/g, 'I'],
]

const nameForm = "\\p{Lu}[\\p{L}'-]+"
/** Asides that name someone, put the plain way round before the sentence is taken apart. */
const asides: readonly (readonly [RegExp, string])[] = [
  [/\b(?:Dr|Mr|Mrs|Ms|Prof)\.? (?=\p{Lu})/gu, ''],
  [new RegExp(`\\b(${nameForm}), (?:that|who|he|she)(?:'s| is) (my|our) ([\\p{L}-]+)`, 'gu'), '$2 $3 $1'],
  [new RegExp(`\\b(?:there's (?:also )?)?(${nameForm}), (my|our) ([\\p{L}-]+)(?=[,.]|$)`, 'gu'), '$2 $3 $1'],
  [
    /\b(\w+)'s (?=(?:an?|the|from|in|at|on|called|named|my|our|allergic|very|really|not|going|coming|\d+|\w+ing|afraid|always|never|still|just)\b)/g,
    '$1 is ',
  ],
]
/** Speech written down without any sign: a new "I …" begins a clause where nothing leads into it. */
const runOn =
  /(?<!\b(?:that|if|when|what|because|and|but|so|as|than|like|where|think|know|say|said|since|before|after|while|how|why|who|which|the|a|my|or|told|whenever|until))\s+(?=(?:i(?:'m|'ve)?|we(?:'re|'ve)?|he(?:'s)?|she(?:'s)?)\s+(?!think|guess|mean|know|suppose|hope|bet)\w+)/g
/**
 * The same where there are names or commas, too, and "the house I live in" may be meant: only before what says something whole of the
 * speaker, a place or a thing with it.
 */
const surelyRunOn =
  /(?<!\b(?:that|if|when|what|because|and|but|so|as|than|like|where|think|know|say|said|since|before|after|while|how|why|who|which|the|a|my|or|told|whenever|until))\s+(?=I (?:(?:live|work|moved|grew up) (?:in|at|to|as|for|near) (?!now\b|then\b)\p{L}|(?:play|hate|love|collect|prefer|own|speak) (?!at\b|in\b|on\b|for\b|to\b|with\b|about\b|of\b|the most\b|most\b|best\b|so\b|is\b|was\b|are\b|were\b|has\b|it\b|him\b|her\b|them\b)\p{L}))/gu
/** "… and work as a welder": a second predicate of the same speaker. */
const second =
  /,? and (?:also |then )?(?=(?:work|live|play|love|hate|like|teach|study|speak|have|am|collect|enjoy|prefer|cannot|do not|was|grew up|run|own|go|moved|came|want)\b)/i
const leadIn = /^((?:every|each|most|on|in the|at the|these days|nowadays)(?: (?!I\b|we\b)[\w'-]+){0,3}),? (I|we) (.*)$/i

/** The clauses of what was said, in order. */
export function clausesOf(text: string): Clause[] {
  return sentences(text).flatMap((quote) => {
    const asked = /\?["')]*$/.test(quote)
    let reported = false
    const plain = asides.reduce((text, [form, put]) => text.replaceAll(form, put), quote.replaceAll('’', "'"))
    const pieces = /[,;A-Z]/.test(plain.slice(1).replaceAll(/\bI\b/g, '')) ? plain.split(surelyRunOn) : plain.split(runOn)
    return pieces.flatMap(apart).flatMap((piece) => {
      if (reported) return []
      // What follows somebody's "said" are the other's words.
      reported = reports.test(piece) && !/^(?:my|our)\b.{0,30}\bgot me\b/i.test(piece)
      const cleaned = clean(piece)
      if (cleaned === '') return []
      const isQuestion = asked || question.test(cleaned)
      return coordinated(cleaned.replace(leadIn, '$2 $3 $1')).map((text) => ({ text, quote, question: isQuestion }))
    })
  })
}

const reports =
  /\b(?:said|says|told|tells|asked|asks|goes|shouted|claims?|claimed|thinks?|thought|believes?|wrote|reckons?|sings?|he's like|she's like|was like|is like|were like)\b/i

/** Contractions written out, fillers and openings gone. */
export function clean(piece: string): string {
  let text = ` ${piece} `
  for (const [form, written] of expansions) text = text.replaceAll(form, written)
  text = text.replaceAll(fillers, ' ').replaceAll(/\s+/g, ' ').trim()
  let before: string
  do {
    before = text
    text = text.replace(opening, '').replace(/^[,;:.\s]+/, '')
  } while (text !== before)
  return text.replaceAll(/\s+([,.!?;:])/g, '$1').replace(/[\s,.!?;:]+$/, '')
}

const hypothetical =
  /\b(?:if|would|could|might|maybe|perhaps|probably|wish|imagine|suppose|wonder|pretend|kidding|joking|as if|unless|supposed to|thinking (?:about|of)|not sure|apparently|or something)\b/i
const fiction =
  /\b(?:in|from) (?:the|this|that|a|my) (?:film|movie|book|story|song|game|dream|novel|series|show|play|video|episode|poem|joke)\b/i

/** What is only thought, asked, joked or told of others' stories. */
export function isHypothetical(text: string): boolean {
  return hypothetical.test(text.replaceAll(/\bI would (?:rather|prefer|like you to)\b/gi, '')) || fiction.test(text)
}

/** "I live here and work there" as two clauses of the same speaker. */
function coordinated(text: string): string[] {
  const [subject] = /^(?:I|we)\b/i.exec(text) ?? []
  const at = subject === undefined ? null : second.exec(text)
  if (!subject || !at) return [text]
  return [text.slice(0, at.index), ...coordinated(`${subject} ${text.slice(at.index + at[0].length)}`)]
}

function apart(sentence: string): string[] {
  const pieces: string[] = []
  let rest = sentence
  for (;;) {
    const found = between.exec(rest)
    if (!found) break
    if (found.index > 0) pieces.push(rest.slice(0, found.index))
    rest = rest.slice(found.index + found[0].length)
  }
  return [...pieces, rest]
}
