/** Distance, time and speed: one of them from the other two. */
import { sayDuration } from '../calendar.ts'
import { digitsFor } from '../numbers.ts'
import { sayValue } from '../sums.ts'
import { durationIn } from './timer-times.ts'

/** "If a train goes 90 kilometers in an hour and a half, how fast is it": what is asked for, as a sentence; undefined where too little is said. */
export function travelled(core: string): string | undefined {
  const text = digitsFor(core)
  const unit = /\b(?<unit>kilomet(?:er|re)s?|km|miles?|met(?:er|re)s?|feet)\b/.exec(text)?.groups?.unit
  if (unit === undefined || !/\bhow (?:fast|far|long)\b|\b(?:average )?speed\b/.test(text)) return undefined
  const name = unit === 'km' ? 'kilometers' : unit.replace(/re(s?)$/, 'er$1').replace(/s?$/, unit === 'feet' ? '' : 's')
  const speed = new RegExp(`\\b(\\d+(?:\\.\\d+)?) ${unit} (?:an|per) hour\\b|\\b(\\d+(?:\\.\\d+)?) (?:mph|kmh)\\b`).exec(text)
  const perHour = Number(speed?.[1] ?? speed?.[2])
  const rest = speed === null ? text : text.replace(speed[0], ' ')
  const distance = Number(new RegExp(`\\b(\\d+(?:\\.\\d+)?) ${unit}\\b`).exec(rest)?.[1])
  const seconds = durationIn(speed === null ? core : core.replace(/\b(?:an|per) hour\b(?! and)/, ' '))
  if (/\bhow fast\b|\bspeed\b/.test(text) && distance > 0 && seconds !== undefined && seconds > 0)
    return `That's ${sayValue(distance / (seconds / 3600))} ${name} an hour.`
  if (/\bhow long\b/.test(text) && distance > 0 && perHour > 0)
    return `That takes ${sayDuration(Math.round((distance / perHour) * 3600))}.`
  if (/\bhow far\b/.test(text) && perHour > 0 && seconds !== undefined && seconds > 0)
    return `That's ${sayValue(perHour * (seconds / 3600))} ${name}.`
  return undefined
}
