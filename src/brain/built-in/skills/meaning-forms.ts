/** The roundabout ways in which people ask what a word means: after naming it, in a report, or for a certain listener. */

type MeaningAsked = {
  readonly words: string
  /** "a " or "an " where one was said, else empty. */
  readonly article: string
  /** Asked of a word, so that verbs and adjectives are meant too. */
  readonly anyPart: boolean
}

/** For whom, or in how many words. */
const manner =
  / (?:to (?:me|us|an? [a-z]+(?: [a-z]+)?|my [a-z]+|someone\b.*|somebody\b.*)|for (?:an? (?:kid|child|beginner|\w+ year old)|kids|children|me)|like i am .+|as if i .+|in (?:a|one|two|three|a few|few|simple|plain|other|your own|short|easy|everyday|layman's) (?:short |simple |few )?(?:words?|sentences?|terms|language|english)|simply|briefly|in short|in general|anyway|exactly|really|again)$/
const word = "[a-z][a-z'-]*(?: [a-z'-]+)?"
const article = '(?<article>an? |the )?'
const term = '(?:the |this |that )?(?:word|term|expression|phrase) '
const back = '(?:it|that|this|they|those|these)'
/** "What's that?", "what does it mean" behind the word. */
const askingBack = `(?:so |and |but |i mean |like )*(?:what (?:is|are|does|do) ${back}(?: (?:even|actually|really|exactly|supposed to|be|mean|means|then|for|used for|good for))*|what (?:it|that|this) (?:means|is))`

const forms: readonly (readonly [RegExp, boolean])[] = [
  [new RegExp(`^what (?:${term})(?<words>${word}) (?:means|stands for|is)$`), true],
  [new RegExp(`^what ${article}(?<words>${word}) means$`), true],
  [new RegExp(`^what is ${article}(?:${term})?(?<words>${word}) (?:mean|supposed to mean)$`), true],
  [new RegExp(`\\bwhat is meant by (?:${term})?${article}(?<words>${word})$`), true],
  [
    new RegExp(
      `^what (?:do|does|did) (?:people|they|one|you|someone|somebody|he|she) mean (?:by|when (?:they|he|she|people) (?:say|says|said|call something|call someone)) (?:${term})?${article}(?<words>${word})$`,
    ),
    true,
  ],
  [
    new RegExp(
      `^(?:how (?:do|would|can) (?:you|i|we) (?:define|describe|explain)|(?:explain|describe|define)(?: to me)?(?: what)?) (?:${term})?${article}(?<words>${word}?)(?: is| are| means)?$`,
    ),
    true,
  ],
  [
    new RegExp(
      `\\b(?:i (?:do not|did not|never|have never|have always|always) (?:\\w+ )?(?:know|knew|understand|understood|wondered|learned|learnt)|(?:i have|have) no idea|(?:i am )?not sure) what ${article}(?:${term})?(?<words>${word}) (?:is|are|was|means|meant)$`,
    ),
    true,
  ],
  [
    new RegExp(
      `\\bdo you know ${term}(?<words>${word})$|^(?:have you (?:ever )?heard of|do you know about) ${article}(?:${term})?(?<words2>${word})$`,
    ),
    true,
  ],
  [new RegExp(`\\b${term}(?<words>${word}?) (?:\\w+ ){0,4}?${askingBack}$`), true],
  [
    new RegExp(
      `\\b(?:called|call it|call this|call that|heard of|heard about|reading about|read about|learning about|talking about|mentioned|something about) ${article}(?<words>${word}?) ${askingBack}$`,
    ),
    true,
  ],
  [
    new RegExp(
      `\\b(?:i am|i was|is|was|are|being|am|were|he is|she is|me) (?:so |very |too |really |a bit |quite |just |being |rather )*${article}(?<words>[a-z'-]+) ${askingBack}$`,
    ),
    true,
  ],
  [new RegExp(`^${article}(?<words>${word}) ${askingBack}$`), true],
  [/^what (?:is|are) (?<article>an? )?(?<words>[a-z'-]+)(?: [a-z]+){0,3} i mean what (?:is|are) (?:it|they)$/, false],
  [/^what (?:are|is) (?<words>[a-z]{3,}) (?:made of|made from|doing)(?: so| and| i mean)* what (?:is|are) (?:it|they)$/, false],
  [new RegExp(`^what (?:is|are) (?<article>an? )(?<words>${word}) like$`), false],
  [
    /^(?:is|are) (?<article>an? )(?<words>[a-z'-]+) (?:really |actually |even )?an? [a-z]+(?: or (?:an? )?[a-z]+(?: (?:is|then|are|else)(?: it| they)?)?)?$/,
    false,
  ],
]
const tooVague =
  /^(?:it|that|this|these|those|you|me|i|he|she|they|we|so|what|here|there|not|fine|good|ok|okay|going|something|anything|nothing|everything|one|them|him|her|life|love)\b|\b(?:your|my|his|her|their|our|you|i|me|is|are|that|was|what|of)\b/

/** What word is meant, and how, by a request that names it in a roundabout way; undefined where none is. */
export function meaningAsked(core: string): MeaningAsked | undefined {
  const asked = core.replace(manner, '').replace(manner, '')
  for (const [form, anyPart] of forms) {
    const found = form.exec(asked)?.groups
    const words = found?.words ?? found?.words2
    if (words === undefined || tooVague.test(words)) continue
    const said = found?.article ?? ''
    return { words, article: said === 'the ' ? '' : said, anyPart: anyPart && !/^an? $/.test(said) }
  }
  // "Tell me what a tide is in one sentence": the plain form behind the manner.
  const plain =
    asked === core
      ? null
      : (new RegExp(`^what ${article}(?<words>${word}) (?:is|are)$`).exec(asked) ??
        new RegExp(`^what (?:is|are) ${article}(?<words>${word})$`).exec(asked))
  const words = plain?.groups?.words
  if (words === undefined || tooVague.test(words)) return undefined
  const said = plain?.groups?.article ?? ''
  return { words, article: said === 'the ' ? '' : said, anyPart: false }
}
