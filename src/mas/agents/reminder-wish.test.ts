import { describe, expect, it } from 'vitest'
import { reminderWish } from './reminder-wish.ts'

const timeZone = 'Europe/Berlin'
const saidAt = Date.parse('2026-11-26T15:00:00+01:00') // a Thursday
const wish = (text: string, at = saidAt) => reminderWish(text, { saidAt: at, timeZone })
const set = (text: string) => {
  const found = wish(text)
  return found?.type === 'set' ? [found.text, new Date(found.dueAt).toISOString().slice(0, 16)] : found
}

describe('a reminder that is asked for', () => {
  it.each([
    ['Remind me tomorrow at nine to call Ana.', 'to call Ana', '2026-11-27T08:00'],
    ['Can you remind me to call my sister tomorrow at nine?', 'to call your sister', '2026-11-27T08:00'],
    ['Remind me at nine to take my pills', 'to take your pills', '2026-11-26T20:00'],
    ['remind me at four that I am late', 'that you are late', '2026-11-26T15:00'],
    ['Set a reminder for Friday at half past ten to water the plants.', 'to water the plants', '2026-11-27T09:30'],
    ['Please remind me in ten minutes about the pasta', 'about the pasta', '2026-11-26T14:10'],
    ['Remind me in twenty five minutes to stretch', 'to stretch', '2026-11-26T14:25'],
    ['Remind me to stretch in fifteen minutes', 'to stretch', '2026-11-26T14:15'],
    ['In two hours remind me to leave.', 'to leave', '2026-11-26T16:00'],
    ['remind me at 9 am to run', 'to run', '2026-11-27T08:00'],
    ['Remind me about the meeting tomorrow at 3 pm', 'about the meeting', '2026-11-27T14:00'],
    ['remind me next Monday to pay the rent', 'to pay the rent', '2026-11-30T08:00'],
    ['I am off. Remind me tonight to lock the door. Bye!', 'to lock the door', '2026-11-26T21:00'],
  ])('%s', (said, text, due) => expect(set(said)).toEqual([text, due]))
  it('keeps its hour over a change of the clocks', () => {
    expect(set("Don't let me forget to call Tom on 3 April at quarter to eight")).toEqual(['to call Tom', '2027-04-03T05:45'])
  })
  it('says whether it is so soon that the call itself may keep it', () => {
    expect(wish('Remind me in ten minutes to leave')).toMatchObject({ inCall: true })
    expect(wish('Remind me next Monday to leave')).toMatchObject({ inCall: false })
  })
  it('is missing its time where none is said', () =>
    expect(wish('Remind me to buy milk')).toEqual({ type: 'when', text: 'to buy milk' }))
})
describe('other talk of reminders', () => {
  it.each([
    ['Cancel that reminder.', { about: '', all: false }],
    ['Please cancel the reminder about Ana', { about: 'Ana', all: false }],
    ['Delete all my reminders', { about: '', all: true }],
    ["Don't remind me to call Ana any more", { about: 'call Ana', all: false }],
  ])('takes back: %s', (said, cancelled) => expect(wish(said)).toEqual({ type: 'cancel', ...cancelled }))
  it('asks for the list', () => expect(wish('What reminders do I have?')).toEqual({ type: 'list' }))
  it.each(['That reminds me of my mother.', 'Remind me what my name is', 'I had a lovely day.'])('is none: %s', (said) =>
    expect(wish(said)).toBeUndefined(),
  )
})
