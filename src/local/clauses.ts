/** Cuts streamed text into the clauses that are spoken one by one: a short one first, so that sound starts early, whole sentences after. */

export type ClauseOptions = {
  /** Words in the first clause at most, before it is cut at a place that can bear it. */
  readonly firstWords: number
  /** Words in a later clause before a comma ends it. */
  readonly laterWords: number
  /** Words after which a clause is cut wherever it stands. */
  readonly mostWords: number
}
const defaults: ClauseOptions = { firstWords: 7, laterWords: 10, mostWords: 28 }

const SENTENCE_END = /[.!?…]["')\]]*(?=\s|$)/g
const CLAUSE_END = /[,;:–—.!?…]["')\]]*(?=\s|$)/g
const JOINT = /\s(?=(?:and|but|so|because|which|that|when|while|if|or|then|who|where)\s)/g
/** A full stop after these is no end of a sentence. */
const ABBREVIATION = /\b(?:mr|mrs|ms|dr|st|prof|e\.g|i\.e|etc|vs|no|[a-z])\.$/i

const count = (text: string): number => text.split(/\s+/).filter(Boolean).length

/** Takes text piece by piece; `push` and `end` give the clauses that are complete, in order, joined exactly to what came in but for outer spaces. */
export class ClauseCutter {
  #rest = ''
  #first = true
  readonly #options: ClauseOptions

  constructor(options: Partial<ClauseOptions> = {}) {
    this.#options = { ...defaults, ...options }
  }

  push(text: string): string[] {
    this.#rest += text
    const out: string[] = []
    for (let at = this.#cut(); at > 0; at = this.#cut()) {
      out.push(this.#rest.slice(0, at).trim())
      this.#rest = this.#rest.slice(at)
      this.#first = false
    }
    return out.filter(Boolean)
  }

  end(): string[] {
    const out = this.push('\n')
    const last = this.#rest.trim()
    this.#rest = ''
    return last ? [...out, last] : out
  }

  /** Where the next clause ends, or 0 while that is not certain: punctuation counts once something stands behind it. */
  #cut(): number {
    const { firstWords, laterWords, mostWords } = this.#options
    const text = this.#rest
    const ends = [...text.matchAll(this.#first ? CLAUSE_END : SENTENCE_END)]
      .map((m) => m.index + m[0].length)
      .filter((end) => end < text.length)
    const sound = ends.filter(
      (end) => !ABBREVIATION.test(text.slice(0, end)) && count(text.slice(0, end)) >= (this.#first ? 2 : 1),
    )
    const most = this.#first ? firstWords : mostWords
    const [near] = sound
    if (near !== undefined && count(text.slice(0, near)) <= most)
      return this.#first ? near : this.#atComma(text.slice(0, near), laterWords) || near
    if (count(text) <= most + 1) return 0
    const joints = [...text.matchAll(JOINT)]
      .map((m) => m.index)
      .filter((at) => count(text.slice(0, at)) >= 3 && count(text.slice(0, at)) <= most)
    return this.#atComma(text, 3) || (joints.at(-1) ?? 0) || near || afterWords(text, most)
  }

  /** The first comma that leaves at least `least` words before it and three behind, or 0. */
  #atComma(text: string, least: number): number {
    for (const m of text.matchAll(/[,;:–—](?=\s)/g)) {
      const end = m.index + m[0].length
      if (count(text.slice(0, end)) >= least && count(text.slice(end)) >= 3) return end
    }
    return 0
  }
}

function afterWords(text: string, words: number): number {
  let at = 0
  for (const m of text.matchAll(/\S+\s+/g)) {
    at = m.index + m[0].length
    if (--words === 0) break
  }
  return at
}
