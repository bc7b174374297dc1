/** Letters and the forms of words: how many, which one, spelled, backwards, the alphabet, plurals. */
import { sayCount, sayNumber } from '../numbers.ts'
import { lastOf, type Skill, say, type Turn } from '../skill.ts'
import { sentenceCase } from '../you-and-i.ts'

type Asked =
  | { readonly about: 'count'; readonly word: string; readonly which: 'letters' | 'vowels' | 'syllables' }
  | { readonly about: 'how-often'; readonly word: string; readonly letter: string }
  | { readonly about: 'nth'; readonly word: string; readonly place: string }
  | { readonly about: 'beside'; readonly letter: string; readonly by: 1 | -1 }
  | { readonly about: 'place'; readonly letter: string }
  | { readonly about: 'alphabet'; readonly backwards: boolean }
  | { readonly about: 'spell-last'; readonly word: string | undefined }
  | { readonly about: 'backwards'; readonly word: string }
  | { readonly about: 'plural'; readonly word: string }
  | { readonly about: 'rhyme'; readonly word: string }

const alphabet = 'abcdefghijklmnopqrstuvwxyz'
const vowels = /[aeiou]/g

/** Plurals that no rule makes. */
const irregular: Readonly<Record<string, string>> = Object.fromEntries(
  'mouse:mice louse:lice goose:geese foot:feet tooth:teeth child:children man:men woman:women person:people ox:oxen sheep:sheep deer:deer fish:fish leaf:leaves knife:knives wife:wives life:lives wolf:wolves half:halves shelf:shelves loaf:loaves calf:calves thief:thieves cactus:cacti fungus:fungi crisis:crises thesis:theses analysis:analyses phenomenon:phenomena criterion:criteria potato:potatoes tomato:tomatoes hero:heroes echo:echoes die:dice moose:moose series:series species:species octopus:octopuses'
    .split(' ')
    .map((pair) => pair.split(':')),
)

function pluralOf(word: string): string {
  const known = irregular[word]
  if (known !== undefined) return known
  if (/(?:s|x|z|ch|sh)$/.test(word)) return `${word}es`
  return /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}ies` : `${word}s`
}

const spelled = (word: string): string => [...word.replace(/[^a-z]/g, '')].join(', ').toUpperCase()

/** The word spoken of last that is worth spelling: the last of the agent's own longer words. */
function lastWord(turn: Turn): string | undefined {
  const said = lastOf(turn.history, 'agent')?.text ?? ''
  const words = said.toLowerCase().match(/[a-z]{4,}/g) ?? []
  return words.length > 0 && words.length <= 3 ? words.at(-1) : undefined
}

function asked(core: string, turn: Turn): Asked | undefined {
  const quoted = '(?:the )?(?:word |name )?(?<word>[a-z]+)'
  const count = new RegExp(
    `^how many (?<which>letters|vowels|syllables) (?:are |does |do |has |have )?(?:there )?(?:are )?(?:in |is )?${quoted}(?: have| has| got)?$`,
  ).exec(core)?.groups
  if (count !== undefined && !/^(?:alphabet|english|it|that|have)$/.test(count.word ?? ''))
    return {
      about: 'count',
      word: count.word ?? '',
      which: count.which === 'letters' || count.which === 'vowels' ? count.which : 'syllables',
    }
  const often = new RegExp(
    `^how many (?:letter )?(?<letter>[a-z])(?:'?s)? (?:are |does )?(?:there )?(?:in )?${quoted}(?: have)?$`,
  ).exec(core)?.groups
  if (often !== undefined) return { about: 'how-often', word: often.word ?? '', letter: often.letter ?? '' }
  const nth = new RegExp(
    `^what (?:is )?(?:the )?(?<place>first|second|third|fourth|fifth|last|middle) letter (?:of|in) ${quoted}$`,
  ).exec(core)?.groups
  if (nth !== undefined)
    return nth.word === 'alphabet'
      ? { about: 'nth', word: alphabet, place: nth.place ?? '' }
      : { about: 'nth', word: nth.word ?? '', place: nth.place ?? '' }
  const nthOfAlphabet = /\b(?<place>first|second|third|fourth|fifth|last) letter (?:of|in) the alphabet\b/.exec(core)?.groups
  if (nthOfAlphabet !== undefined) return { about: 'nth', word: alphabet, place: nthOfAlphabet.place ?? '' }
  const beside =
    /^(?:what|which) (?:letter )?(?:comes|is|follows|goes)(?: right| just)? ?(?<way>after|before|next after)? (?:the )?(?:letter )?(?<letter>[a-z])(?: in the alphabet)?$/.exec(
      core,
    )?.groups
  if (beside !== undefined && (beside.way !== undefined || /\bletter|follows\b/.test(core)))
    return { about: 'beside', letter: beside.letter ?? '', by: beside.way === 'before' ? -1 : 1 }
  const place =
    /^(?:what|which) (?:number|letter) (?:is )?(?:the )?(?:letter )?(?<letter>[a-z])(?: in the alphabet| of the alphabet)?$/.exec(
      core,
    )?.groups?.letter
  if (place !== undefined) return { about: 'place', letter: place }
  if (
    /\b(?:say|recite|tell me|go through|do|know|sing|give me|spell)\b.*\b(?:the )?(?:alphabet|a b cs?|abcs?)\b|^(?:the )?alphabet$/.test(
      core,
    )
  )
    return { about: 'alphabet', backwards: /\bbackwards?\b/.test(core) }
  if (
    /^(?:spell (?:that|it)(?: out)?|how (?:do (?:you|i)|would you|is) (?:spell )?(?:that|it)(?: spell(?:ed|t))?|how do you spell that word)$/.test(
      core,
    )
  )
    return { about: 'spell-last', word: lastWord(turn) }
  const backwards = new RegExp(`^(?:spell|say|what is) ${quoted} (?:backwards?|spelled backwards?)$`).exec(core)?.groups?.word
  if (backwards !== undefined) return { about: 'backwards', word: backwards }
  const plural =
    /\b(?:plural(?: form)?) (?:of|for) (?:the word )?(?:an? )?(?<word>[a-z]+)$/.exec(core)?.groups?.word ??
    /^(?:what is )?(?:one |an? )?(?<word>[a-z]+) in (?:the )?plural$/.exec(core)?.groups?.word ??
    /^(?:is it )?one (?<word>[a-z]+) (?:and |but )?two what$/.exec(core)?.groups?.word
  if (plural !== undefined) return { about: 'plural', word: plural }
  const rhyme = /\b(?:rhymes?|rhyming) (?:with|for|on|words? (?:for|with)) (?:the word )?(?<word>[a-z]+)$/.exec(core)?.groups
    ?.word
  return rhyme === undefined ? undefined : { about: 'rhyme', word: rhyme }
}

/** Everyday words by the sound they end in. */
const rhymes: readonly string[] = [
  'cat hat bat mat rat flat',
  'dog fog log frog jog',
  'house mouse blouse',
  'moon spoon soon tune noon',
  'light night bright right',
  'day play say way stay',
  'tree sea bee free key me tea',
  'love dove glove above',
  'heart start part art smart',
  'star car far jar bar',
  'sun fun run one done',
  'blue shoe new true two you',
  'red bed head bread said',
  'green bean queen seen machine',
  'rain train brain plane',
  'snow go slow know toe',
  'cake lake make snake',
  'ball tall wall small',
  'ring sing king spring thing',
  'book look cook hook',
  'time rhyme climb lime',
  'cold old gold told bold',
  'rose nose toes those',
  'fish dish wish',
  'bear chair hair stair pear',
  'boat coat goat note',
  'mind kind find blind',
  'fire wire choir',
  'name game same flame',
  'life wife knife',
]

export const letters: Skill<Asked> = {
  name: 'letters',
  match: (turn) => asked(turn.heard.core.replace(/ (?:for me|please|again)$/, ''), turn),
  answer: (wanted) => {
    switch (wanted.about) {
      case 'count': {
        const { word, which } = wanted
        if (which === 'letters') return say(`${sentenceCase(word)} has ${sayCount(word.length, 'letter')}: ${spelled(word)}.`)
        if (which === 'vowels')
          return say(`${sentenceCase(word)} has ${sayCount((word.match(vowels) ?? []).length, 'vowel')}, not counting Y.`)
        return say("I can't count syllables reliably, sorry. Letters I can.")
      }
      case 'how-often': {
        const times = [...wanted.word].filter((letter) => letter === wanted.letter).length
        const found = times === 0 ? 'no' : sayNumber(times)
        return say(
          `There ${times === 1 ? 'is' : 'are'} ${found} ${wanted.letter.toUpperCase()}${times === 1 ? '' : "'s"} in ${wanted.word}.`,
        )
      }
      case 'nth': {
        const { word, place } = wanted
        const at =
          place === 'last'
            ? word.length - 1
            : place === 'middle'
              ? Math.floor((word.length - 1) / 2)
              : ['first', 'second', 'third', 'fourth', 'fifth'].indexOf(place)
        const letter = word[at]
        if (letter === undefined || (place === 'middle' && word.length % 2 === 0)) return say("There's no such letter in it.")
        return say(`It's ${letter.toUpperCase()}.`)
      }
      case 'beside': {
        const letter = alphabet[alphabet.indexOf(wanted.letter) + wanted.by]
        return say(letter === undefined ? 'None, the alphabet ends there.' : `That's ${letter.toUpperCase()}.`)
      }
      case 'place':
        return say(`${wanted.letter.toUpperCase()} is letter number ${sayNumber(alphabet.indexOf(wanted.letter) + 1)}.`)
      case 'alphabet':
        return say(`${spelled(wanted.backwards ? [...alphabet].toReversed().join('') : alphabet)}.`)
      case 'spell-last':
        return say(
          wanted.word === undefined ? 'Which word shall I spell?' : `${sentenceCase(wanted.word)}: ${spelled(wanted.word)}.`,
        )
      case 'backwards':
        return say(`${sentenceCase(wanted.word)} backwards is ${spelled([...wanted.word].toReversed().join(''))}.`)
      case 'plural':
        return say(`One ${wanted.word}, two ${pluralOf(wanted.word)}.`)
      case 'rhyme': {
        const row = rhymes.find((words) => words.split(' ').includes(wanted.word))
        const others = row?.split(' ').filter((word) => word !== wanted.word) ?? []
        return say(
          others.length === 0
            ? `I don't know a rhyme for ${wanted.word}, sorry.`
            : `${sentenceCase(others.slice(0, -1).join(', '))}${others.length > 1 ? ' and ' : ''}${others.at(-1)} rhyme with ${wanted.word}.`,
        )
      }
    }
  },
  again: (rest, previous) => {
    const before = asked(previous.heard.core, previous)
    if (before === undefined || !/^[a-z]+$/.test(rest)) return undefined
    switch (before.about) {
      case 'count':
        return `how many ${before.which} are in ${rest}`
      case 'plural':
        return `the plural of ${rest}`
      case 'rhyme':
        return `what rhymes with ${rest}`
      case 'beside':
        return rest.length === 1 ? `what letter comes ${before.by === 1 ? 'after' : 'before'} ${rest}` : undefined
      default:
        return undefined
    }
  },
}
