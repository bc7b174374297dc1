/** Converting measures: lengths, weights, volumes, temperatures, speeds, times and data, by mathjs. */
import math from 'mathjs/lib/browser/math.js'
import { digitsFor } from '../numbers.ts'
import { type Skill, say } from '../skill.ts'
import { sayValue } from './arithmetic.ts'

/** What people say, the unit mathjs knows, and how it is said: one, many. */
const units: readonly (readonly [RegExp, string, string, string])[] = [
  [/^(?:millimeters?|millimetres?|mm)$/, 'mm', 'millimeter', 'millimeters'],
  [/^(?:centimeters?|centimetres?|cm|cms)$/, 'cm', 'centimeter', 'centimeters'],
  [/^(?:kilometers?|kilometres?|km|kms|k|klicks?)$/, 'km', 'kilometer', 'kilometers'],
  [/^(?:meters?|metres?|m)$/, 'm', 'meter', 'meters'],
  [/^(?:inch|inches)$/, 'inch', 'inch', 'inches'],
  [/^(?:foot|feet|ft)$/, 'foot', 'foot', 'feet'],
  [/^(?:yards?|yd|yds)$/, 'yard', 'yard', 'yards'],
  [/^(?:nautical miles?)$/, '1852 m', 'nautical mile', 'nautical miles'],
  [/^(?:miles?|mi)$/, 'mile', 'mile', 'miles'],
  [/^(?:light years?)$/, '9460730472580.8 km', 'light year', 'light years'],
  [/^(?:milligrams?|mg)$/, 'mg', 'milligram', 'milligrams'],
  [/^(?:kilograms?|kilogrammes?|kilos?|kg|kgs)$/, 'kg', 'kilogram', 'kilograms'],
  [/^(?:grams?|grammes?|g)$/, 'g', 'gram', 'grams'],
  [/^(?:ounces?|oz)$/, 'oz', 'ounce', 'ounces'],
  [/^(?:pounds?|lbs?)$/, 'lb', 'pound', 'pounds'],
  [/^(?:stones?)$/, '14 lb', 'stone', 'stone'],
  [/^(?:metric tons?|tonnes?)$/, '1000 kg', 'tonne', 'tonnes'],
  [/^(?:tons?)$/, '2000 lb', 'US ton', 'US tons'],
  [/^(?:milliliters?|millilitres?|ml)$/, 'ml', 'milliliter', 'milliliters'],
  [/^(?:liters?|litres?|l)$/, 'l', 'liter', 'liters'],
  [/^(?:fluid ounces?)$/, '29.5735295625 ml', 'fluid ounce', 'fluid ounces'],
  [/^(?:cups?)$/, '236.5882365 ml', 'cup', 'cups'],
  [/^(?:tablespoons?|tbsp)$/, '14.78676478125 ml', 'tablespoon', 'tablespoons'],
  [/^(?:teaspoons?|tsp)$/, '4.92892159375 ml', 'teaspoon', 'teaspoons'],
  [/^(?:pints?)$/, '473.176473 ml', 'pint', 'pints'],
  [/^(?:quarts?)$/, '946.352946 ml', 'quart', 'quarts'],
  [/^(?:us )?(?:gallons?)$/, '3785.411784 ml', 'gallon', 'gallons'],
  [/^(?:acres?)$/, 'acre', 'acre', 'acres'],
  [/^(?:hectares?)$/, 'hectare', 'hectare', 'hectares'],
  [/^(?:square (?:meters?|metres?))$/, 'm^2', 'square meter', 'square meters'],
  [/^(?:square (?:feet|foot))$/, 'sqft', 'square foot', 'square feet'],
  [/^(?:square (?:kilometers?|kilometres?))$/, 'km^2', 'square kilometer', 'square kilometers'],
  [/^(?:square miles?)$/, 'sqmi', 'square mile', 'square miles'],
  [/^(?:(?:miles?) (?:per|an|a) hour|mph)$/, 'mile/hour', 'mile per hour', 'miles per hour'],
  [
    /^(?:(?:kilometers?|kilometres?|km|k) (?:per|an|a) hour|kmh|kph|km h)$/,
    'km/hour',
    'kilometer per hour',
    'kilometers per hour',
  ],
  [/^(?:(?:meters?|metres?) (?:per|a) second)$/, 'm/s', 'meter per second', 'meters per second'],
  [/^(?:knots?)$/, '1852 m/hour', 'knot', 'knots'],
  [/^(?:(?:degrees? )?(?:celsius|centigrade|c))$/, 'degC', 'degree Celsius', 'degrees Celsius'],
  [/^(?:(?:degrees? )?(?:fahrenheit|f))$/, 'degF', 'degree Fahrenheit', 'degrees Fahrenheit'],
  [/^(?:(?:degrees? )?kelvin)$/, 'K', 'kelvin', 'kelvin'],
  [/^(?:milliseconds?)$/, 'ms', 'millisecond', 'milliseconds'],
  [/^(?:seconds?|secs?)$/, 's', 'second', 'seconds'],
  [/^(?:minutes?|mins?)$/, 'minute', 'minute', 'minutes'],
  [/^(?:hours?)$/, 'hour', 'hour', 'hours'],
  [/^(?:days?)$/, 'day', 'day', 'days'],
  [/^(?:fortnights?)$/, '14 day', 'fortnight', 'fortnights'],
  [/^(?:weeks?)$/, 'week', 'week', 'weeks'],
  [/^(?:months?)$/, 'month', 'month', 'months'],
  [/^(?:leap years?)$/, '366 day', 'leap year', 'leap years'],
  [/^(?:years?)$/, '365 day', 'year', 'years'],
  [/^(?:decades?)$/, '3650 day', 'decade', 'decades'],
  [/^(?:centur(?:y|ies))$/, '36500 day', 'century', 'centuries'],
  [/^(?:bits?)$/, 'b', 'bit', 'bits'],
  [/^(?:bytes?)$/, 'B', 'byte', 'bytes'],
  [/^(?:kilobytes?|kb)$/, 'kB', 'kilobyte', 'kilobytes'],
  [/^(?:megabytes?|mb|megs?)$/, 'MB', 'megabyte', 'megabytes'],
  [/^(?:gigabytes?|gb|gigs?)$/, 'GB', 'gigabyte', 'gigabytes'],
  [/^(?:terabytes?|tb)$/, 'TB', 'terabyte', 'terabytes'],
  [/^(?:calories?|kilocalories?|kcal)$/, '4.184 kJ', 'calorie', 'calories'],
  [/^(?:kilojoules?|kj)$/, 'kJ', 'kilojoule', 'kilojoules'],
  [/^(?:horsepower|hp)$/, '745.7 W', 'horsepower', 'horsepower'],
  [/^(?:kilowatts?|kw)$/, 'kW', 'kilowatt', 'kilowatts'],
  [/^(?:degrees?)$/, 'deg', 'degree', 'degrees'],
]

/** The amount told first, the question after it: "it's 30 degrees celsius, how much is that in fahrenheit". */
const apart: readonly RegExp[] = [
  /\b(?<amount>minus \d+|-?\d+(?:\.\d+)?) ?(?<from>[a-z]+(?: [a-z]+)?)\b.*\b(?:how much|what|how many) (?:is|are|would) (?:that|it|this) (?:be )?(?:in|to|as) (?<to>[a-z ]+)$/,
  /\b(?<amount>minus \d+|-?\d+(?:\.\d+)?) ?(?<from>[a-z]+(?: [a-z]+)?)\b.*\bhow many (?<to>[a-z ]+?) (?:is|are|would) (?:that|it|this)(?: be)?$/,
]

type Unit = { readonly math: string; readonly one: string; readonly many: string }
type Conversion = { readonly amount: number; readonly from: Unit; readonly to: Unit; readonly per?: 'rule' }

function unitNamed(words: string): Unit | undefined {
  const key = words.trim().replace(/^(?:a|an|one|the) /, '')
  const found = units.find(([pattern]) => pattern.test(key))
  return found === undefined ? undefined : { math: found[1], one: found[2], many: found[3] }
}

/** Years are not made of whole months or weeks by their days; these are the counts people mean. */
const counts: Readonly<Record<string, number>> = {
  'year month': 12,
  'year week': 52,
  'decade year': 10,
  'century year': 100,
  'month week': 4.345,
  'century decade': 10,
  'leap year month': 12,
}

/** `amount` of one unit in another; undefined where they measure different things. */
export function converted({ amount, from, to }: Conversion): number | undefined {
  const counted = counts[`${from.one} ${to.one}`]
  if (counted !== undefined) return amount * counted
  const back = counts[`${to.one} ${from.one}`]
  if (back !== undefined) return amount / back
  try {
    if (/^deg[CF]$|^K$/.test(from.math) || /^deg[CF]$|^K$/.test(to.math)) return math.unit(amount, from.math).toNumber(to.math)
    return (
      amount *
      (math
        .unit(from.math.replace(/^(?=[a-z])/i, '1 '))
        .toSI()
        .toNumber() /
        math
          .unit(to.math.replace(/^(?=[a-z])/i, '1 '))
          .toSI()
          .toNumber())
    )
  } catch {
    return undefined
  }
}

function sameKind(from: Unit, to: Unit): boolean {
  try {
    const one = math.unit(from.math.replace(/^(?=[a-z])/i, '1 '))
    const other = math.unit(to.math.replace(/^(?=[a-z])/i, '1 '))
    return one.equalBase(other)
  } catch {
    return false
  }
}

/** Numbers and units only: "5 foot 11" as 71 inches. */
function feetAndInches(text: string): string {
  return text.replace(
    /\b(\d+) (?:foot|feet) (?:and )?(\d{1,2}(?:\.\d+)?)(?: inch(?:es)?)?\b/g,
    (_, feet: string, inches: string) => `${Number(feet) * 12 + Number(inches)} inches`,
  )
}

const patterns: readonly RegExp[] = [
  /\b(?:convert|change|turn|translate) (?<amount>-?\d+(?:\.\d+)?|an?\b|the)? ?(?<from>[a-z ]+?) (?:to|into|in) (?<to>[a-z ]+)$/,
  /\bhow (?:many|much)(?: is)? (?<to>[a-z ]+?) (?:is|are|are there in|is there in|in|does|do|make|makes|fit in|fit into|go into|there are in|equals?|has|have) (?:there )?(?:in )?(?<amount>-?\d+(?:\.\d+)?|half an?\b|an?\b|one)? ?(?<from>[a-z ]+?)(?: (?:have|has|make|equal|contain))?$/,
  /\bhow (?:much|many|long|far|hot|cold|fast|heavy|tall|warm|high) (?:is|are|would|do) (?<amount>minus \d+|-?\d+(?:\.\d+)?|an?\b) ?(?<from>[a-z ]+?) (?:be )?(?:in|to|into|as) (?<to>[a-z ]+)$/,
  /\b(?:what|how much) (?:is|are|would) (?<amount>minus \d+|-?\d+(?:\.\d+)?|half an?\b|an?\b) ?(?<from>[a-z ]+?) (?:be )?(?:in|to|into|as|converted to) (?<to>[a-z ]+)$/,
  /^(?<amount>minus \d+|-?\d+(?:\.\d+)?|half an?\b|an?\b) ?(?<from>[a-z ]+?) (?:in|to|into|as|is how many|equals how many|are how many|make how many) (?<to>[a-z ]+)$/,
]

export const unitConversion: Skill<Conversion> = {
  name: 'units',
  match: ({ heard }) => {
    const core = feetAndInches(digitsFor(heard.core.replace(/\b(\d)'(\d{1,2})\b/g, '$1 foot $2'))).replace(
      /\b(\d+(?:\.\d+)?)(km|cm|mm|kg|mg|ml|lbs?|oz|mph|kmh|kph|ft|gb|mb|tb|[cf])\b/g,
      '$1 $2',
    )
    for (const pattern of [...patterns, ...apart]) {
      const groups = pattern.exec(core)?.groups
      if (groups === undefined) continue
      const from = unitNamed((groups.from ?? '').replace(/^(?:of|hour) /, ''))
      const to = unitNamed((groups.to ?? '').replace(/ (?:is it|is that|please|there|that is|are there|do i need)$/, ''))
      if (to === undefined || from === undefined || from.math === to.math) continue
      const said = groups.amount ?? '1'
      const amount = /^half/.test(said) ? 0.5 : /^(?:a|an|one|the)$/.test(said) ? 1 : Number(said.replace('minus ', '-'))
      const scale =
        from.math === 'deg' && /^deg[CF]$/.test(to.math)
          ? { math: to.math === 'degC' ? 'degF' : 'degC', one: from.one, many: from.many }
          : from
      if (!sameKind(scale, to)) continue
      return { amount, from: scale, to }
    }
    return undefined
  },
  answer: (conversion) => {
    const value = converted(conversion)
    if (value === undefined) return undefined
    const degrees = /^deg/.test(conversion.to.math)
    const said = sayValue(degrees ? Number(value.toFixed(1)) : value, Math.abs(value) >= 100 ? 1 : 2)
    const small = Math.abs(value) < 0.01 && value !== 0
    const { from, to, amount } = conversion
    if (small) return say(`That's less than a hundredth of a ${to.one}.`)
    const name = said === 'one' ? to.one : to.many
    if (amount === 1 && !degrees)
      return say(
        `There ${said === 'one' ? 'is' : 'are'} ${said} ${name} in ${from.one === 'hour' || from.one === 'ounce' || from.one === 'inch' || from.one === 'acre' ? 'an' : 'a'} ${from.one}.`,
      )
    return say(`That's ${said} ${name}.`)
  },
  again: (rest, previous) => {
    const match = unitConversion.match(previous)
    if (match === undefined) return undefined
    const to = unitNamed(rest.replace(/^(?:in|to|into) /, ''))
    if (to !== undefined) return `${match.amount} ${match.from.many} in ${to.many}`
    const spoken = digitsFor(rest)
    return /^-?\d/.test(spoken)
      ? `${/[a-z]/.test(spoken) ? spoken : `${spoken} ${match.from.many}`} in ${match.to.many}`
      : undefined
  },
}
