/** A program's output as lines; a progress bar that rewrites its line is passed on once in a while. */

/** A line longer than this is cut, so that a program that never ends one takes no memory. */
const maxLineCharacters = 2000

export type OutputLinesOptions = {
  readonly onLine: (line: string) => void
  /** How often a line that is being rewritten is passed on, ms. */
  readonly progressMs: number
  /** A steady clock, ms. */
  readonly now: () => number
}

export class OutputLines {
  readonly #options: OutputLinesOptions
  #line = ''
  #progressAtMs = Number.NEGATIVE_INFINITY

  constructor(options: OutputLinesOptions) {
    this.#options = options
  }

  push(text: string): void {
    // A return at the end of the piece before: a bar that is rewritten, unless the line ends here.
    if (this.#line.endsWith('\r') && !text.startsWith('\n')) this.#rewritten()
    const parts = text.split(/(\r\n|\n|\r(?!$))/)
    for (const part of parts) {
      if (part === '\n' || part === '\r\n') this.#end()
      else if (part === '\r') this.#rewritten()
      else this.#line = (this.#line + part).slice(0, maxLineCharacters)
    }
  }

  /** What stood after the last line end. */
  end(): void {
    if (this.#line !== '') this.#end()
  }

  #end(): void {
    const line = this.#line.replace(/\r$/, '')
    this.#line = ''
    if (line.trim() !== '') this.#options.onLine(line)
  }

  #rewritten(): void {
    const line = this.#line.replace(/\r$/, '')
    this.#line = ''
    const now = this.#options.now()
    if (line.trim() === '' || now - this.#progressAtMs < this.#options.progressMs) return
    this.#progressAtMs = now
    this.#options.onLine(line)
  }
}
