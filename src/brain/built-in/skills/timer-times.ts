/** How long, or until when: durations and times of day in a request for a timer. */
import { clockWords, dayNumber, momentIn, sayTime, secondsUntil, spokenIn } from '../calendar.ts'
import { digitsFor } from '../numbers.ts'
import type { Turn } from '../skill.ts'

const unitSeconds: Readonly<Record<string, number>> = { second: 1, sec: 1, minute: 60, min: 60, hour: 3600, hr: 3600 }

/** Seconds in a spoken duration such as "an hour and a half", "2 minutes 30"; undefined where none is said. */
export function durationIn(plain: string): number | undefined {
  const text = digitsFor(
    plain
      .replace(/\b(?:half an?|a half|1\/2) (hour|minute)\b/g, '0.5 $1')
      .replace(/\b(?:an?|one) (hour|minute|second) and a half\b/g, '1.5 $1')
      .replace(/\b(?:an?|one) hour and (?:a )?quarter\b/g, '75 minutes')
      .replace(/\b(?:a )?quarter (?:of an )?hour\b/g, '15 minutes')
      .replace(/\bthree quarters of an hour\b/g, '45 minutes')
      .replace(/\b(?:a couple of|a couple) (?=minutes|hours|seconds)/g, '2 ')
      .replace(/\ban? (?=(?:hour|minute|second)\b)/g, '1 '),
  ).replace(/(\d) and 0\.5 /g, '$1.5 ')
  let total = 0
  let found = false
  for (const part of text.matchAll(/(\d+(?:\.\d+)?)[ -]*(hour|hr|minute|min|second|sec)s?\b(?: and a half)?/g)) {
    found = true
    const half = part[0].endsWith('and a half') ? 0.5 : 0
    total += (Number(part[1]) + half) * (unitSeconds[part[2] ?? ''] ?? 0)
  }
  const odd = /\b\d+ minutes? (?:and )?(\d+)$/.exec(text)
  if (odd !== null) total += Number(odd[1])
  return found ? Math.round(total) : undefined
}

/** The next such time of day, and how it is said; undefined where none is named. */
export function clockTime(plain: string, turn: Turn): { readonly seconds: number; readonly said: string } | undefined {
  const here = momentIn(turn.now, turn.timeZone)
  const text = clockWords(digitsFor(plain))
  const bare = /\b(?:at|for|until|by|when it is|once it is) (\d{1,2})(?:[: ](\d\d))?(?: ?(am|pm)| o'clock)?(?= |$)/.exec(text)
  let hour: number
  let minute: number
  let day = dayNumber(here)
  if (bare !== null && !/\btomorrow\b/.test(text)) {
    const said = Number(bare[1])
    minute = Number(bare[2] ?? 0)
    const half =
      bare[3] ??
      (/\bin the morning\b/.test(text) ? 'am' : /\bin the (?:afternoon|evening)\b|\btonight\b/.test(text) ? 'pm' : undefined)
    if (said > 23 || minute > 59) return undefined
    const options =
      half === 'am' ? [said % 12] : half === 'pm' ? [(said % 12) + 12] : said <= 12 ? [said % 24, (said % 12) + 12] : [said]
    const next = options.find((option) => option * 60 + minute > here.hour * 60 + here.minute)
    hour = next ?? options[0] ?? said
    if (next === undefined) day += 1
  } else if (/\b(?:at )?(?:noon|midday)\b/.test(text)) {
    hour = 12
    minute = 0
    if (here.hour >= 12) day += 1
  } else if (/\bmidnight\b/.test(text)) {
    hour = 24
    minute = 0
  } else {
    const spoken = spokenIn(text, turn.now, turn.timeZone)
    if (spoken?.hour === undefined || spoken.minute === undefined) return undefined
    hour = spoken.hour
    minute = spoken.minute
    day = dayNumber(spoken.day)
  }
  const seconds = secondsUntil(here, here, hour, minute) + (day - dayNumber(here)) * 86_400
  return seconds <= 0 ? undefined : { seconds, said: sayTime(hour % 24, minute) }
}
