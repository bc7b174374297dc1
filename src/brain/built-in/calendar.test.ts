/** Days and times: counted, read from words, said. */
import { expect, test } from 'vitest'
import {
  clockChange,
  dayNumber,
  dayOfNumber,
  daysInMonth,
  easter,
  holidayIn,
  isLeap,
  momentIn,
  sayDay,
  sayDuration,
  sayTime,
  seasonAt,
  spokenIn,
  weekdayOf,
  weekOf,
} from './calendar.ts'

const today = { year: 2026, month: 3, day: 14 }
const now = new Date('2026-03-14T15:26:00+01:00')

test('knows the weekday, the leap years, the months and the ISO week', () => {
  expect(weekdayOf(today)).toBe('Saturday')
  expect(weekdayOf({ year: 1969, month: 7, day: 20 })).toBe('Sunday')
  expect([1900, 2000, 2024, 2026].map(isLeap)).toEqual([false, true, true, false])
  expect([daysInMonth(2026, 2), daysInMonth(2024, 2), daysInMonth(2026, 12)]).toEqual([28, 29, 31])
  expect([weekOf(today), weekOf({ year: 2021, month: 1, day: 3 }), weekOf({ year: 2026, month: 12, day: 31 })]).toEqual([
    11, 53, 53,
  ])
  expect(dayOfNumber(dayNumber(today) + 18)).toEqual({ year: 2026, month: 4, day: 1 })
})

test('Easter falls where the tables say', () => {
  expect([2024, 2025, 2026, 2038].map(easter)).toEqual([
    { year: 2024, month: 3, day: 31 },
    { year: 2025, month: 4, day: 20 },
    { year: 2026, month: 4, day: 5 },
    { year: 2038, month: 4, day: 25 },
  ])
})

test.each([
  ['christmas', 2026, 12, 25],
  ["valentine's day", 2027, 2, 14],
  ['thanksgiving', 2026, 11, 26],
  ['good friday', 2026, 4, 3],
  ['christmas 2030', 2030, 12, 25],
  ['last year christmas', 2025, 12, 25],
])('the next %s', (words, year, month, day) => {
  expect(holidayIn(words, today)?.day).toEqual({ year, month, day })
})

test('reads times in the caller’s zone, and the clocks by halves and quarters', () => {
  expect(spokenIn('half past 8 tonight', now, 'Europe/Berlin')).toMatchObject({ hour: 20, minute: 30 })
  expect(spokenIn('on friday', now, 'Europe/Berlin')?.day).toEqual({ year: 2026, month: 3, day: 20 })
  expect(spokenIn('last monday', now, 'Europe/Berlin')?.day).toEqual({ year: 2026, month: 3, day: 9 })
  expect(momentIn(new Date('2026-03-14T23:30:00Z'), 'Asia/Tokyo')).toMatchObject({ day: 15, hour: 8, minute: 30 })
})

test('says times, days and spans for the ear', () => {
  expect([sayTime(15, 26), sayTime(0, 0), sayTime(12, 0), sayTime(9, 5), sayTime(21, 0), sayTime(3, 15)]).toEqual([
    'three twenty-six in the afternoon',
    'midnight',
    'noon',
    'nine oh five in the morning',
    "nine o'clock in the evening",
    'three fifteen at night',
  ])
  expect(sayDay({ year: 1976, month: 7, day: 4 }, 2026)).toBe('July fourth, nineteen seventy-six')
  expect([sayDuration(45), sayDuration(5400), sayDuration(150), sayDuration(90_000)]).toEqual([
    'forty-five seconds',
    'one hour and thirty minutes',
    'two minutes and thirty seconds',
    'one day and one hour',
  ])
  expect([seasonAt(today), seasonAt({ year: 2026, month: 7, day: 1 })]).toEqual(['winter', 'summer'])
})

test('finds the next change of the clocks, and none where there is none', () => {
  expect(clockChange(now, 'Europe/Berlin')).toMatchObject({ day: { year: 2026, month: 3, day: 29 }, forward: true })
  expect(clockChange(now, 'Asia/Tokyo')).toBeUndefined()
})
