/** Makes expected words likelier while a text is decoded: a bonus for each token that begins or goes on with one of them. */

/** Bonuses in nats, added to a token's score. */
export type BiasRules = {
  /** For the first token of a word; small, for many sounds begin like a name. */
  readonly beginning: number
  /** For the tokens after it. */
  readonly going: number
  /** Only as the first words of a text. */
  readonly atStart?: true
}
/** Found on the names of the ear's benchmark: more makes names of other words. */
export const hotWordRules: BiasRules = { beginning: 2, going: 4 }
/** For the few words that may be a whole answer, where the sound is no longer than one. */
export const shortWordRules: BiasRules = { beginning: 1.5, going: 1, atStart: true }

/**
 * For the sounds of somebody who is still looking for a word: Whisper was taught to leave them out, or makes other words of them ("arms",
 * "her"). On the calibration set's turns it then writes down all 13 that are said, where it had 6, and none in 115 that have none.
 */
export const fillerRules: BiasRules = { beginning: 2, going: 0 }
export const fillers: readonly string[] = ['uh', 'um']

/** Words whose sound is short enough to be taken for another's. In their order likelier first; used for sounds of a word or two only. */
export const shortWords: readonly string[] = [
  'No.',
  'Yes.',
  'Yeah.',
  'No',
  'Yes',
  'Okay.',
  'Stop.',
  'Wait.',
  'Sure.',
  'Hi.',
  'Bye.',
]
/** Sounds longer than this are no single word, ms of voice. */
export const shortWordMs = 700

type Node = { readonly next: Map<number, Node>; word: boolean }
const node = (): Node => ({ next: new Map(), word: false })

/** The token sequences of some words as a tree, walked along as tokens are chosen. */
export class WordBias {
  readonly #root = node()
  readonly #rules: BiasRules
  /** Where each word that may be under way stands. */
  #under: readonly Node[] = []
  #begun = false

  constructor(words: readonly (readonly number[])[], rules: BiasRules) {
    this.#rules = rules
    for (const tokens of words) {
      let at = this.#root
      for (const token of tokens) {
        const next = at.next.get(token) ?? node()
        at.next.set(token, next)
        at = next
      }
      at.word = true
    }
  }

  /** Adds the bonuses to the scores of the next token. */
  apply(scores: Float32Array): void {
    if (!(this.#rules.atStart && this.#begun))
      for (const token of this.#root.next.keys()) scores[token] = (scores[token] ?? 0) + this.#rules.beginning
    for (const at of this.#under) for (const token of at.next.keys()) scores[token] = (scores[token] ?? 0) + this.#rules.going
  }

  /** The token that was chosen. */
  take(token: number): void {
    const under: Node[] = []
    const roots = this.#rules.atStart && this.#begun ? [] : [this.#root]
    this.#begun = true
    for (const at of [...roots, ...this.#under]) {
      const next = at.next.get(token)
      if (next) under.push(next)
    }
    this.#under = under
  }
}
