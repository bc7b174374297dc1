/** The units people name, and how much of one is how much of another, by mathjs. */
import math from 'mathjs/lib/browser/math.js'

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

export type Unit = { readonly math: string; readonly one: string; readonly many: string }
export type Conversion = { readonly amount: number; readonly from: Unit; readonly to: Unit }

export function unitNamed(words: string): Unit | undefined {
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

export function sameKind(from: Unit, to: Unit): boolean {
  try {
    const one = math.unit(from.math.replace(/^(?=[a-z])/i, '1 '))
    const other = math.unit(to.math.replace(/^(?=[a-z])/i, '1 '))
    return one.equalBase(other)
  } catch {
    return false
  }
}
