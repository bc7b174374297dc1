import { expect, it } from 'vitest'
import { intentOf } from './intent.ts'

const said = { saidAt: Date.parse('2026-11-26T15:00:00Z'), timeZone: 'UTC' }

it.each([
  ['What do you know about me?', { type: 'memory', ask: 'tell' }],
  ['Please remember that my sister Ana visits on Friday.', { type: 'memory', ask: 'remember' }],
  ['Well, forget that.', { type: 'memory', ask: 'forget' }],
  ['Remind me tomorrow at nine to call Ana.', { type: 'time' }],
  ['When does the museum open on Sundays?', { type: 'question', question: 'When does the museum open on Sundays?' }],
  [
    'I came early. Tell me the opening hours of the shop',
    { type: 'question', question: 'Tell me the opening hours of the shop' },
  ],
  ['Could you book a table for two at Marios?', { type: 'task', task: 'Could you book a table for two at Marios?' }],
  ['Send an email to Tom about the meeting', { type: 'task' }],
  ['How are you today?', { type: 'small-talk' }],
  ['what time is it', { type: 'small-talk' }],
  ['I had a lovely day.', { type: 'small-talk' }],
  ['', { type: 'small-talk' }],
])('%s', (text, intent) => expect(intentOf(text, said)).toMatchObject(intent))
