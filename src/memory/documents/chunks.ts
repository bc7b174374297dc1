/** Blocks of a document as pieces of a size that is found and cited well; each knows the headings above it. Pure. */
import { looksLikeInstructions } from '../extract/gate.ts'
import type { Block } from './blocks.ts'

export type Chunk = {
  /** Title and headings: "Guide › Opening hours". */
  readonly heading: string
  readonly text: string
  readonly page?: number
  /** It tells a model what to do: kept as data, marked, and never part of a persona's prompt. */
  readonly suspicious: boolean
}

/** The embedding model reads some 250 word pieces; what is behind them would not be found by meaning. */
const wantedChars = 700
const mostChars = 1000
export const mostChunks = 20_000

export function chunksOf(title: string, blocks: readonly Block[]): Chunk[] {
  const chunks: Chunk[] = []
  let open: { heading: string; text: string; page?: number } | undefined
  const close = () => {
    if (open && chunks.length < mostChunks) chunks.push({ ...open, suspicious: looksLikeInstructions(open.text) })
    open = undefined
  }
  for (const block of blocks) {
    const heading = [title, ...block.headings.filter((one) => one !== title)].join(' › ')
    for (const text of pieces(block.text)) {
      const fits = open?.heading === heading && open.page === block.page && open.text.length + text.length < wantedChars
      if (open && fits) open = { ...open, text: `${open.text}\n${text}` }
      else {
        close()
        open = { heading, text, ...(block.page !== undefined && { page: block.page }) }
      }
    }
  }
  close()
  return chunks
}

/** A long paragraph at its sentences, a long sentence at its words. */
function pieces(text: string): string[] {
  if (text.length <= mostChars) return [text]
  const out: string[] = []
  let current = ''
  for (const part of text
    .split(/(?<=[.!?;])\s+|\n/)
    .flatMap((sentence) => (sentence.length > mostChars ? sentence.split(/(?<=.{600}\S*)\s/) : [sentence]))) {
    if (current !== '' && current.length + part.length > wantedChars) {
      out.push(current)
      current = ''
    }
    current = current === '' ? part : `${current} ${part}`
  }
  return current === '' ? out : [...out, current]
}
