/** What the data tells of countries, as sentences. */
import { cityPopulations, flags, populations } from './collection/country-tables.ts'
import { sayNumber } from './numbers.ts'
import {
  type Country,
  capitalCity,
  capitalOf,
  countries,
  countryIn,
  countryOfCode,
  placeKey,
  placeNamed,
  saidName,
} from './places.ts'
import { type Answer, say, seedOf, type Turn } from './skill.ts'

export type CountryQuestion =
  | { readonly about: 'capital'; readonly name: string }
  | { readonly about: 'capital-of'; readonly city: string }
  | { readonly about: 'is-capital'; readonly city: string; readonly name: string }
  | { readonly about: 'which-place' }
  | {
      readonly about:
        | 'language'
        | 'currency'
        | 'borders'
        | 'area'
        | 'continent'
        | 'landlocked'
        | 'demonym'
        | 'calling'
        | 'where'
        | 'flag'
        | 'population'
      readonly country: Country
    }
  | { readonly about: 'one-of'; readonly region: string; readonly count: number }
  | { readonly about: 'city-population'; readonly city: string }
  | { readonly about: 'speakers'; readonly language: string }
  | { readonly about: 'is-country'; readonly country: Country }
  | { readonly about: 'larger'; readonly one: Country; readonly other: Country; readonly smaller: boolean }
  | { readonly about: 'largest' | 'smallest' | 'count' }
  | { readonly about: 'larger-check'; readonly one: Country; readonly other: Country; readonly smaller: boolean }
  | { readonly about: 'neighbors'; readonly one: Country; readonly other: Country }
  | { readonly about: 'speaks'; readonly country: Country; readonly language: string }
  | { readonly about: 'in-region'; readonly country: Country; readonly region: string }

/** What is true of it, in a sentence; undefined where nothing is known. */
export function countryAnswer(asked: CountryQuestion, turn: Turn): Answer | undefined {
  switch (asked.about) {
    case 'which-place':
      return say('The capital of which country?')
    case 'capital':
      return capitalAnswer(asked.name, turn)
    case 'capital-of': {
      const found = capitalCity(asked.city)
      return say(
        found === undefined
          ? `As far as I know, ${titled(asked.city)} isn't the capital of a country.`
          : `${found.city} is the capital of ${found.of}.`,
      )
    }
    case 'is-capital': {
      const place = placeNamed(asked.name)
      if (place === undefined) return undefined
      const capital = place.type === 'region' ? ({ type: 'one', city: place.capital } as const) : capitalOf(place.country)
      const name = place.type === 'region' ? place.name : saidName(place.country)
      if (capital.type === 'several') return say(capital.sentence)
      if (capital.type !== 'one') return undefined
      const same = placeKey(capital.city).replace(',', '').startsWith(placeKey(asked.city))
      return say(same ? `Yes, ${capital.city} is the capital of ${name}.` : `No, the capital of ${name} is ${capital.city}.`)
    }
    case 'largest':
      return say('Russia, by area. It covers about seventeen million square kilometers.')
    case 'smallest':
      return say('Vatican City. It has less than half a square kilometer.')
    case 'count':
      return say('It depends on who counts. The United Nations has one hundred and ninety-three members.')
    case 'one-of': {
      const names = wellKnown(asked.region)
      const from = seedOf(turn.heard.plain + turn.history.length)
      const picked = Array.from(
        { length: Math.min(asked.count, 8, names.length) },
        (_, step) => names[(from + step * 7) % names.length] ?? '',
      )
      return names.length === 0 ? undefined : say(`${upper(listOf([...new Set(picked)]))}.`)
    }
    case 'city-population': {
      const millions = cityPopulations[asked.city]
      return millions === undefined
        ? undefined
        : say(`About ${sayMillions(millions)} people live in ${titled(asked.city)} itself.`)
    }
    case 'speakers':
      return speakersAnswer(asked.language)
    case 'is-country':
      return asked.country.independent
        ? say(`Yes, ${saidName(asked.country)} is a country, in ${regionOf(asked.country)}.`)
        : undefined
    case 'larger-check': {
      const larger = asked.one.area > asked.other.area
      return say(
        `${larger !== asked.smaller ? 'Yes' : 'No'}, ${saidName(asked.one)} is ${larger ? 'larger' : 'smaller'} than ${saidName(asked.other)}.`,
      )
    }
    case 'neighbors': {
      const border = asked.one.borders.includes(asked.other.cca3)
      return say(
        `${border ? 'Yes' : 'No'}, ${saidName(asked.one)} and ${saidName(asked.other)} share ${border ? 'a' : 'no'} border.`,
      )
    }
    case 'speaks': {
      const languages = languagesOf(asked.country)
      const yes = languages.some((language) => language.toLowerCase() === asked.language)
      return say(
        yes
          ? `Yes, ${upper(asked.language)} is an official language of ${saidName(asked.country)}.`
          : `Not officially. In ${saidName(asked.country)} it's ${listOf(languages.slice(0, 3))}.`,
      )
    }
    case 'in-region': {
      const own = `${asked.country.region} ${asked.country.subregion}`.toLowerCase()
      const yes = own.includes(asked.region) || (asked.region === 'north america' && /central america|caribbean/.test(own))
      return say(`${yes ? 'Yes' : 'No'}, ${saidName(asked.country)} is in ${regionOf(asked.country)}.`)
    }
    case 'larger': {
      const [big, little] = asked.one.area >= asked.other.area ? [asked.one, asked.other] : [asked.other, asked.one]
      return say(
        asked.smaller
          ? `${upper(saidName(little))}. It's smaller than ${saidName(big)}.`
          : `${upper(saidName(big))}. It's about ${sayNumber(Number((big.area / little.area).toFixed(1)))} times as large as ${saidName(little)}.`,
      )
    }
    default:
      return factOf(asked.about, asked.country)
  }
}

function capitalAnswer(name: string, turn: Turn): Answer | undefined {
  const cleaned = name.replace(/^(?:the )?(?:country|state|nation) (?:of )?/, '')
  const country = countryIn(cleaned)
  const place = placeNamed(cleaned) ?? (country === undefined ? undefined : ({ type: 'country', country } as const))
  if (place === undefined) {
    if (/\b(?:africa|europe|asia|south america|north america|america|antarctica|oceania)\b/.test(cleaned))
      return say("That's a continent, so it has no capital. Which country do you mean?")
    return cleaned.split(' ').length > 4 || cleaned === ''
      ? undefined
      : say(`Hmm, I don't know a country called ${titled(cleaned)}. Could you say it again?`)
  }
  if (place.type === 'region') return say(`It's ${place.capital}. That's the capital of ${place.name}.`)
  const capital = capitalOf(place.country)
  switch (capital.type) {
    case 'one':
      return say(`It's ${capital.city}. That's the capital of ${saidName(place.country)}.`.replace(/\.\./g, '.'))
    case 'several':
      return say(capital.sentence)
    case 'disputed':
      return say("That one is disputed, so I won't settle it for you.")
    case 'none':
      return turn.heard.core === '' ? undefined : say(`As far as I know, ${saidName(place.country)} has no capital.`)
  }
}

/** As people say them: "German" also where the data names the dialect. */
function languagesOf(country: Country): readonly string[] {
  return [
    ...new Set(
      Object.values(country.languages).map((language) => language.replace(/^(?:Austro-Bavarian|Swiss) German$/, 'German')),
    ),
  ]
}

function listOf(items: readonly string[]): string {
  return items.length <= 1 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
}

function factOf(about: string, country: Country): Answer | undefined {
  const name = saidName(country)
  switch (about) {
    case 'language': {
      const languages = languagesOf(country)
      if (languages.length === 0) return undefined
      const few = languages.slice(0, 4)
      return say(
        `In ${name}, ${languages.length > 4 ? 'official languages include' : languages.length === 1 ? 'the official language is' : 'the official languages are'} ${listOf(few)}.`,
      )
    }
    case 'currency': {
      const names = Object.values(country.currencies).map((currency) => currency.name)
      return names.length === 0 ? undefined : say(`In ${name}, people pay with the ${listOf(names.map(plainLetters))}.`)
    }
    case 'borders': {
      const neighbours = country.borders
        .map(countryOfCode)
        .filter((found) => found !== undefined)
        .map(saidName)
      if (neighbours.length === 0) return say(`None by land. ${upper(name)} has no land borders.`)
      if (neighbours.length > 8)
        return say(`${upper(name)} has ${sayNumber(neighbours.length)} neighbors, among them ${listOf(neighbours.slice(0, 5))}.`)
      return say(`${upper(name)} borders ${listOf(neighbours)}.`)
    }
    case 'area':
      return say(`About ${sayNumber(Number(country.area.toPrecision(country.area < 10 ? 1 : 3)))} square kilometers.`)
    case 'continent':
      return say(`${upper(name)} is in ${regionOf(country)}.`)
    case 'landlocked':
      return say(country.landlocked ? `Yes, ${name} has no coast.` : `No, ${name} has a coast.`)
    case 'demonym': {
      const demonym = country.demonyms.eng?.m
      return demonym === undefined || demonym === '' ? undefined : say(`${demonym}. That's someone from ${name}.`)
    }
    case 'calling': {
      const { root, suffixes } = country.idd
      const code = suffixes.length === 1 ? root + (suffixes[0] ?? '') : root
      return code === ''
        ? undefined
        : say(`It's plus ${[...code.replace('+', '')].map((digit) => sayNumber(Number(digit))).join(' ')}.`)
    }
    case 'population': {
      const millions = populations[country.cca3]
      return millions === undefined ? undefined : say(`About ${sayMillions(millions)} people live in ${name}.`)
    }
    case 'flag': {
      const flag = flags[country.cca3]
      return flag === undefined ? undefined : say(`The flag of ${name} is ${flag}.`)
    }
    case 'where':
      return say(
        `${upper(name)} is in ${regionOf(country)}${country.borders.length === 0 ? ', without land borders' : `, next to ${nearby(country)}`}.`,
      )
    default:
      return undefined
  }
}

/** "84" as "eighty-four million", "1400" as "one point four billion", "0.4" as "four hundred thousand". */
function sayMillions(millions: number): string {
  if (millions >= 1000) return `${sayNumber(millions / 1000)} billion`
  return millions < 1 ? `${sayNumber(millions * 1000)} thousand` : `${sayNumber(millions)} million`
}

/** Where a language is official, the larger countries first. */
function speakersAnswer(language: string): Answer | undefined {
  const names = countries
    .filter((country) => country.independent && languagesOf(country).some((one) => one.toLowerCase() === language))
    .toSorted((one, other) => (populations[other.cca3] ?? 0) - (populations[one.cca3] ?? 0) || other.area - one.area)
    .map(saidName)
  if (names.length === 0) return undefined
  return say(
    names.length > 5
      ? `${upper(language)} is an official language of ${names.slice(0, 4).join(', ')} and others.`
      : `${upper(language)} is an official language of ${listOf(names)}.`,
  )
}

function regionOf(country: Country): string {
  const region = country.subregion === '' ? country.region : country.subregion
  return region === 'Americas' ? 'the Americas' : region === 'Caribbean' ? 'the Caribbean' : region
}

function nearby(country: Country): string {
  const neighbours = country.borders.map(countryOfCode).filter((found) => found !== undefined)
  const largest = neighbours.toSorted((one, other) => other.area - one.area).slice(0, 2)
  return listOf(largest.map(saidName))
}

/** Larger countries of a region, by the names people give it. */
function wellKnown(region: string): readonly string[] {
  return countries
    .filter((country) => {
      if (!country.independent || country.area < 60_000) return false
      const own = `${country.region} ${country.subregion}`.toLowerCase()
      return own.includes(region) || (region === 'north america' && own.includes('central america'))
    })
    .map(saidName)
}

/** Without marks that a voice can't read: "đồng" as "dong". */
const plainLetters = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/g, 'd').replace(/Đ/g, 'D')

const upper = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)
const titled = (text: string): string => text.replace(/(^|\s)\p{L}/gu, (letter) => letter.toUpperCase())
