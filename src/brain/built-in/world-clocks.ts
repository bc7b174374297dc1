/** Whose clock a city or country goes by. */
import { placeKey, placeNamed, saidName, withoutArticle } from './places.ts'

const zoneByCity = new Map<string, string>()
for (const zone of Intl.supportedValuesOf('timeZone')) {
  const city = zone.split('/').at(-1)
  if (city !== undefined && zone.includes('/')) zoneByCity.set(placeKey(city.replaceAll('_', ' ')), zone)
}
const zoneAliases: Readonly<Record<string, string>> = {
  tokio: 'Asia/Tokyo',
  'new delhi': 'Asia/Kolkata',
  delhi: 'Asia/Kolkata',
  mumbai: 'Asia/Kolkata',
  bangalore: 'Asia/Kolkata',
  beijing: 'Asia/Shanghai',
  washington: 'America/New_York',
  'washington dc': 'America/New_York',
  boston: 'America/New_York',
  miami: 'America/New_York',
  atlanta: 'America/New_York',
  philadelphia: 'America/New_York',
  'new york city': 'America/New_York',
  florida: 'America/New_York',
  chicago: 'America/Chicago',
  dallas: 'America/Chicago',
  houston: 'America/Chicago',
  austin: 'America/Chicago',
  texas: 'America/Chicago',
  california: 'America/Los_Angeles',
  'san francisco': 'America/Los_Angeles',
  'san diego': 'America/Los_Angeles',
  seattle: 'America/Los_Angeles',
  'las vegas': 'America/Los_Angeles',
  la: 'America/Los_Angeles',
  'l a': 'America/Los_Angeles',
  hawaii: 'Pacific/Honolulu',
  ottawa: 'America/Toronto',
  montreal: 'America/Toronto',
  brasilia: 'America/Sao_Paulo',
  rio: 'America/Sao_Paulo',
  'rio de janeiro': 'America/Sao_Paulo',
  canberra: 'Australia/Sydney',
  wellington: 'Pacific/Auckland',
  bern: 'Europe/Zurich',
  geneva: 'Europe/Zurich',
  milan: 'Europe/Rome',
  munich: 'Europe/Berlin',
  hamburg: 'Europe/Berlin',
  frankfurt: 'Europe/Berlin',
  cologne: 'Europe/Berlin',
  barcelona: 'Europe/Madrid',
  edinburgh: 'Europe/London',
  manchester: 'Europe/London',
  england: 'Europe/London',
  scotland: 'Europe/London',
  wales: 'Europe/London',
  'abu dhabi': 'Asia/Dubai',
  'saint petersburg': 'Europe/Moscow',
  hanoi: 'Asia/Bangkok',
  islamabad: 'Asia/Karachi',
  ankara: 'Europe/Istanbul',
  osaka: 'Asia/Tokyo',
  kyoto: 'Asia/Tokyo',
  'cape town': 'Africa/Johannesburg',
  pretoria: 'Africa/Johannesburg',
  kathmandu: 'Asia/Kathmandu',
  kyiv: 'Europe/Kyiv',
  abuja: 'Africa/Lagos',
  rabat: 'Africa/Casablanca',
  quito: 'America/Guayaquil',
  astana: 'Asia/Almaty',
  'washington, d.c.': 'America/New_York',
  tirana: 'Europe/Tirane',
  sucre: 'America/La_Paz',
  yamoussoukro: 'Africa/Abidjan',
  yaounde: 'Africa/Douala',
  'ulan bator': 'Asia/Ulaanbaatar',
  naypyidaw: 'Asia/Yangon',
  dodoma: 'Africa/Dar_es_Salaam',
  sanaa: 'Asia/Aden',
  'vatican city': 'Europe/Vatican',
  gitega: 'Africa/Bujumbura',
  lobamba: 'Africa/Mbabane',
  moroni: 'Indian/Comoro',
  asmara: 'Africa/Nairobi',
  palikir: 'Pacific/Pohnpei',
  'south tarawa': 'Pacific/Tarawa',
  basseterre: 'America/St_Kitts',
  castries: 'America/St_Lucia',
  honiara: 'Pacific/Guadalcanal',
  seychelles: 'Indian/Mahe',
  nukualofa: 'Pacific/Tongatapu',
  kingstown: 'America/St_Vincent',
  'port vila': 'Pacific/Efate',
  'saint johns': 'America/Antigua',
  lilongwe: 'Africa/Blantyre',
  utc: 'UTC',
  gmt: 'UTC',
}

/** The clock of a city or country by name; a country of many clocks is told by its capital. */
export function clockOf(name: string): { readonly zone: string; readonly label: string } | undefined {
  const key = withoutArticle(name)
  const title =
    key === 'utc' || key === 'gmt' ? key.toUpperCase() : key.replace(/\b(?!de\b|of\b)\w/g, (letter) => letter.toUpperCase())
  const zone = zoneAliases[key] ?? zoneByCity.get(key)
  if (zone !== undefined) return { zone, label: title }
  const place = placeNamed(name)
  if (place === undefined) return undefined
  const city = place.type === 'region' ? place.capital : place.country.capital[0]
  const cityKey = city === undefined ? '' : withoutArticle(city)
  const capitalZone = zoneAliases[cityKey] ?? zoneByCity.get(cityKey)
  if (capitalZone === undefined || city === undefined) return undefined
  const wide = place.type === 'country' && manyClocks.has(place.country.cca3)
  return { zone: capitalZone, label: wide ? city : place.type === 'country' ? saidName(place.country) : place.name }
}

const manyClocks = new Set(['USA', 'CAN', 'RUS', 'BRA', 'AUS', 'MEX', 'IDN', 'KAZ', 'MNG', 'COD', 'KIR', 'FSM', 'PNG'])
