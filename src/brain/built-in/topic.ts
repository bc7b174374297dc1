/** What a telling is about: a phrase of the caller's own words, only from words a dictionary knows. */
import type { Dictionary } from './dictionary.ts'
import { turnRound } from './you-and-i.ts'

export type Topic = {
  /** Turned round, as it stands in a question: "your sister", "the new kitchen", "cooking". */
  readonly phrase: string
  /** The preposition of place before it: "in", "at", "to". */
  readonly place: string | undefined
  readonly person: boolean
}

const determiners = new Set(
  'a an the my our his her their this that these those some your another two three four five six'.split(' '),
)
const closed = new Set(
  "hi hello hey i you he she it we they me him us them myself yourself himself herself themselves am is are was were be been being do does did done doing have has had having will would can could should shall may might must not and or but so because if when while than then as of to in on at by for with about from into over after before under between through during without off out up down there here that which who whom whose what where why how very really quite too just only also still already even never always often sometimes maybe perhaps yesterday today tomorrow tonight now soon later again ago all both each every any no some many much more most other such own same few lot lots bit kind sort of course yes yeah no okay ok oh well um uh like actually basically literally anyway ever yet else until since though although however once twice almost pretty far away back around together alone it's go goes going went gone come comes came get gets got getting make makes made take takes took taken let say says said tell told know knew think thought want wanted need needed feel felt feeling try tried trying seem seems keep keeps kept put give gave given see saw sat stood ran left found lost won broke broken forgot forgotten spent sold began begun drank heard held paid rode sang sent spoke stood swam taught threw wore worn hid hidden built brought caught chose chosen met ate eaten drove driven flew wrote written shut hurt fell fallen grew grown slept woke nobody someone somebody anyone everyone something myself look looks looked start started stop stopped".split(
    ' ',
  ),
)
/** True of anything, so nothing to ask about. */
const general = new Set(
  'thanks thank please enough cent death top thing things something anything everything nothing way ways time times day days week weeks weekend month months year years hour hours minute minutes morning afternoon evening night moment today lot bit kind sort people person guy one ones stuff part place end reason fact problem idea couple rest side case point matter number name monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december good bad nice great first last next little big new old long hard right left wrong sure'.split(
    ' ',
  ),
)
const people =
  /\b(?:mother|father|mom|mum|dad|parents?|sister|brother|siblings?|son|daughter|child|children|kids?|baby|wife|husband|partner|boyfriend|girlfriend|friends?|boss|colleagues?|coworkers?|neighbou?rs?|grandmother|grandfather|grandma|grandpa|granddaughter|grandson|aunt|uncle|cousins?|niece|nephew|teacher|doctor|roommate|flatmate|landlord|manager|girl|boy|man|woman|family|team|dog|cat|puppy|kitten)\b/
const fixedAdjectives = new Set(
  'new old little big best good first last favorite favourite younger older own great bad long next whole small'.split(' '),
)

function isNoun(word: string, dictionary: Dictionary): boolean {
  const noun = dictionary.find(word, 'noun')
  if (noun === undefined || noun.senses === 0) return false
  const verb = dictionary.find(word, 'verb')
  const adjective = dictionary.find(word, 'adj')
  const adverb = dictionary.find(word, 'adv')
  return noun.common >= (verb?.common ?? 0) && noun.common >= (adjective?.common ?? 0) && noun.common >= (adverb?.common ?? 0)
}

const activity = /^(?:[a-z]{3,})ing$/
const takesActivity = new Set(
  'like love enjoy hate started start prefer learning practicing went go going do doing tried miss about try been'.split(' '),
)

/** The phrases of a plain text that one could ask about, in order. */
function phrasesOf(
  words: readonly string[],
  dictionary: Dictionary,
): readonly { readonly words: readonly string[]; readonly at: number; readonly determined: boolean }[] {
  const found: { words: readonly string[]; at: number; determined: boolean }[] = []
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? ''
    if (determiners.has(word)) {
      const taken: string[] = []
      let next = at + 1
      while (next < words.length && taken.length < 3) {
        const candidate = words[next] ?? ''
        if (taken.length === 0 && /^(?:really|very|so|pretty|quite|super|truly|rather|bit)$/.test(candidate)) {
          next += 1
          continue
        }
        // "My neighbour's dog" is whole only with its owner.
        const owner =
          taken.length === 0 && /^\p{L}+'s$/u.test(candidate) && dictionary.find(candidate.slice(0, -2), 'noun') !== undefined
        if (
          owner ||
          (/^\p{L}{3,}est$/u.test(candidate) && dictionary.find(candidate, 'noun') === undefined) ||
          fixedAdjectives.has(candidate) ||
          (dictionary.find(candidate, 'adj') !== undefined && !isNoun(candidate, dictionary) && !closed.has(candidate))
        )
          taken.push(candidate)
        else if (candidate.length > 1 && !closed.has(candidate) && dictionary.find(candidate, 'noun') !== undefined) {
          if (taken.length > 0 && taken.some((one) => isNoun(one, dictionary)) && !isNoun(candidate, dictionary)) break
          taken.push(candidate)
        } else break
        next += 1
      }
      while (taken.length > 0 && dictionary.find(taken.at(-1) ?? '', 'noun') === undefined) taken.pop()
      const head = taken.at(-1)
      if (head !== undefined && !general.has(head)) {
        found.push({ words: [word, ...taken], at, determined: true })
        at = next - 1
      }
      continue
    }
    if (closed.has(word) || general.has(word)) continue
    if (activity.test(word) && takesActivity.has(words[at - 1] ?? '') && dictionary.knows(word)) {
      found.push({ words: [word], at, determined: false })
      continue
    }
    if (isNoun(word, dictionary) && !(activity.test(word) && /^(?:am|is|are|was|were|been|be)$/.test(words[at - 1] ?? ''))) {
      const before = words[at - 1] ?? ''
      const adjective =
        !closed.has(before) &&
        before !== '' &&
        !determiners.has(before) &&
        dictionary.find(before, 'adj') !== undefined &&
        !isNoun(before, dictionary) &&
        dictionary.find(before, 'verb') === undefined
      const previous = found.at(-1)
      if (previous !== undefined && previous.at + previous.words.length === at && previous.words.length < 4)
        previous.words = [...previous.words, word]
      else found.push({ words: adjective ? [before, word] : [word], at: adjective ? at - 1 : at, determined: false })
    }
  }
  return found
}

/** The most telling phrase of a plain text; undefined where no word can be trusted. */
export function topicOf(plain: string, dictionary: Dictionary): Topic | undefined {
  const words = plain.split(' ')
  let best: { readonly phrase: readonly string[]; readonly at: number; readonly score: number } | undefined
  for (const { words: phrase, at, determined } of phrasesOf(words, dictionary)) {
    const own = /^(?:my|our)$/.test(phrase[0] ?? '')
    const score =
      (own ? 3 : determined ? 2 : 1) +
      (people.test(phrase.join(' ')) ? 1.5 : 0) +
      at / 40 -
      (/^(?:my|our) (?:whole |own )?(?:life|head|mind|opinion|time|age|way|own|god|goodness|fault|turn|luck)$/.test(
        phrase.join(' '),
      )
        ? 2.5
        : 0) -
      (phrase[0] === 'that' || phrase[0] === 'this' ? 1 : 0)
    if (best === undefined || score > best.score) best = { phrase, at, score }
  }
  if (best === undefined) return undefined
  const first = best.phrase[0] ?? ''
  const told = /^(?:a|an|some|another)$/.test(first) ? ['the', ...best.phrase.slice(1)] : best.phrase
  const before = words[best.at - 1] ?? ''
  return {
    phrase: turnRound(told.join(' ')),
    place: /^(?:in|at|to|from|on)$/.test(before) ? (before === 'to' || before === 'from' ? 'at' : before) : undefined,
    person: people.test(best.phrase.join(' ')),
  }
}

/** The share of words that are known: low where the recogniser heard another language or noise. */
export function knownShare(words: readonly string[], dictionary: Dictionary): number {
  const wordish = words.filter((word) => /\p{L}/u.test(word))
  if (wordish.length === 0) return 0
  return (
    wordish.filter((word) =>
      /'s$/.test(word)
        ? dictionary.knows(word.slice(0, -2)) || closed.has(word.slice(0, -2))
        : closed.has(word) || determiners.has(word) || general.has(word) || commonShort.has(word) || dictionary.knows(word),
    ).length / wordish.length
  )
}

const commonShort = new Set(
  'hi hello hey bye please thanks thank your its their mine yours could would us shall ours everybody everyone somebody someone anyone anybody nobody whatever whenever wherever neither either cannot wow hmm mhm uh-huh ah yep nope unless against toward towards upon among whether hers theirs'.split(
    ' ',
  ),
)
