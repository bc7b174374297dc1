import fc from 'fast-check'
import { expect, test } from 'vitest'
import { endPieces, noPieces, pushPiece } from './pieces.ts'

function joined(pieces: readonly string[]): string {
  let state = noPieces
  let text = ''
  for (const piece of pieces) {
    const [next, added] = pushPiece(state, piece)
    state = next
    text += added
  }
  return text + endPieces(state)
}

test.each([
  ['a leading space begins a word', [' Hel', 'lo', ' there', '.'], ' Hello there.'],
  ['SentencePiece’s own blank is a space', ['▁Hi', '▁', 'you'], ' Hi you'],
  ['repeated pieces are kept', [' ha', ' ha', 'ha'], ' ha haha'],
  ['control pieces add nothing', ['<s>', ' a', '<pad>', '</s>', 'b', '<unk>', '<EPAD>'], ' ab'],
  ['words in angle brackets are text', [' <so>', ' <s'], ' <so> <s'],
  ['bytes in one piece', ['<0xE2><0x82><0xAC>'], '€'],
  ['bytes split over pieces', [' 5', '<0xE2>', '<0x82>', '<0xAC>', ' now'], ' 5€ now'],
  ['a control piece within a run does not cut it', ['<0xc3>', '<pad>', '<0xa9>'], 'é'],
  ['text within the same piece', ['a<0xC3><0xA9>b'], 'aéb'],
  ['a character cut by text becomes the replacement', ['<0xE2>', '<0x82>', 'x'], '\ufffdx'],
  ['a character cut by the end too', ['ok', '<0xF0>', '<0x9F>'], 'ok\ufffd'],
  ['a stray continuation byte does not wait', ['<0x80>', '<0x41>'], '\ufffdA'],
  ['nothing', [], ''],
])('%s', (_, pieces, text) => {
  expect(joined(pieces)).toBe(text)
})

test('complete characters come out at once', () => {
  const [state, text] = pushPiece(noPieces, '<0x41><0xC3>')
  expect(text).toBe('A')
  expect(pushPiece(state, '<0xA9>')).toEqual([noPieces, 'é'])
})

test('any text spelt in bytes comes back, however the run is split', () => {
  const spelt = fc.tuple(
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 }),
  )
  fc.assert(
    fc.property(spelt, ([text, lengths]) => {
      const bytes = [...new TextEncoder().encode(text)].map((byte) => `<0x${byte.toString(16).padStart(2, '0').toUpperCase()}>`)
      const pieces: string[] = []
      for (let at = 0, i = 0; at < bytes.length; i++) {
        const length = lengths[i % lengths.length] ?? 1
        pieces.push(bytes.slice(at, at + length).join(''))
        at += length
      }
      expect(joined(pieces)).toBe(text)
    }),
    { seed: 7 },
  )
})

test('any bytes come out as a decoder that sees them whole would spell them, and at most three wait', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 30 }), (bytes) => {
      const pieces = bytes.map((byte) => `<0x${byte.toString(16).padStart(2, '0')}>`)
      let state = noPieces
      for (const piece of pieces) {
        state = pushPiece(state, piece)[0]
        expect(state.pending.length).toBeLessThanOrEqual(3)
      }
      expect(joined(pieces)).toBe(new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(bytes)))
    }),
    { seed: 8, numRuns: 1000 },
  )
})
