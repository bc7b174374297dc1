/** Capitals, languages, currencies, neighbours, size and place of countries. */
import { cityPopulations } from '../collection/country-tables.ts'
import { type CountryQuestion, countryAnswer } from '../country-facts.ts'
import { digitsFor } from '../numbers.ts'
import { countries as allCountries, type Country, capitalCity, countryIn, placeNamed } from '../places.ts'
import type { Skill, Turn } from '../skill.ts'

const anaphora = /\b(?:there|it|its|that country|this country|they)\b/

/** The country spoken of last, on either side. */
function lastCountry(turn: Turn): Country | undefined {
  for (const entry of turn.history.toReversed().slice(0, 6)) {
    const country = countryIn(entry.text.replace(/[?!,;:]|\.(?!\w)/g, ''))
    if (country !== undefined) return country
  }
  return undefined
}

const languages = new Set(allCountries.flatMap(({ languages }) => Object.values(languages)).map((name) => name.toLowerCase()))
const isLanguage = (name: string): boolean => languages.has(name)

/** "The Italian flag": the country of those people. */
function countryOfPeople(text: string): Country | undefined {
  const words = text.split(' ')
  return allCountries.find(({ demonyms, independent }) => independent && words.includes((demonyms.eng?.m ?? '').toLowerCase()))
}

function countryMeant(turn: Turn, text: string): Country | undefined {
  return countryIn(text) ?? (anaphora.test(text) ? lastCountry(turn) : undefined)
}

export const countries: Skill<CountryQuestion> = {
  name: 'countries',
  match: (turn) => {
    const { core, plain } = turn.heard
    const check = /\bis (?<city>[\p{L} .']+?) (?:really |still )?the capital(?: city)? of (?<name>.+)$/u.exec(core)?.groups
    if (check !== undefined && !/^(?:what|which|it|that|this)\b/.test(check.city ?? ''))
      return { about: 'is-capital', city: check.city ?? '', name: check.name ?? '' }
    const city =
      /\b(?<city>[\p{L} .'-]+?)(?: that| it| this)? is the capital(?: city)? of (?:what|which)\b/u.exec(core)?.groups?.city ??
      /\b(?:what|which) (?:country|state|country's capital) (?:is|has) (?<city>[\p{L} .'-]+?) (?:the capital(?: city)? of|as (?:its|the) capital)/u.exec(
        core,
      )?.groups?.city ??
      /\b(?:what|which) (?:country|state)'?s? capital is (?<city>.+)$/.exec(core)?.groups?.city
    if (city !== undefined) return { about: 'capital-of', city }
    const two = /\b(?:is|was) (?:it )?(?<one>[\p{L} '-]+?) or (?<other>[\p{L} '-]+?) (?:that is )?the capital\b/u.exec(
      core,
    )?.groups
    const right = [two?.one, two?.other].find((name) => placeNamed(capitalCity(name ?? '')?.of ?? '')?.type === 'country')
    if (right !== undefined) return { about: 'capital-of', city: right }
    const capital =
      /\b(?:capital|capital city|capitol)(?: city)?(?: of| in| for) (?<name>.+)$/.exec(core)?.groups?.name ??
      /^(?:what is |what are |which is |name )?(?<name>(?!the )[\p{L} '-]+?)(?:'s|s') capital(?: city)?$/u.exec(core)?.groups
        ?.name ??
      /\bwhat is (?<name>[\p{L} '-]+?)'s capital\b/u.exec(plain)?.groups?.name ??
      /\bcapital does (?<name>.+?) have$/.exec(core)?.groups?.name
    if (capital !== undefined) {
      // "The country next to Spain" needs a step that is not taken here.
      if (
        /\b(?:country|countries|city|nation|neighbou?rs?|place)\b.*\b(?:next|near|beside|north|south|east|west|with|where|that|of|around|between|bordering)\b(?! the world)/.test(
          capital,
        ) &&
        !/^(?:the )?(?:country|nation|state) of \w+$/.test(capital)
      )
        return undefined
      if (/\b(?:ancient|old|former|first|previous|medieval)\b/.test(core)) return undefined
      const name = capital.replace(/ (?:again|called|please|right now|today|then|and why|is it|is that)$/, '')
      const meant = anaphora.test(name) && name.split(' ').length <= 2 ? lastCountry(turn) : undefined
      return { about: 'capital', name: meant?.name.common ?? name }
    }
    if (/\bcapital(?: city)?(?: of| in)?$|\bcapital (?:of|in) (?:the|a)$/.test(plain) && /\bwhat\b|\bthe capital\b/.test(plain)) {
      const named = countryIn(plain)
      if (named !== undefined) return { about: 'capital', name: named.name.common }
      if (!/\bits capital\b|\bcapital there\b/.test(plain)) return { about: 'which-place' }
      const country = lastCountry(turn)
      return country === undefined ? { about: 'which-place' } : { about: 'capital', name: country.name.common }
    }
    const region =
      /\b(?:name|tell me|give me|know|list|say)\b.*?\b(?<count>\d|two|three|four|five|six|seven|eight)? ?countr(?:y|ies) (?:in|of|from|on) (?:the continent of )?(?<region>africa|europe|asia|south america|north america|central america|oceania)$/.exec(
        core,
      )?.groups
    if (region !== undefined)
      return {
        about: 'one-of',
        region: region.region ?? '',
        count: Number(digitsFor(region.count ?? '')) || (/countries/.test(core) ? 3 : 1),
      }
    const speakers =
      /^(?:in )?(?:what|which) (?:other )?countr(?:y|ies) (?:speaks?|use|uses|have|has|do (?:people|they) speak|is|are) (?:officially )?(?<language>[a-z]+)(?: spoken(?: in)?| in| as (?:an? |the |its )?(?:official |main )?language| (?:is )?(?:spoken|official)(?: in)?)?$|^where (?:do (?:people|they) speak|is) (?<language2>[a-z]+)(?: spoken)?$|^who speaks (?<language3>[a-z]+)$/.exec(
        core,
      )?.groups
    const language = speakers?.language ?? speakers?.language2 ?? speakers?.language3
    if (language !== undefined && isLanguage(language)) return { about: 'speakers', language }
    const nation = /^is (?<name>[\p{L} '-]+?) (?:really |actually |still )?(?:a|its own|an independent) country$/u.exec(core)
      ?.groups?.name
    const own = nation === undefined ? undefined : placeNamed(nation)
    if (own?.type === 'country') return { about: 'is-country', country: own.country }
    const crowd =
      /\b(?:how many (?:people|inhabitants|citizens|persons)(?: live| are there| are living| does| are)?|(?:what is |how (?:big|large|high) is )?(?:the )?population)(?: of| in| does)? (?<place>[\p{L} .'-]+?)(?: have| has)?$/u.exec(
        core,
      )?.groups?.place
    if (crowd !== undefined) {
      const name = crowd.replace(/^(?:live |living |are |there |of |in |the (?:city|country|nation) (?:of )?)+/, '')
      if (cityPopulations[name] !== undefined) return { about: 'city-population', city: name }
      const place = placeNamed(name) ?? placeNamed(crowd)
      if (place?.type === 'country') return { about: 'population', country: place.country }
      const meant =
        /^(?:there|it|that country|live there|here)$/.test(name) && !/\bhere$/.test(name) ? lastCountry(turn) : undefined
      if (meant !== undefined) return { about: 'population', country: meant }
    }
    if (/^(?:and )?(?:what is )?(?:the|its) population$/.test(core)) {
      const meant = lastCountry(turn)
      if (meant !== undefined) return { about: 'population', country: meant }
    }
    if (/\bflag\b/.test(core) && /\b(?:colou?rs?|look|looks|like|what|describe)\b/.test(core)) {
      const meant = countryMeant(turn, core) ?? countryOfPeople(core)
      if (meant !== undefined) return { about: 'flag', country: meant }
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
        /\b(?:what|which) (?:is the )?(?:main |official |national |first |native |most spoken )?languages?\b|\blanguages? (?:is|are|do|does) .*\b(?:spoken|speak)\b|\bwhat do (?:they|people) speak\b|\bofficial languages?\b/.test(
          core,
        ) &&
        /\bspeak|spoken|language/.test(core)
      )
        return 'language'
      if (
        /\bcurrenc(?:y|ies)\b|\b(?:call|name of|is) (?:their|the) money\b|\bwhat (?:kind of )?money\b|\bpay with in\b|\b(?:do|does|can|could) (?:they|people|it|i|we|you|one) (?:also |still )?(?:have|use|take|accept|pay (?:in|with)|pay) (?:the |with |in )*(?:euros?|dollars?|pounds?|francs?|kron\w+)\b.*\b(?:there|in)\b|\bhow do (?:you|they|people) pay in\b/.test(
          core,
        )
      )
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
  answer: (asked, turn) => countryAnswer(asked, turn),
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
      case 'population':
      case 'city-population':
        return `what is the population of ${said}`
      case 'flag':
        return `what does the flag of ${said} look like`
      default:
        return `what is the capital of ${said}`
    }
  },
}
