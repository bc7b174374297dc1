/** What people put right: words that were misheard, taken back or said anew. */
import { putRight } from './put-right.ts'

const opened: readonly (readonly [RegExp, string])[] = [
  [/\bI'm\b/gi, 'I am'],
  [/\bI've\b/gi, 'I have'],
  [/\bI'll\b/gi, 'I will'],
  [/\bI'd\b/gi, 'I would'],
  [/\b(we|they|you)'re\b/gi, '$1 are'],
  [/\b(we|they|you)'ve\b/gi, '$1 have'],
  [/\b(we|they|he|she|it)'ll\b/gi, '$1 will'],
  [/\b(he|she|it|that|there)'s\b/gi, '$1 is'],
  [/\bcan't\b/gi, 'can not'],
  [/\bwon't\b/gi, 'will not'],
  [/\b(do|does|did|is|are|was|were|has|have|had|would|could|should)n't\b/gi, '$1 not'],
]

/** Contractions opened, case kept, closing punctuation dropped. */
export function openedText(text: string): string {
  let out = text.replace(/[’‘]/g, "'")
  for (const [pattern, replacement] of opened) out = out.replace(pattern, replacement)
  return out
    .replace(/[.!?…]+$/, '')
    .replace(/\s+/g, ' ')
    .trim()
}

const weekday = /\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b/i
const month = /\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\b/i
const spokenNumber =
  /\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty)\b/i

/** Words of which one replaces another: days, months, numbers. */
export const kinds = [weekday, month, spokenNumber]

/** "Hold on, that was last year, I am forty-two now": a number said anew. */
const grownTo =
  /^(?:no|nope|sorry|wait|hold on|hang on|actually|oops)\b.{0,30}?\b(?:i am|it is|he is|she is|we are|they are) (?<right>(?:\d+|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:[ -]\w+)?|\w+teen|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?: \w+)?)(?: now| years old)*$/i

/** "no, I said Thursday", "not Tuesday but Thursday", "it is Mia, not Maya": the wrong word, where named, and the right one. */
export function correctionIn(text: string): { readonly wrong?: string; readonly right: string } | undefined {
  const plain = openedText(text)
    .replace(/[,;.]+/g, ' ')
    .replace(/\s+/g, ' ')
  const both = putRight(plain)
  if (both !== undefined) return both
  const renamed =
    /\bmy (?<what>\w+(?:'s name)?|name) is not (?<wrong>[\p{L}'-]+)(?: it is| but| my name is| i am| he is| she is) (?<right>[\p{L}'-]+)$/iu.exec(
      plain,
    )?.groups ?? /\bi am not (?<wrong>\p{Lu}[\p{L}'-]+) i am (?<right>\p{Lu}[\p{L}'-]+)$/u.exec(plain)?.groups
  if (renamed !== undefined) return { wrong: renamed.wrong ?? '', right: renamed.right ?? '' }
  const notBut =
    /\bnot (?<wrong>(?!(?:a|an|the|so|very|really|too|that|what|my|it|this|quite|much|at)\b)[\p{L}\d'-]+)(?: but| it is| i said| i meant)? (?<right>(?!the |a |really|so )[\p{L}\d'-]+)$/iu.exec(
      plain,
    )?.groups
  if (
    notBut !== undefined &&
    !/^(?:that|it|you|this|them|me|what|him|her|all|well|now)$/i.test(notBut.right ?? '') &&
    /^(?:no|i said|i meant|it is|sorry|actually|not)\b/i.test(plain)
  )
    return { wrong: notBut.wrong ?? '', right: notBut.right ?? '' }
  const butNot =
    /(?:^|\b(?:said|meant|mean|is|was|in|on|at|called|to) )(?<right>[\p{L}\d'-]+)(?: and)? not (?:in |on |at |to |a |the )?(?<wrong>[\p{L}\d'-]+)$/iu.exec(
      plain,
    )?.groups
  if (
    butNot !== undefined &&
    !/^(?:no|nope|nah|yes|not|sure|maybe|probably|so|but|and|is|was)$/i.test(butNot.right ?? '') &&
    !/^(?:yet|really|now|sure|today|yesterday|tomorrow|always|often|again|so|too)$/i.test(butNot.wrong ?? '')
  )
    return { wrong: butNot.wrong ?? '', right: butNot.right ?? '' }
  const grown = grownTo.exec(plain)?.groups?.right
  if (grown !== undefined) return { right: grown }
  const said =
    /^(?:(?:no|nope|sorry|wait|oh|um|uh|actually|well|hang on|not that)\b ?)+(?:i (?:said|meant|mean)|(?:he|she|they|we) (?:is|are|was|were) (?:in|at|from|called)|it is|it was|that is|make that|in|on|at|to|with|for) (?<right>[\p{L}\d' -]{1,40})$/iu.exec(
      plain,
    )?.groups?.right ??
    /^(?<right>(?:(?:of|in|on|at|for|to|from) )?(?!what|how|who|when|where|why|i |you |it |that )(?:the |a |my )?[\p{L}\d'-]+(?: [\p{L}'-]+){0,2}) i (?:mean|meant)$/iu.exec(
      plain,
    )?.groups?.right ??
    /^i (?:meant|said|mean) (?<right>[\p{L}\d' -]{1,40})$/iu.exec(plain)?.groups?.right
  if (
    said === undefined ||
    /^(?:not|wrong|that|right|enough|so|nothing|okay|fine|too|all|it|everything|great|good|true|nice|cool|funny|bad|not|just|really|very|what|how|why|better|an?|the (?:only|wrong|other|same))\b/i.test(
      said,
    )
  )
    return undefined
  return { right: said }
}

/** "No, Australia", "sorry, Wednesday": a bare word put right; only with a word of its kind before it is it a correction. */
export function bareCorrectionIn(text: string): string | undefined {
  const plain = openedText(text)
    .replace(/[,;.]+/g, ' ')
    .replace(/\s+/g, ' ')
  const right =
    /^(?:(?:oh|uh|um|well)\b ?)*(?:(?:no|nope|sorry|wait|oops)\b ?)+(?:i asked (?:about|for) |about |it is |(?:in|on|at|for) )?(?<right>[\p{L}\d' -]{2,30})$/iu.exec(
      plain,
    )?.groups?.right ?? /^i asked (?:about|for) (?<right>[\p{L}\d' -]{2,30})$/iu.exec(plain)?.groups?.right
  if (
    right === undefined ||
    right.split(' ').length > 4 ||
    /^(?:no|nope|nah|not|yet|never|yes|thanks|thank|problem|idea|not|way|worries|wonder|one|more|stop|i|you|we|please|never|wait|what|that|it|my|it's|that's|really|clue|chance|no|but|because|don't|the (?:wrong|other|same))\b/i.test(
      right,
    )
  )
    return undefined
  return right
}

/** `text` with what was wrong in it replaced: the named word, or the one of the same kind as the right one. */
export function correctedText(text: string, correction: { readonly wrong?: string; readonly right: string }): string | undefined {
  const { wrong, right } = correction
  if (wrong !== undefined && wrong !== '') {
    const pattern = new RegExp(`(?<![\\p{L}\\d])${wrong.replace(/[^\p{L}\d]/gu, '.')}(?![\\p{L}\\d])`, 'iu')
    return pattern.test(text) ? text.replace(pattern, right) : undefined
  }
  for (const kind of kinds) {
    if (kind.test(right) && kind.test(text)) return text.replace(kind, kind.exec(right)?.[0] ?? right)
  }
  if (right.split(' ').length > 2) return undefined
  const capitals = [...text.matchAll(/(?<=\s)\p{Lu}[\p{L}'-]+/gu)].filter(
    (match) => match[0] !== 'I' && !match[0].startsWith("I'"),
  )
  const last = capitals.at(-1)
  if (last !== undefined) return text.slice(0, last.index) + right + text.slice(last.index + last[0].length)
  return /\b(?:name is|called|named|in|from|is|to|at|on|with|by|for) [\p{L}'-]+$/u.test(text)
    ? text.replace(/[\p{L}'-]+$/u, right)
    : undefined
}

/** Marks by which people take back what they just said. */
const takenBack =
  /^(?<before>.+?),? (?<mark>no wait|wait no|no sorry|sorry no|no i mean(?:t)?|no actually|i mean(?:t)?|or rather|make that|scratch that|sorry i mean(?:t)?|no no|no)[,]? (?:it is |that is |it was )?(?<after>[^,]{1,30})$/i

/** "On Tuesday, no, Wednesday" as "On Wednesday"; undefined where nothing was taken back. */
export function repaired(text: string): string | undefined {
  for (const kind of kinds) {
    const word = kind.source
    const inline = new RegExp(
      `(?:${word}),? (?:no|sorry|i mean|no wait|or rather|make that|no sorry),? (?:on |at |in )?(?=${word})`,
      'i',
    )
    if (inline.test(text)) return text.replace(inline, '')
  }
  const found = takenBack.exec(openedText(text).replace(/[,.]? ?(?:uh|um|er) /gi, ' '))?.groups
  if (found === undefined) return undefined
  const { before = '', mark = '', after = '' } = found
  if (after.split(' ').length > 3) return undefined
  const sameKind = kinds.some((kind) => kind.test(before) && kind.test(after))
  if (mark.toLowerCase() === 'no' && !sameKind) return undefined
  return correctedText(before, { right: after.replace(/^(?:on|in|at|to|the|for) /i, '') }) ?? before.replace(/\S+$/, after)
}
