import { expect, it } from 'vitest'
import { happenings } from './event-words.ts'

it('tells in order what happened beside the words, and leaves out what is only to be seen', () => {
  const list = happenings(
    [
      { type: 'latency', turnId: 'a1', responseMs: 480.4, fromMs: 1000, toMs: 1480 },
      { type: 'pause', side: 'user', startMs: 1, endMs: 2 },
      { type: 'gap', startMs: 400, endMs: 1900, detail: '' },
      { type: 'engine', state: 'lagging', name: 'local', detail: 'The engine is 1.2 s behind.', atMs: 9000 },
      { type: 'engine', state: 'ready', name: 'local', epoch: 2, reason: 'lag', gapMs: 700, atMs: 9900 },
      { type: 'interruption', by: 'user', turnId: 'a1', atMs: 3000, stopMs: 420 },
      { type: 'recording', level: 'audio', days: null, audioDays: 30, atMs: 0 },
    ],
    'Arcus',
  )
  expect(list.map(({ words }) => words)).toEqual([
    'Your sound was missing for 1.5 s',
    'Arcus answered after 480 ms',
    'You cut in; the other side fell silent after 420 ms',
    'The engine is 1.2 s behind.',
    'The call moved: the engine fell behind · 0.7 s',
  ])
})
