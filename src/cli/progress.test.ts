import { expect, it } from 'vitest'
import { modelProgress } from './progress.ts'

const pulled = (steps: readonly number[]) =>
  steps.map((doneBytes) => ({ id: 'ear', step: 'download' as const, doneBytes, totalBytes: 80_000_000 }))
const done = { id: 'ear', step: 'done' as const, doneBytes: 80_000_000, totalBytes: 80_000_000 }

function shown(isTTY: boolean): string {
  let text = ''
  const tell = modelProgress({ isTTY, write: (piece) => (text += piece) })
  for (const progress of [...pulled([0, 1_000_000, 40_000_000, 40_100_000, 80_000_000]), done]) tell(progress)
  return text
}

it('a terminal has one line that redraws itself, with bar and sizes', () => {
  const text = shown(true)
  expect(text).toContain('\r\x1b[2K  ear  ████████████░░░░░░░░░░░░ 50 %  40 MB of 80 MB')
  expect(text.split('\n')).toHaveLength(2)
})

it('elsewhere a line is printed at each quarter only', () => {
  expect(shown(false).trim().split('\n')).toEqual([
    'ear  0 %  0.0 MB of 80 MB',
    '  ear  50 %  40 MB of 80 MB',
    '  ear  100 %  80 MB of 80 MB',
    '  ear  ready (80 MB)',
  ])
})
