/** Countries and their capitals, from the world-countries data. */
import { createRequire } from 'node:module'
import type { Countries, Country } from 'world-countries'

export type { Country }

// Its ES entry imports JSON without the attribute Node asks for, so its CommonJS one is loaded; `require` is untyped.
export const countries = createRequire(import.meta.url)('world-countries') as Countries

/** Lower case without accents or points: "São Tomé" to "sao tome", "Washington D.C." to "washington dc". */
export function placeKey(name: string): string {
  return name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/[.']/g, '').replace(/-/g, ' ').trim()
}

/** What people call them, where it is not in the data, or a city's name is more likely meant there. */
const nicknames: Readonly<Record<string, string>> = {
  usa: 'USA',
  us: 'USA',
  'the states': 'USA',
  'united states of america': 'USA',
  america: 'USA',
  uk: 'GBR',
  'great britain': 'GBR',
  britain: 'GBR',
  holland: 'NLD',
  'czech republic': 'CZE',
  turkey: 'TUR',
  burma: 'MMR',
  congo: 'COD',
  'democratic republic of the congo': 'COD',
  'republic of congo': 'COG',
  swaziland: 'SWZ',
  macedonia: 'MKD',
  'east timor': 'TLS',
  korea: 'KOR',
  vatican: 'VAT',
  'the vatican': 'VAT',
  emirates: 'ARE',
  uae: 'ARE',
  bosnia: 'BIH',
  russia: 'RUS',
  'cabo verde': 'CPV',
  'cote divoire': 'CIV',
}

const byCode = new Map(countries.map((country) => [country.cca3, country]))
const byName = new Map<string, Country>()
for (const country of countries) {
  for (const alternative of country.altSpellings) {
    if (alternative.length > 4 && /^[\x20-\x7e]+$/.test(alternative)) byName.set(placeKey(alternative), country)
  }
}
for (const country of countries) byName.set(placeKey(country.name.official), country)
for (const country of countries) byName.set(placeKey(country.name.common), country)
for (const [name, code] of Object.entries(nicknames)) {
  const country = byCode.get(code)
  if (country !== undefined) byName.set(name, country)
}

/** Seats that are settled by law or use and differ from, or say more than, the data. */
const capitals: Readonly<Record<string, string>> = {
  SWZ: 'Mbabane',
  USA: 'Washington, D.C.',
}
const severalSeats: Readonly<Record<string, string>> = {
  ZAF: 'South Africa has three capitals: Pretoria, Cape Town and Bloemfontein.',
  BOL: "Bolivia's capital is Sucre, and its government sits in La Paz.",
}
/** Whose capital or standing is disputed: no answer is given as plain fact. */
const disputed = new Set(['ISR', 'PSE', 'TWN', 'ESH', 'UNK'])

const homeNations: Readonly<Record<string, string>> = {
  england: 'London',
  scotland: 'Edinburgh',
  wales: 'Cardiff',
  'northern ireland': 'Belfast',
  bavaria: 'Munich',
  ontario: 'Toronto',
  quebec: 'Quebec City',
  'british columbia': 'Victoria',
  alberta: 'Edmonton',
  'new south wales': 'Sydney',
  queensland: 'Brisbane',
  catalonia: 'Barcelona',
  sicily: 'Palermo',
  tuscany: 'Florence',
  hawaii: 'Honolulu',
}

const states =
  'Alabama:Montgomery;Alaska:Juneau;Arizona:Phoenix;Arkansas:Little Rock;California:Sacramento;Colorado:Denver;Connecticut:Hartford;Delaware:Dover;Florida:Tallahassee;Idaho:Boise;Illinois:Springfield;Indiana:Indianapolis;Iowa:Des Moines;Kansas:Topeka;Kentucky:Frankfort;Louisiana:Baton Rouge;Maine:Augusta;Maryland:Annapolis;Massachusetts:Boston;Michigan:Lansing;Minnesota:Saint Paul;Mississippi:Jackson;Missouri:Jefferson City;Montana:Helena;Nebraska:Lincoln;Nevada:Carson City;New Hampshire:Concord;New Jersey:Trenton;New Mexico:Santa Fe;New York:Albany;North Carolina:Raleigh;North Dakota:Bismarck;Ohio:Columbus;Oklahoma:Oklahoma City;Oregon:Salem;Pennsylvania:Harrisburg;Rhode Island:Providence;South Carolina:Columbia;South Dakota:Pierre;Tennessee:Nashville;Texas:Austin;Utah:Salt Lake City;Vermont:Montpelier;Virginia:Richmond;Washington State:Olympia;West Virginia:Charleston;Wisconsin:Madison;Wyoming:Cheyenne'
const regions = new Map<string, { readonly name: string; readonly capital: string }>()
for (const pair of states.split(';')) {
  const [name = '', capital = ''] = pair.split(':')
  regions.set(placeKey(name), { name, capital })
}
for (const [key, capital] of Object.entries(homeNations)) {
  regions.set(key, { name: key.replace(/\b(?!and\b)\w/g, (letter) => letter.toUpperCase()), capital })
}

export type Place =
  | { readonly type: 'country'; readonly country: Country }
  | { readonly type: 'region'; readonly name: string; readonly capital: string }

/** The key of a name without "the" and "the country of". */
export const withoutArticle = (name: string): string =>
  placeKey(name).replace(/^(?:the (?:country|state|nation) (?:of )?|the )/, '')

/** The country or region of exactly this name. "Georgia" is the country. */
export function placeNamed(name: string): Place | undefined {
  const key = withoutArticle(name)
  const country = byName.get(placeKey(name)) ?? byName.get(key)
  if (country !== undefined) return { type: 'country', country }
  const region = regions.get(key)
  return region === undefined ? undefined : { type: 'region', ...region }
}

/** The longest country name within a text, and what stands around it. */
export function countryIn(text: string): Country | undefined {
  const words = placeKey(text).split(/\s+/)
  for (let length = Math.min(6, words.length); length > 0; length -= 1) {
    for (let at = words.length - length; at >= 0; at -= 1) {
      const name = words.slice(at, at + length).join(' ')
      if (name === 'us' && words[at - 1] !== 'the') continue
      const country = byName.get(name) ?? (name.endsWith('s') && name.length > 5 ? byName.get(name.slice(0, -1)) : undefined)
      if (country !== undefined) return country
    }
  }
  return undefined
}

const takeThe = new Set([
  'USA',
  'GBR',
  'NLD',
  'PHL',
  'BHS',
  'GMB',
  'MDV',
  'COM',
  'SYC',
  'ARE',
  'DOM',
  'CAF',
  'COD',
  'COG',
  'MHL',
  'SLB',
])

/** As it stands within a sentence: "France", "the Netherlands". */
export function saidName(country: Country): string {
  const name = country.name.common.replace(/^DR Congo$/, 'Democratic Republic of the Congo').replace(/^Türkiye$/, 'Turkey')
  return takeThe.has(country.cca3) && !name.startsWith('The ') ? `the ${name}` : name
}

export type Capital =
  | { readonly type: 'one'; readonly city: string }
  | { readonly type: 'several'; readonly sentence: string }
  | { readonly type: 'disputed' }
  | { readonly type: 'none' }

export function capitalOf(country: Country): Capital {
  if (disputed.has(country.cca3)) return { type: 'disputed' }
  const several = severalSeats[country.cca3]
  if (several !== undefined) return { type: 'several', sentence: several }
  const city = capitals[country.cca3] ?? country.capital[0]
  return city === undefined ? { type: 'none' } : { type: 'one', city }
}

/** The country, or region, whose capital this city is. */
export function capitalCity(city: string): { readonly city: string; readonly of: string } | undefined {
  const key = withoutArticle(city)
  for (const country of countries) {
    const capital = capitalOf(country)
    if (
      capital.type === 'one' &&
      (placeKey(capital.city).replace(',', '') === key || placeKey(capital.city).split(',')[0] === key)
    ) {
      return { city: capital.city, of: saidName(country) }
    }
  }
  for (const region of regions.values()) {
    if (placeKey(region.capital) === key) return { city: region.capital, of: region.name }
  }
  return undefined
}

export function countryOfCode(code: string): Country | undefined {
  return byCode.get(code)
}

/** The single words of country and capital names, for spelling. */
export const placeWords: readonly string[] = [
  ...new Set(
    countries
      .filter((country) => country.independent)
      .flatMap((country) => [country.name.common, ...country.capital])
      .map(placeKey)
      .filter((name) => /^[a-z]{5,}$/.test(name)),
  ),
]
