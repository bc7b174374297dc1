/** "What is a …", "what does … mean", "who was …", opposites and other words: from the dictionary. */
import { glossary, qualities } from '../collection/glossary.ts'
import { antonyms, synonyms } from '../collection/synonyms.ts'
import type { Dictionary, Entry, PartOfSpeech, Sense } from '../dictionary.ts'
import { type Skill, say } from '../skill.ts'
import { sentenceCase } from '../you-and-i.ts'
import { meaningAsked } from './meaning-forms.ts'

type Asked =
  | {
      readonly about: 'meaning'
      readonly words: string
      readonly article: string
      readonly anyPart: boolean
      readonly the: boolean
    }
  | { readonly about: 'person'; readonly name: string; readonly past: boolean }
  | { readonly about: 'place'; readonly name: string }
  | { readonly about: 'opposite' | 'synonym'; readonly word: string }
  | { readonly about: 'spelling'; readonly word: string }

const neverAWord =
  /^(?:it|that|this|these|those|there|up|new|on|going|wrong|happening|next|left|good|best|better|your|you|my|his|her|their|our|me|i|he|she|we|they|one|what|who|so|not|the matter|with|for|in|to|wrong with|love got|time|date|today|tomorrow|here|cooking|popping)\b/
const openQuestion =
  /\b(?:your|my|you|i|me|his|her|their|our|this|that|best|today|tonight|tomorrow|yesterday|currently|right now|latest|next)\b/

export function define(dictionary: Dictionary): Skill<Asked> {
  return {
    name: 'define',
    match: ({ heard }) => {
      const core = heard.core.replace(/^(?:so )?(what|who) exactly (is|are|was|were) /, '$1 $2 ')
      const spelled =
        /\b(?:how (?:do you|do i|would you|to) spell|how is|spell(?: out)?(?: for me)?(?: the word)?) (?:the word )?(?<word>[a-z'-]+)(?: spelled| spelt)?$/.exec(
          core,
        )
      if (spelled !== null && /\bspell/.test(core)) return { about: 'spelling', word: spelled.groups?.word ?? '' }
      const opposite = /\b(?:opposite|antonym) (?:of|for|to) (?:the word )?(?<word>[a-z-]+)$/.exec(core)?.groups?.word
      if (opposite !== undefined) return { about: 'opposite', word: opposite }
      const synonym =
        /\b(?:synonyms?|another word|other words?|a different word|similar words?) (?:of|for|to) (?:the word )?(?<word>[a-z-]+)$/.exec(
          core,
        )?.groups?.word
      if (synonym !== undefined) return { about: 'synonym', word: synonym }
      const roundabout = meaningAsked(core)
      if (roundabout !== undefined) {
        const known = glossary[roundabout.words] !== undefined || order.some((part) => dictionary.find(roundabout.words, part))
        if (known) return { about: 'meaning', ...roundabout, the: false }
      }
      const meant =
        /\bwhat (?:does|do) (?:the (?:word|term) )?(?<words>[a-z' -]+?) (?:mean|stand for)$/.exec(core) ??
        /\b(?:what is )?the (?:meaning|definition) of (?:the (?:word|term) )?(?<words>[a-z' -]+)$/.exec(core) ??
        /^what does it mean (?:to be|to|for (?:something|someone) to be|if (?:something|someone) is|when (?:something|someone) is) (?<words>[a-z' -]+)$/.exec(
          core,
        ) ??
        /^(?:what does|what do) (?:an? )?(?<words>[a-z' -]+?) do$/.exec(core) ??
        /^what (?:is|are) (?:an? |the )?(?<words>[a-z' -]+?) (?:used for|good for|for)$/.exec(core) ??
        /^what (?:kind|sort|type) of (?:an? )?(?:thing|animal|plant|person|food|tool|instrument|word|bird|fish|job|machine|place) (?:is|are) (?:an? |the )?(?<words>[a-z' -]+)$/.exec(
          core,
        ) ??
        /^(?:the )?(?:meaning|definition) of (?:the (?:word|term) )?(?<words>[a-z' -]+)$/.exec(core) ??
        /^(?:please )?define (?:the (?:word|term) )?(?<words>[a-z' -]+)$/.exec(core) ??
        /^(?:what is meant by|explain(?: the (?:word|term)| the meaning of)|the (?:word|term)) (?<words>[a-z' -]+)$/.exec(core)
      if (meant !== null) {
        const words = meant.groups?.words ?? ''
        if (/^(?:it|that|this|you|all that|life|you by that|he|she)$/.test(words)) return undefined
        const bare = words.replace(/^(?:a|an|the) /, '')
        return { about: 'meaning', words: bare, article: /^an? /.exec(words)?.[0] ?? '', anyPart: true, the: false }
      }
      const person = /^who (?<verb>is|was|were) (?<name>[\p{L} .'-]+?)(?: again| anyway)?$/u.exec(core)
      if (person !== null) return { about: 'person', name: person.groups?.name ?? '', past: person.groups?.verb !== 'is' }
      const place = /^where (?:is|are) (?<name>(?:the )?[\p{L} '-]+?)(?: located| exactly)?$/u.exec(core)?.groups?.name
      if (place !== undefined) return { about: 'place', name: place.replace(/^the /, '') }
      const thing =
        /^(?:what (?:is|are|was|were)|explain(?: to me)?(?: what)?|what|tell me about|describe(?: to me)?|what exactly (?:is|are)|what (?:on earth|in the world|the heck|the hell|the)? ?(?:is|are)|explain me|how would you (?:describe|explain|define)) (?<article>an? |the |some )?(?<words>[\p{L}' -]+?)(?: is| are| means| exactly| anyway| again| to me)*$/u.exec(
          core,
        )
      if (thing === null) return undefined
      const words = thing.groups?.words ?? ''
      // "What an atom" alone asks nothing; "what an atom is" does.
      if (
        /^what (?!is\b|are\b|was\b|were\b|exactly\b|on earth\b|in the world\b|the he)/.test(core) &&
        !/ (?:is|are|means)$/.test(core)
      )
        return undefined
      const article = thing.groups?.article ?? ''
      if (neverAWord.test(words) || openQuestion.test(words)) return undefined
      return {
        about: 'meaning',
        words,
        article: article === 'the ' || article === 'some ' ? '' : article,
        anyPart: false,
        the: article === 'the ',
      }
    },
    answer: (asked) => {
      switch (asked.about) {
        case 'spelling':
          return say(`${sentenceCase(asked.word)}: ${[...asked.word.replace(/[^a-z]/g, '')].join(', ').toUpperCase()}.`)
        case 'opposite': {
          const opposite = antonyms[asked.word] ?? dictionary.antonymOf(asked.word)
          return opposite === undefined
            ? say(`Hmm, my dictionary knows no opposite of ${asked.word}.`)
            : say(`It's ${opposite}. That's the opposite of ${asked.word}.`)
        }
        case 'synonym': {
          const words = synonyms[asked.word] ?? dictionary.closeTo(asked.word, 3)
          return words.length === 0
            ? say(`Hmm, my dictionary has no other word for ${asked.word}.`)
            : say(`You could say ${words.length === 1 ? words[0] : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`}.`)
        }
        case 'person': {
          const entry = dictionary.find(asked.name, 'noun')
          const sense =
            entry === undefined ? undefined : sensesOf(entry, dictionary).find((one) => one.instance && one.file === 18)
          if (sense === undefined) return undefined
          const name = named(sense, asked.name)
          const gloss = spokenGloss(sense.gloss)
          return gloss === ''
            ? undefined
            : say(`${name} ${/\(.*\d{3,4}\)?/.test(sense.gloss) || asked.past ? 'was' : 'is'} ${withArticle(gloss)}.`)
        }
        case 'place': {
          const entry = dictionary.find(asked.name, 'noun')
          const sense =
            entry === undefined
              ? undefined
              : sensesOf(entry, dictionary).find((one) => one.instance && [15, 17, 6].includes(one.file))
          if (sense === undefined) return undefined
          const gloss = spokenGloss(sense.gloss)
          return gloss === '' ? undefined : say(`${named(sense, asked.name)} is ${withArticle(gloss)}.`)
        }
        case 'meaning':
          return meaning(asked, dictionary)
      }
    },
    again: (rest, previous) => {
      const before = define(dictionary).match(previous)
      return before?.about === 'meaning' ? `what is ${rest}` : before?.about === 'person' ? `who is ${rest}` : undefined
    },
  }
}

function sensesOf(entry: Entry, dictionary: Dictionary): readonly Sense[] {
  const senses: Sense[] = []
  for (let rank = 0; rank < Math.min(4, entry.offsets.length); rank += 1) {
    const sense = dictionary.sense(entry, rank)
    if (sense !== undefined) senses.push(sense)
  }
  return senses
}

/** WordNet marks such senses itself. */
const unkind = /\b(?:offensive|obscene|vulgar|disparaging|ethnic slur|derogatory|slang for|coitus|sexual)\b/
const order: readonly PartOfSpeech[] = ['noun', 'verb', 'adj', 'adv']

function meaning(asked: Extract<Asked, { about: 'meaning' }>, dictionary: Dictionary): ReturnType<typeof say> | undefined {
  const ours = glossary[asked.words] ?? glossary[asked.words.replace(/s$/, '')]
  if (ours !== undefined) {
    const word = glossary[asked.words] === undefined ? asked.words.replace(/s$/, '') : asked.words
    const article = asked.the ? 'the ' : word !== asked.words ? (/^[aeiou]/.test(word) ? 'an ' : 'a ') : asked.article
    return say(`${sentenceCase(article + word)} is ${ours}.`)
  }
  const quality = asked.article === '' ? qualities[asked.words] : undefined
  if (quality !== undefined) return say(`${sentenceCase(asked.words)} means ${quality}.`)
  const candidates = (asked.anyPart ? order : (['noun'] as const))
    .map((part) => dictionary.find(asked.words, part))
    .filter((entry) => entry !== undefined)
  const entry = candidates.toSorted(
    (one, other) => other.common - one.common || order.indexOf(one.part) - order.indexOf(other.part),
  )[0]
  const sense = entry === undefined ? undefined : meantSense(entry, asked, dictionary)
  if (entry === undefined || sense === undefined)
    return asked.anyPart && asked.words.split(' ').length <= 2
      ? say(`Hmm, I don't find ${asked.words} in my dictionary.`)
      : undefined
  // "The moon", "the heart" are things one can define; "the weather", "the score" are questions about now.
  if (asked.the && !sense.instance && ![5, 8, 15, 17, 20].includes(sense.file) && !(sense.file === 6 && entry.senses === 1))
    return undefined
  if (unkind.test(sense.gloss)) return say("I'd rather not go into that word.")
  const gloss = spokenGloss(sense.gloss)
  if (gloss === '') return undefined
  const said = sense.instance ? named(sense, asked.words) : asked.words
  switch (entry.part) {
    case 'noun': {
      if (sense.instance) return say(`${asked.the ? `The ${said.replace(/^the /i, '')}` : said} is ${withArticle(gloss)}.`)
      const many = plural(asked, entry)
      if (many && headIsPlural(gloss)) return say(`${sentenceCase(asked.words)} are ${gloss}.`)
      const word = many ? entry.lemma.replaceAll('_', ' ') : said
      // Asked for by the bare word, what one can count is defined as one of it.
      const one = many || (asked.article === '' && countable.includes(sense.file) && /^an? /.test(gloss))
      const article = asked.the ? 'the ' : one ? (/^[aeiou]/.test(word) ? 'an ' : 'a ') : asked.article
      return say(`${sentenceCase(article + word)} is ${article === '' ? gloss : withArticle(gloss)}.`)
    }
    case 'verb':
      return say(`To ${entry.lemma.replaceAll('_', ' ')} means to ${gloss}.`)
    default:
      return say(`${sentenceCase(said)} means ${gloss}.`)
  }
}

/** Animals, things made and people. */
const countable = [5, 6, 18]

/** Things one can point at come before figures of speech, where WordNet has no counts to order them by. */
const concrete = [5, 20, 13, 6, 17, 8, 15]

/** The sense that a plain question means: the commonest; for "the …" one of a thing there is one of. */
function meantSense(
  entry: Entry,
  asked: { readonly words: string; readonly the: boolean },
  dictionary: Dictionary,
): Sense | undefined {
  const senses = sensesOf(entry, dictionary)
  if (entry.part !== 'noun') return senses[0]
  if (asked.the) return senses.find((sense) => sense.instance || [5, 8, 15, 17, 20].includes(sense.file)) ?? senses[0]
  const lower = senses.filter((sense) =>
    sense.words.some((word) => word === asked.words.replaceAll(' ', '_') || word === entry.lemma),
  )
  const fitting = lower.length > 0 ? lower : senses
  if (entry.common > 0) return fitting[0]
  return fitting.toSorted((one, other) => rankOf(one) - rankOf(other))[0]
}

const rankOf = (sense: Sense): number => (concrete.includes(sense.file) ? 0 : sense.file === 18 || sense.file === 14 ? 2 : 1)

function plural(asked: { readonly words: string; readonly article: string }, entry: Entry): boolean {
  return asked.article === '' && asked.words.endsWith('s') && entry.lemma.replaceAll('_', ' ') !== asked.words
}

function named(sense: Sense, asked: string): string {
  const key = asked.trim().toLowerCase().replace(/\s+/g, '_')
  const word = sense.words.find((one) => one.toLowerCase() === key) ?? sense.words[0] ?? asked
  return word.replaceAll('_', ' ')
}

/** The first clause of a gloss without examples, brackets and field marks, at most 20 words. */
export function spokenGloss(gloss: string): string {
  const definition = (gloss.split(/;\s*"|:\s*"/)[0] ?? '')
    .replace(/\([^()]*\)/g, ' ')
    .replace(/["`]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
  const first = definition.split(';')[0]?.trim() ?? ''
  const words = first
    .replace(/\s+([,.])/g, '$1')
    .replace(/^[,.\s]+/, '')
    .split(' ')
  if (words.length <= 20) return words.join(' ').replace(/[,\s]+$/, '')
  const clause = words.slice(0, 20).join(' ')
  const comma = Math.max(
    clause.lastIndexOf(','),
    clause.lastIndexOf(' and '),
    clause.lastIndexOf(' or '),
    clause.lastIndexOf(' that '),
    clause.lastIndexOf(' which '),
  )
  return (comma > 25 ? clause.slice(0, comma) : clause)
    .replace(/[,\s]+$/, '')
    .replace(
      / (?:a|an|the|of|in|and|or|with|by|to|for|from|that|which|until|when|where|who|as|than|over|under|is|are|its|their|whose|having|especially|usually)$/,
      '',
    )
}

function headOf(gloss: string): string {
  const head =
    gloss.split(
      / (?:of|in|on|that|which|who|with|for|from|to|by|having|used|consisting|made|and|or|resembling|whose|containing|at|between|along|born|living|native|located|situated|regarded|produced|found)\b|,/,
    )[0] ?? gloss
  return head.split(' ').at(-1) ?? ''
}

const headIsPlural = (gloss: string): boolean => /s$/.test(headOf(gloss)) && !/(?:ss|us|is)$/.test(headOf(gloss))

/** Puts "a" or "the" before a gloss that begins without one, as most do. */
function withArticle(gloss: string): string {
  if (
    /^(?:an?|the|any|some|something|someone|one|anything|anyone|either|each|every|all|several|that|what|those|being|having|making|informal)\b/i.test(
      gloss,
    )
  )
    return gloss
  if (/^(?:\w+est|most|least|first|second|third|largest|capital)\b/.test(gloss)) return `the ${gloss}`
  const last = headOf(gloss)
  if ((/s$/.test(last) && !/(?:ss|us|is)$/.test(last)) || uncountable.has(last) || /ing$/.test(last)) return gloss
  return /^(?:[aeio]|u(?!ni|se|sual|til))/i.test(gloss) ? `an ${gloss}` : `a ${gloss}`
}

const uncountable = new Set(
  'water food meat music money information matter air land clothing furniture equipment bread milk rice wheat work light energy time people cattle footwear glass wood metal paper snow rain ice sugar salt flour cheese butter wine beer coffee tea soil blood hair skin fabric cloth leather software machinery jewelry poetry prose knowledge synthesis use study'.split(
    ' ',
  ),
)
