/** Joins SentencePiece pieces, as kind-2 messages carry them, into text: a pure reducer over one speaker's pieces. */

/** The bytes of a character that is not complete yet, at most three. */
export type PieceState = { readonly pending: readonly number[] }
export const noPieces: PieceState = { pending: [] }

/** Control pieces reach the client because upstream hides only the ids 0 and 3. */
const control = /^<\/?(?:s|pad|epad|unk|bos|eos)>$/i
const byteRun = /((?:<0x[0-9a-f]{2}>)+)/i
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

/**
 * One more piece: the new state and the text it adds. A leading space (or `▁`) stays: it begins a word. `<0xHH>` runs become the
 * UTF-8 they spell, also when a run is split over pieces; bytes that spell nothing become U+FFFD. Control pieces add nothing.
 */
export function pushPiece(state: PieceState, piece: string): readonly [PieceState, string] {
  if (control.test(piece)) return [state, '']
  let pending: readonly number[] = state.pending
  let text = ''
  for (const part of piece.split(byteRun)) {
    if (part === '') continue
    if (byteRun.test(part)) {
      const bytes = [...pending, ...runBytes(part)]
      const whole = bytes.length - incompleteTail(bytes)
      text += utf8.decode(Uint8Array.from(bytes.slice(0, whole)))
      pending = bytes.slice(whole)
    } else {
      text += endPieces({ pending }) + part.replaceAll('▁', ' ')
      pending = []
    }
  }
  return [{ pending }, text]
}

/** What is left when no more pieces come: U+FFFD for a character that was never completed, else nothing. */
export function endPieces(state: PieceState): string {
  return state.pending.length === 0 ? '' : utf8.decode(Uint8Array.from(state.pending))
}

function runBytes(run: string): number[] {
  const bytes: number[] = []
  for (let at = 3; at < run.length; at += 6) bytes.push(Number.parseInt(run.slice(at, at + 2), 16))
  return bytes
}

/** How many bytes at the end begin a character whose rest may still come. */
function incompleteTail(bytes: readonly number[]): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if ((byte & 0xc0) === 0x80) continue
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
    return length > back ? back : 0
  }
  return 0
}
