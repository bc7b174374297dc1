/** Countries, capitals and their clocks. */
import { expect, test } from 'vitest'
import { capitalCity, capitalOf, countryIn, placeNamed, saidName } from './places.ts'
import { clockOf } from './world-clocks.ts'

test.each([
  ['the netherlands', 'Netherlands'],
  ['holland', 'Netherlands'],
  ['america', 'United States'],
  ['Türkiye', 'Türkiye'],
  ['turkey', 'Türkiye'],
  ['ivory coast', 'Ivory Coast'],
])('%s is a country', (name, common) => {
  const place = placeNamed(name)
  expect(place?.type === 'country' ? place.country.name.common : undefined).toBe(common)
})

test('finds the longest name within a sentence, and "us" only as "the us"', () => {
  expect(countryIn('what do they speak in south africa')?.cca3).toBe('ZAF')
  expect(countryIn('tell us about guinea bissau')?.cca3).toBe('GNB')
  expect(countryIn('the president of the us')?.cca3).toBe('USA')
  expect(countryIn('tell us more')).toBeUndefined()
})

test('capitals: one, several, disputed, of regions, and back', () => {
  const capital = (name: string) => {
    const place = placeNamed(name)
    return place?.type === 'country' ? capitalOf(place.country) : undefined
  }
  expect(capital('australia')).toEqual({ type: 'one', city: 'Canberra' })
  expect(capital('bolivia')?.type).toBe('several')
  expect(capital('taiwan')?.type).toBe('disputed')
  expect(placeNamed('texas')).toMatchObject({ type: 'region', capital: 'Austin' })
  expect(capitalCity('vienna')).toEqual({ city: 'Vienna', of: 'Austria' })
  expect(capitalCity('gotham')).toBeUndefined()
})

test('says "the" where people do', () => {
  const said = (name: string) => {
    const country = countryIn(name)
    return country && saidName(country)
  }
  expect([said('uk'), said('the us'), said('france'), said('turkey')]).toEqual([
    'the United Kingdom',
    'the United States',
    'France',
    'Turkey',
  ])
})

test('every member of the United Nations has a clock', () => {
  expect(
    ['france', 'myanmar', 'samoa', 'nauru', 'south sudan', 'eswatini', 'bolivia', 'yemen'].map((name) => clockOf(name)?.zone),
  ).not.toContain(undefined)
  expect(clockOf('new york')).toEqual({ zone: 'America/New_York', label: 'New York' })
  expect(clockOf('india')?.zone).toBe('Asia/Kolkata')
  expect(clockOf('atlantis')).toBeUndefined()
})
