/** Capitals, languages, currencies, neighbours, size and place of countries. */
import { sayNumber } from '../numbers.ts'
import { type Country, capitalCity, capitalOf, countryIn, countryOfCode, placeKey, placeNamed, saidName } from '../places.ts'
import { type Answer, type Skill, say, type Turn } from '../skill.ts'

type Asked =
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
      readonly country: Country
    }
  | { readonly about: 'larger'; readonly one: Country; readonly other: Country; readonly smaller: boolean }
  | { readonly about: 'largest' | 'smallest' | 'count' }
  | { readonly about: 'larger-check'; readonly one: Country; readonly other: Country; readonly smaller: boolean }
  | { readonly about: 'neighbors'; readonly one: Country; readonly other: Country }
  | { readonly about: 'speaks'; readonly country: Country; readonly language: string }
  | { readonly about: 'in-region'; readonly country: Country; readonly region: string }

const anaphora = /\b(?:there|it|its|that country|this country|they)\b/

/** The country spoken of last, on either side. */
function lastCountry(turn: Turn): Country | undefined {
  for (const entry of turn.history.toReversed().slice(0, 6)) {
    const country = countryIn(entry.text.replace(/[?!,;:]|\.(?!\w)/g, ''))
    if (country !== undefined) return country
  }
  return undefined
}

function countryMeant(turn: Turn, text: string): Country | undefined {
  return countryIn(text) ?? (anaphora.test(text) ? lastCountry(turn) : undefined)
}

export const countries: Skill<Asked> = {
  name: 'countries',
  match: (turn) => {
    const { core, plain } = turn.heard
    const check = /\bis (?<city>[\p{L} .']+?) (?:really |still )?the capital(?: city)? of (?<name>.+)$/u.exec(core)?.groups
    if (check !== undefined && !/^(?:what|which|it|that|this)\b/.test(check.city ?? ''))
      return { about: 'is-capital', city: check.city ?? '', name: check.name ?? '' }
    const city =
      /\b(?<city>[\p{L} .'-]+?) is the capital(?: city)? of (?:what|which)\b/u.exec(core)?.groups?.city ??
      /\b(?:what|which) (?:country|state|country's capital) (?:is|has) (?<city>[\p{L} .'-]+?) (?:the capital(?: city)? of|as (?:its|the) capital)/u.exec(
        core,
      )?.groups?.city ??
      /\b(?:what|which) (?:country|state)'?s? capital is (?<city>.+)$/.exec(core)?.groups?.city
    if (city !== undefined) return { about: 'capital-of', city }
    const capital =
      /\b(?:capital|capital city|capitol)(?: city)?(?: of| in| for) (?<name>.+)$/.exec(core)?.groups?.name ??
      /^(?:what is |what are |which is |name )?(?<name>(?!the )[\p{L} '-]+?)(?:'s|s') capital(?: city)?$/u.exec(core)?.groups
        ?.name ??
      /\bwhat is (?<name>[\p{L} '-]+?)'s capital\b/u.exec(plain)?.groups?.name ??
      /\bcapital does (?<name>.+?) have$/.exec(core)?.groups?.name
    if (capital !== undefined) {
      const name = capital.replace(/ (?:again|called|please|right now|today|then|and why|is it|is that)$/, '')
      const meant = anaphora.test(name) && name.split(' ').length <= 2 ? lastCountry(turn) : undefined
      return { about: 'capital', name: meant?.name.common ?? name }
    }
    if (/\bcapital(?: city)?(?: of| in)?$|\bcapital (?:of|in) (?:the|a)$/.test(plain) && /\bwhat\b|\bthe capital\b/.test(plain)) {
      if (!/\bits capital\b|\bcapital there\b/.test(plain)) return { about: 'which-place' }
      const country = lastCountry(turn)
      return country === undefined ? { about: 'which-place' } : { about: 'capital', name: country.name.common }
    }
    if (
      /\b(?:what is|which is|what's)?.*\b(?:largest|biggest) country\b/.test(core) &&
      countryIn(core) === undefined &&
      !/\b(?:in|of) (?!the world|world|earth|area)|population\b/.test(core.replace(/.*country/, ''))
    )
      return { about: 'largest' }
    if (
      /\bsmallest country\b/.test(core) &&
      !/\b(?:in|of) (?!the world|world|area)|population\b/.test(core.replace(/.*country/, ''))
    )
      return { about: 'smallest' }
    if (
      /\bhow many countries (?:are|do|in the world|exist)/.test(core) &&
      !/\b(?:africa|europe|asia|america|you|eu|european)\b/.test(core)
    )
      return { about: 'count' }
    const pair =
      /\b(?:is|which is|what is) (?:(?:bigger|larger|smaller) )?(?<one>[\p{L} ]+?) (?:(?<than>bigger|larger|smaller) than|or) (?<other>[\p{L} ]+)$/u.exec(
        core,
      )?.groups
    if (pair !== undefined && /\b(?:bigger|larger|smaller)\b/.test(core)) {
      const one = placeNamed(pair.one ?? '')
      const other = placeNamed(pair.other ?? '')
      if (one?.type === 'country' && other?.type === 'country')
        return {
          about: / than /.test(core) ? 'larger-check' : 'larger',
          one: one.country,
          other: other.country,
          smaller: core.includes('smaller'),
        }
    }
    const near =
      /^(?:does|do|is|are) (?<one>.+?) (?:border|share a border with|next to|a neighbou?r of|bordering|neighbou?r)(?: on| with)? (?<other>.+)$/.exec(
        core,
      )?.groups
    if (near !== undefined) {
      const one = placeNamed(near.one ?? '')
      const other = placeNamed(near.other ?? '')
      if (one?.type === 'country' && other?.type === 'country')
        return { about: 'neighbors', one: one.country, other: other.country }
    }
    const speaks =
      /^(?:do|does|is|can) (?:they |people |you |most people |everyone )?(?:also )?(?:speak )?(?<language>[a-z]+)(?: an official language| spoken| the (?:official )?language)? in (?<name>.+)$/.exec(
        core,
      )?.groups
    if (speaks !== undefined && /\b(?:speak|spoken|language)\b/.test(core)) {
      const place = placeNamed(speaks.name ?? '')
      if (place?.type === 'country') return { about: 'speaks', country: place.country, language: speaks.language ?? '' }
    }
    const within =
      /^is (?<name>.+?) (?:really |a country |located |part of |a part of |still )*(?:in|of|on) (?:the (?:continent of )?)?(?<region>africa|europe|asia|south america|north america|oceania)$/.exec(
        core,
      )?.groups
    if (within !== undefined) {
      const place = placeNamed(within.name ?? '')
      if (place?.type === 'country') return { about: 'in-region', country: place.country, region: within.region ?? '' }
    }
    const seat =
      /^(?:in )?(?:what|which) country is (?<seat>[\p{L} .'-]+?)(?: in| located in| part of)?$/u.exec(core)?.groups?.seat ??
      /^what country does (?<seat>.+?) belong to$/.exec(core)?.groups?.seat
    if (seat !== undefined && capitalCity(seat) !== undefined) return { about: 'capital-of', city: seat }
    const about = (() => {
      if (
        /\b(?:what|which) languages?\b|\blanguages? (?:is|are|do|does) .*\b(?:spoken|speak)\b|\bwhat do (?:they|people) speak\b|\bofficial languages?\b/.test(
          core,
        ) &&
        /\bspeak|spoken|language/.test(core)
      )
        return 'language'
      if (/\bcurrenc(?:y|ies)\b|\bwhat (?:kind of )?money\b|\bpay with in\b|\bhow do (?:you|they|people) pay in\b/.test(core))
        return 'currency'
      if (
        /\bborders?\b|\bneighbou?rs?(?:ing)?\b|\b(?:countries|country|lies|are|is) next to\b/.test(core) &&
        /\bwhat|which|who|how many|name|list|does\b/.test(core)
      )
        return 'borders'
      if (/\bhow (?:big|large) is\b|\bwhat is the (?:area|size) of\b/.test(core)) return 'area'
      if (/\b(?:what|which) continent\b|\bwhat part of the world\b/.test(core)) return 'continent'
      if (/\blandlocked\b/.test(core)) return 'landlocked'
      if (/\bwhat (?:do you call|are|is) (?:a person|people|someone|somebody) (?:from|in|of)\b/.test(core)) return 'demonym'
      if (/\b(?:calling|country|dialing|dialling|phone|area) code\b/.test(core)) return 'calling'
      if (/^where (?:is|are|on earth is|exactly is|in the world is)\b/.test(core)) return 'where'
      return undefined
    })()
    if (about === undefined) return undefined
    if (about === 'where') {
      const name = core
        .replace(/^where (?:is|are|on earth is|exactly is|in the world is) /, '')
        .replace(/ (?:located|on the map|exactly|in the world)$/, '')
      const place = placeNamed(name)
      return place?.type === 'country' ? { about, country: place.country } : undefined
    }
    const country = countryMeant(turn, core)
    return country === undefined ? undefined : { about, country }
  },
  answer: (asked, turn) => answerTo(asked, turn),
  again: (rest, previous) => {
    const asked = countries.match(previous)
    if (asked === undefined) return undefined
    const name = rest.replace(/^(?:of|in|for) /, '')
    const place = placeNamed(name)
    if (place === undefined) return undefined
    const said = place.type === 'country' ? place.country.name.common : place.name
    switch (asked.about) {
      case 'language':
        return `what language do they speak in ${said}`
      case 'currency':
        return `what is the currency of ${said}`
      case 'borders':
        return `which countries border ${said}`
      case 'area':
        return `how big is ${said}`
      case 'continent':
        return `which continent is ${said} in`
      case 'landlocked':
        return `is ${said} landlocked`
      case 'where':
        return `where is ${said}`
      case 'calling':
        return `what is the calling code of ${said}`
      default:
        return `what is the capital of ${said}`
    }
  },
}

function answerTo(asked: Asked, turn: Turn): Answer | undefined {
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
      return names.length === 0 ? undefined : say(`In ${name}, people pay with the ${listOf(names)}.`)
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
    case 'where':
      return say(
        `${upper(name)} is in ${regionOf(country)}${country.borders.length === 0 ? ', without land borders' : `, next to ${nearby(country)}`}.`,
      )
    default:
      return undefined
  }
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

const upper = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)
const titled = (text: string): string => text.replace(/(^|\s)\p{L}/gu, (letter) => letter.toUpperCase())
