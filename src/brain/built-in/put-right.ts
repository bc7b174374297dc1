/** Reads what a caller puts right when they name both words: "it's a cat, not a hat", "I never said sad, I said mad". */

type PutRight = { readonly wrong: string; readonly right: string }

const marker =
  /\b(?:no|nope|nah|not what i|sorry|wait|hold on|hang on|actually|oops|i said|i meant|i mean|i asked|i want to say|misheard|misunderstood|wrong|cancel that|correction|listen)\b/i
const word = "[\\p{L}\\d][\\p{L}\\d'-]*"
const before = '(?:i was |i am |it was |it is |in |on |at |to |for |from |about |with |the |an? |my |our |his |her |your )?'
/** Either name of a thing may take its "my" or "the" along; three words at most. */
const name = `(?:(?:my|our|his|her) )?${word}(?: ${word}){0,1}`

const denied = new RegExp(
  `\\b(?:did not|do not|never) (?:say|said|mean|meant|ask for|ask about|tell you) (?:that )?${before}(?<wrong>${word})(?: and| but| so)? i (?:said|meant|mean|say|asked for|asked about|told you) (?:that )?${before}(?<right>${name})$`,
  'iu',
)
const stated = new RegExp(
  `(?:^|\\b(?:said|say|meant|mean|am|is|are|was|were|be|in|on|at|to|for|from|about|called|named|asked|no|nope|wait|sorry|actually|with|it)) (?:the |an? )?(?<right>${name})(?: with an? ${word})?(?: and| but)? not (?:in |on |at |to |for |from |about )?(?:the |an? |my |our |his |her )?(?<wrong>${word})(?: again| please)?$`,
  'iu',
)
const notWord =
  /^(?:so|very|really|too|that|what|it|this|quite|much|sure|right|true|good|well|yet|now|here|there|a|the|at|like|me|you)$/i

/** `opened` has its contractions opened and no punctuation. */
export function putRight(opened: string): PutRight | undefined {
  const deny = denied.exec(opened)?.groups
  if (deny !== undefined) return { wrong: deny.wrong ?? '', right: deny.right ?? '' }
  const groups = stated.exec(opened)?.groups
  if (groups === undefined || notWord.test(groups.wrong ?? '')) return undefined
  const right = (groups.right ?? '').replace(/^(?:the|an?|no|nope|sorry|wait|actually|i|it|is|am) /i, '')
  const given = marker.test(opened) || /^(?:it|she|he|that|i|we|they) (?:is|am|are|was|were) /i.test(opened)
  return given && right !== '' && !notWord.test(right) ? { wrong: groups.wrong ?? '', right } : undefined
}
