import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ClauseCutter } from './clauses.ts'

const cut = (...pieces: string[]): string[] => {
  const cutter = new ClauseCutter()
  return [...pieces.flatMap((piece) => cutter.push(piece)), ...cutter.end()]
}

describe('clauses', () => {
  it('gives a short first clause as soon as something stands behind it', () => {
    const cutter = new ClauseCutter()
    expect(cutter.push('Sure I can help,')).toEqual([])
    expect(cutter.push(' and')).toEqual(['Sure I can help,'])
  })
  it('speaks whole sentences after the first clause', () => {
    expect(cut("It's half past three, in the afternoon. The sun sets at six. Enjoy it.")).toEqual([
      "It's half past three,",
      'in the afternoon.',
      'The sun sets at six.',
      'Enjoy it.',
    ])
  })
  it('does not take an abbreviation or a decimal for an end', () => {
    expect(cut('Ask Dr. Miller about it. He knows 3.5 things.')).toEqual(['Ask Dr. Miller about it.', 'He knows 3.5 things.'])
  })
  it('cuts a first clause without punctuation at a joint', () => {
    expect(cut('I went down to the old harbour and watched the boats come in from the sea')[0]).toBe(
      'I went down to the old harbour',
    )
  })
  it('gives the same clauses however the text is chopped, and loses nothing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('one ', 'two, ', 'three. ', 'and ', 'because ', 'far? ', 'x'), { maxLength: 60 }),
        fc.integer({ min: 1, max: 9 }),
        (parts, size) => {
          const text = parts.join('')
          const whole = cut(text)
          const chopped = cut(...(text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []))
          expect(whole.join(' ').split(/\s+/)).toEqual(text.trim().split(/\s+/))
          expect(chopped.join(' ').split(/\s+/)).toEqual(text.trim().split(/\s+/))
        },
      ),
      { seed: 7 },
    )
  })
})
