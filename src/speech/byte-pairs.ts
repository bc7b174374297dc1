/** Text to tokens as the model was trained on them: byte pairs, merged in the order of their ids. */

/** The words of a text with the space before each, as GPT-2 parts them before pairs are merged. */
const parts = /'(?:s|t|re|ve|m|ll|d)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+/gu

/**
 * @param ids of tokens by their bytes as Latin-1 letters; ids of longer tokens are in the order in which they were learned
 * @returns ids; bytes without a token are left out
 */
export function bytePairTokens(text: string, ids: ReadonlyMap<string, number>): number[] {
  return [...text.matchAll(parts)].flatMap(([part]) => merged(part, ids))
}

function merged(part: string, ids: ReadonlyMap<string, number>): number[] {
  const pieces = [...Buffer.from(part, 'utf8').toString('latin1')]
  for (;;) {
    let best = -1
    let lowest = Infinity
    for (let i = 0; i + 1 < pieces.length; i++) {
      const id = ids.get(`${pieces[i]}${pieces[i + 1]}`)
      if (id === undefined || id >= lowest) continue
      lowest = id
      best = i
    }
    if (best < 0) break
    pieces.splice(best, 2, `${pieces[best]}${pieces[best + 1]}`)
  }
  return pieces.flatMap((piece) => ids.get(piece) ?? [])
}
