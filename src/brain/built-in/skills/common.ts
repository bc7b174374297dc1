/** Common knowledge from small tables: young animals, sides of shapes, where a landmark or a city is. */
import { animals, cities, landmarks, sides } from '../collection/tables.ts'
import { sayCount, sayNumber } from '../numbers.ts'
import { capitalCity, placeKey, placeNamed, saidName } from '../places.ts'
import { type Skill, say } from '../skill.ts'
import { sentenceCase } from '../you-and-i.ts'

const singular: Readonly<Record<string, string>> = {
  geese: 'goose',
  wolves: 'wolf',
  mice: 'mouse',
  butterflies: 'butterfly',
  foxes: 'fox',
  octopuses: 'octopus',
  fishes: 'fish',
}
const oneOf = (word: string): string => singular[word] ?? (animals[word] === undefined ? word.replace(/s$/, '') : word)
const withArticle = (word: string): string => `${/^[aeiou]/.test(word) ? 'an' : 'a'} ${word}`

const young =
  /\b(?:what is |what do (?:you|we|people) call )?(?:a |the )?(?:baby|young|little) (?<animal>[a-z]+)(?: is)? (?:called|named|known as)\b|\bwhat (?:do you|do we|is it you) call (?:a |the )?(?:baby|young) (?<animal2>[a-z]+)$|^what is a baby (?<animal3>[a-z]+)$|\bname (?:of|for) (?:a |the )?(?:baby|young) (?<animal4>[a-z]+)$/
const group =
  /\b(?:what is |what do (?:you|we|people) call )?a (?:group|bunch|herd|flock|lot) of (?<animal>[a-z]+)(?: is)?(?: called| named| known as)?$/
const makes = /^what (?:do|does) (?:an? )?(?<animal>[a-z]+) (?:make|produce|give(?: us)?)$/
const sound =
  /^(?:what (?:sound|noise) (?:do|does) (?:an? |the )?(?<animal>[a-z]+) make|what (?:do|does) (?:an? |the )?(?<animal2>[a-z]+) say|how (?:do|does) (?:an? |the )?(?<animal3>[a-z]+) (?:go|sound))$/
const legs = /^how many (?:legs|feet) (?:do|does|has|have) (?:an? |the )?(?<animal>[a-z]+)(?: have| got)?$/
const shape =
  /^how many (?<what>sides|corners|angles|edges|faces) (?:are (?:there )?(?:on|in) |do |does |has |have )(?:an? )?(?<shape>[a-z]+)(?: have| got)?$/
const where =
  /^(?:in )?(?:what|which) (?<kind>country|city|town) (?:is|are|can you find|do you find|can i see|would i find) (?:the )?(?<sight>[\p{L} ]+?)(?: in| located| found| located in| standing in)?$|^where (?:is|are|can (?:i|you) (?:see|find)|do (?:i|you) find) (?:the )?(?<sight2>[\p{L} ]+?)(?: located| exactly)?$/u
const isIn =
  /^is (?:the )?(?<what>[\p{L} ]+?) (?:really |still |actually |located |a city |a part of |part of )*in (?:the )?(?<place>[\p{L} ]+)$/u

/** The country of a city, capital or not. */
function countryOfCity(name: string): string | undefined {
  return cities[name] ?? capitalCity(name)?.of
}

function isInAnswer(what: string, place: string): string | undefined {
  const sight = landmarks.find(([pattern]) => pattern.test(what))
  const country = sight?.[3] ?? countryOfCity(what)
  const asked = placeNamed(place)
  if (country === undefined || country === '') return undefined
  if (sight !== undefined && placeKey(sight[2]) === placeKey(place)) return `Yes, it's in ${sight[2]}.`
  if (asked?.type !== 'country') return undefined
  // England and Scotland are asked of as countries, and lie in another.
  if (/^(?:England|Scotland)$/.test(country) && asked.country.cca2 === 'GB') return `Yes, in ${country}.`
  const same =
    placeKey(saidName(asked.country)) === placeKey(country) ||
    (placeNamed(country)?.type === 'country' && samePlace(country, place))
  const name =
    sight === undefined ? (capitalCity(what)?.city ?? what.replace(/\b\p{L}/gu, (letter) => letter.toUpperCase())) : 'it'
  return `${same ? 'Yes' : 'No'}, ${name === 'it' ? "it's" : `${name} is`} in ${country}.`
}

function samePlace(one: string, other: string): boolean {
  const [a, b] = [placeNamed(one), placeNamed(other)]
  return a?.type === 'country' && b?.type === 'country' && a.country.cca2 === b.country.cca2
}

function whereAnswer(name: string, kind: string | undefined): string | undefined {
  const sight = landmarks.find(([pattern]) => pattern.test(name))
  if (sight !== undefined) {
    const [, said, city, country] = sight
    const verb = /\b(?:hangs|stands)$/.test(said) ? said : `${said} is`
    const preposition = city.startsWith('on ') ? '' : 'in '
    return `${verb} ${preposition}${city}${country === '' ? '' : `, in ${country}`}.`
  }
  const city = cities[name]
  if (city === undefined || kind === 'city') return undefined
  return `${name.replace(/\b\p{L}/gu, (letter) => letter.toUpperCase())} is in ${city}.`
}

function known(core: string): string | undefined {
  const baby = young.exec(core)?.groups
  const babyOf = oneOf(baby?.animal ?? baby?.animal2 ?? baby?.animal3 ?? baby?.animal4 ?? '')
  const child = animals[babyOf]?.young
  if (child !== undefined) return `A baby ${babyOf} is called ${withArticle(child)}.`
  const many = group.exec(core)?.groups?.animal
  const flock = animals[oneOf(many ?? '')]?.group
  if (flock !== undefined) return `It's called ${withArticle(flock)}.`
  const maker = makes.exec(core)?.groups?.animal ?? ''
  const made = animals[oneOf(maker)]?.makes
  if (made !== undefined) return `${sentenceCase(made)}.`
  const loud = sound.exec(core)?.groups
  const noise = animals[oneOf(loud?.animal ?? loud?.animal2 ?? loud?.animal3 ?? '')]?.sound
  if (noise !== undefined) return `${sentenceCase(noise)}!`
  const walker = oneOf(legs.exec(core)?.groups?.animal ?? '')
  const feet = animals[walker]?.legs
  if (feet !== undefined) return feet === 0 ? 'None at all.' : `${sentenceCase(sayCount(feet, 'leg'))}.`
  const figure = shape.exec(core)?.groups
  const edges = sides[figure?.shape ?? '']
  if (edges !== undefined && figure !== undefined)
    return figure.shape !== 'cube'
      ? `${sentenceCase(sayNumber(edges))}.`
      : `A cube has six faces, eight corners and twelve edges.`
  const inside = isIn.exec(core)?.groups
  if (inside !== undefined) return isInAnswer(inside.what ?? '', inside.place ?? '')
  const sight = where.exec(core)?.groups
  return sight === undefined ? undefined : whereAnswer(sight.sight ?? sight.sight2 ?? '', sight.kind)
}

export const common: Skill<string> = {
  name: 'common',
  match: ({ heard }) => (heard.words.length > 14 ? undefined : known(heard.core)),
  answer: (text) => say(text),
}
