/** Finds the question of a task in what its executor writes: `<<<NEED_INPUT>>> question <<<CONTEXT>>> why <<<END_INPUT>>>`, as it streams in. */

export type Question = { readonly question: string; readonly context: string }

/** What an executor is told to write in place of these is theirs; the instructions themselves, echoed, are no question. */
export const placeholders = { question: '(your one question)', context: '(why you ask, and what there is to choose from)' }

const open = /<<<\s*NEED_INPUT\s*>>>/gi
const context = /<<<\s*CONTEXT\s*>>>/i
const close = /<<<\s*END_INPUT\s*>>>/i
const anyMarker = /<<<\s*(?:NEED_INPUT|CONTEXT|END_INPUT)\s*>>>/gi
/** Terminals colour their text with these. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const colours = /\u001b\[[0-9;?]*[A-Za-z]/g
/** The longest beginning of a marker that may be cut in two by a chunk, characters. */
const markerTail = 40
/** A question that has not ended by then is none, characters. */
const mostPending = 16_000
/** One whose end mark is missing when the output ends still counts if it is no longer, characters. */
const mostUnclosed = 1000
const mostQuestion = 1000
const mostContext = 4000

/**
 * The first whole question counts. Where one begins within another, the inner one does: the outer never ended. Empty ones and the
 * instructions themselves are passed over.
 */
export class NeedInput {
  #pending = ''

  /** @param text the next piece of output, however it was cut */
  push(text: string): Question | undefined {
    this.#pending += text
    for (;;) {
      const begins = firstOpen(this.#pending)
      if (begins < 0) {
        this.#pending = this.#pending.slice(-markerTail)
        return undefined
      }
      this.#pending = this.#pending.slice(begins)
      const end = close.exec(this.#pending)
      if (!end) {
        if (this.#pending.length <= mostPending) return undefined
        this.#pending = this.#pending.slice(3)
        continue
      }
      const found = questionIn(this.#pending.slice(0, end.index))
      this.#pending = this.#pending.slice(end.index + end[0].length)
      if (found) return found
    }
  }

  /** Nothing more comes: a question without its end mark is one all the same. */
  end(): Question | undefined {
    if (firstOpen(this.#pending) !== 0 || this.#pending.length > mostUnclosed) return undefined
    return questionIn(this.#pending)
  }
}

function firstOpen(text: string): number {
  open.lastIndex = 0
  return open.exec(text)?.index ?? -1
}

/** @param text from an opening mark to where the question ends */
function questionIn(text: string): Question | undefined {
  const inner = text.split(open).at(-1) ?? ''
  const mark = context.exec(inner)
  const question = plain(mark ? inner.slice(0, mark.index) : inner, mostQuestion)
  const why = plain(mark ? inner.slice(mark.index + mark[0].length) : '', mostContext)
  return question === '' || question === placeholders.question ? undefined : { question, context: why }
}

function plain(text: string, most: number): string {
  return text
    .replaceAll(colours, '')
    .replaceAll(anyMarker, ' ')
    .replaceAll(/[^\S\n]+/g, ' ')
    .replaceAll(/ ?\n\s*/g, '\n')
    .trim()
    .slice(0, most)
}
