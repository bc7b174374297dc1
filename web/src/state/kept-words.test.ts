import { expect, it } from 'vitest'
import { keptWords } from './kept-words.ts'

it('says what is kept, and for how long', () => {
  expect(keptWords({ level: 'off', days: 30, audioDays: 30 })).toBe('Nothing that is said is kept.')
  expect(keptWords({ level: 'transcript', days: null, audioDays: 30 })).toBe(
    'The words are kept until you delete them, no sound.',
  )
  expect(keptWords({ level: 'audio', days: null, audioDays: 30 })).toBe(
    'Recorded: sound and words. The sound is kept for 30 days, the words until you delete them.',
  )
  expect(keptWords({ level: 'audio', days: 14, audioDays: 14 })).toBe('Recorded: sound and words, kept for 14 days.')
})
