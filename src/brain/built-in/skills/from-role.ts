/** What the role text of the persona tells, asked of it. */
import { type Skill, say } from '../skill.ts'
import { contract, sentenceCase } from '../you-and-i.ts'

const stop = new Set(
  'a an the is are was were do does did can could would should will i you my your me we our it its of to in on for with and or at by from about how what when where which who why there this that have has had be been much many get tell know please if'.split(
    ' ',
  ),
)
const stemmed = (word: string): string => word.replace(/(?:'s|ing|ed|es|s)$/, '')
const contentOf = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s$']/gu, ' ')
    .split(/\s+/)
    .filter((word) => word.length > 1 && !stop.has(word))
    .map(stemmed)

/** Answers from what the role text tells: the sentence that shares most words with the question. */
export const fromRole: Skill<string> = {
  name: 'from-role',
  match: ({ heard, persona }) => {
    if (!heard.asks || persona.role.length < 20) return undefined
    const wanted = new Set(contentOf(heard.core))
    if (wanted.size === 0) return undefined
    let best: { readonly sentence: string; readonly score: number } | undefined
    for (const raw of persona.role.split(/(?<=[.!?;])\s+|\n+/)) {
      const sentence = raw.replace(/^(?:information|facts?|note)s?:\s*/i, '').trim()
      if (
        /^(?:you (?:are|should|must|will|can|enjoy|speak|answer)|be |do |don't |never |always |keep |answer |speak |act |use |respond |talk |please )/i.test(
          sentence,
        ) ||
        sentence.split(' ').length > 28
      )
        continue
      const has = new Set(contentOf(sentence))
      const shared = [...wanted].filter((word) => has.has(word)).length
      if (
        shared >= Math.max(1, Math.ceil(wanted.size * 0.6)) &&
        (shared >= 2 || wanted.size === 1) &&
        (best === undefined || shared > best.score)
      )
        best = { sentence, score: shared }
    }
    return best?.sentence
  },
  answer: (sentence) =>
    say(
      sentenceCase(
        contract(
          sentence
            .replace(/\byou are\b/gi, 'I am')
            .replace(/\byour\b/gi, 'my')
            .replace(/\byou\b/gi, 'I'),
        ),
      ).replace(/(?<![.!?])$/, '.'),
    ),
}
