/** Keeps the beginning and the end of an output that may be endless, and counts all of it. */
export class BoundedText {
  readonly #half: number
  #head = ''
  #tail = ''
  #characters = 0

  /** @param most characters kept */
  constructor(most: number) {
    this.#half = Math.ceil(most / 2)
  }

  push(text: string): void {
    this.#characters += text.length
    const room = this.#half - this.#head.length
    this.#head += text.slice(0, Math.max(0, room))
    if (text.length > room) this.#tail = (this.#tail + text.slice(Math.max(0, room))).slice(-this.#half)
  }

  /** Everything that came. */
  get characters(): number {
    return this.#characters
  }

  get text(): string {
    const left = this.#characters - this.#head.length - this.#tail.length
    return left > 0 ? `${this.#head}\n… (${left} characters left out) …\n${this.#tail}` : this.#head + this.#tail
  }
}
