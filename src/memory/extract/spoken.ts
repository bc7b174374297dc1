/** What is said to the memory itself: "remember that …", "forget that", "I meant Wednesday". Pure; also read by whoever listens for commands. */
import { dated } from './dates.ts'

export type Spoken =
  /** The clause to keep, in the speaker's words. */
  | { readonly type: 'remember'; readonly text: string }
  /** `about` empty: what was said last. */
  | { readonly type: 'forget'; readonly about: string }
  | { readonly type: 'meant'; readonly text: string }

const remember =
  /^(?:(?:please|can you|could you|will you|would you|I want you to|you should)\s+)*(?:remember|note|keep in mind|bear in mind|make a note|write down|memori[sz]e|never forget|do not forget|must not forget)(?:,? that|:|,| this:?| for me:?)\s+(.+)$/i
const rememberMine = /^(?:(?:please|can you|could you)\s+)*(?:remember|note|do not forget) ((?:my|our|I|we)\b.+)$/i
const forget =
  /^(?:(?:please|can you|could you|will you|would you|just|I want you to|you (?:should|can))\s+)*(?:forget|delete|erase|scratch|un-?remember|do not (?:keep|remember|save|store|record|write down)|never mind) (?:about )?(.+)$/i
const thatOne =
  /^(?:that|this|it|all that|what I (?:just )?(?:said|told you)|the last (?:thing|bit|part)|everything I (?:just )?said)(?:,? please)?\b.{0,12}$/i
const meant = /^(?:I meant|I mean|make that|I should have said|not that one,)\s+(.+)$/i

/** @param text a clause, cleaned */
export function spokenToMemory(text: string): Spoken | undefined {
  const kept = (remember.exec(text) ?? rememberMine.exec(text))?.[1]
  if (kept !== undefined && !/^(?:when|how|the time|what)\b/i.test(kept) && !/\bremember when\b/i.test(text))
    return { type: 'remember', text: kept }
  const dropped = forget.exec(text)?.[1]
  if (dropped !== undefined) {
    if (thatOne.test(dropped)) return { type: 'forget', about: '' }
    if (
      /^(?:that |the fact that |my |our |what |everything about |the )/i.test(dropped) &&
      !/^(?:that|the) (?:it|what)$/i.test(dropped)
    )
      return { type: 'forget', about: dropped.replace(/^(?:that|the fact that|everything about)\s+/i, '') }
    return undefined
  }
  const instead = meant.exec(text)?.[1]
  return instead === undefined ? undefined : { type: 'meant', text: instead }
}

/** The earlier words with what was meant in the place of what was said: a day for a day, a number for a number, a name for a name. */
export function putRight(earlier: string, instead: string, saidAt: number, timeZone: string): string | undefined {
  const day = /\b(?:(?:next|this|on) )?(?:mon|tues|wednes|thurs|fri|satur|sun)day\b/i
  for (const form of [day, /\b\d[\d.,:]*\b/, /\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b/i]) {
    const [wrong] = form.exec(earlier) ?? []
    const [right] = form.exec(instead) ?? []
    if (wrong !== undefined && right !== undefined && wrong !== right)
      return earlier.replace(wrong, `${/^(?:next|this|on) /i.exec(wrong)?.[0] ?? ''}${right.replace(/^(?:next|this|on) /i, '')}`)
  }
  if (dated(earlier, saidAt, timeZone).at !== undefined && dated(instead, saidAt, timeZone).at !== undefined)
    return earlier.replace(/\b(?:on|at|in|by)\b[^,]*$/i, `on ${instead}`)
  const names = /(?<=\S\s)\p{Lu}\p{L}+/gu
  const wrong = earlier
    .match(names)
    ?.filter((one) => one !== 'I')
    .at(-1)
  const right = /^\p{Lu}\p{L}+/u.exec(instead)?.[0]
  return wrong !== undefined && right !== undefined ? earlier.replace(wrong, right) : undefined
}
