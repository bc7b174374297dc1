/** Arithmetic: sums in spoken words, small word problems, and questions about whole numbers. */
import math from 'mathjs/lib/browser/math.js'
import { digitsFor, sayNumber } from '../numbers.ts'
import { lastOf, type Skill, say, type Turn } from '../skill.ts'
import { expressionIn, numbersMeant, type Sum, sayValue, valueIn } from '../sums.ts'
import { sentenceCase } from '../you-and-i.ts'
import { travelled } from './travel.ts'

/** The number last given as a result, for "and times three?". */
function lastResult(turn: Turn): number | undefined {
  const said = lastOf(turn.history, 'agent')?.text
  const found =
    said === undefined
      ? undefined
      : /^(?:(?:That's|That makes|It's|.*\d.*\bis|.*\b(?:plus|minus|times|by)\b.*\bis)(?: about)? |(?=[A-Z]))(.+?)(?: percent| dollars| euros| pounds)?\.$/.exec(
          said,
        )?.[1]
  if (found === undefined) return undefined
  const negative = found.startsWith('minus ')
  const value = Number(
    digitsFor(
      found
        .replace(/^minus /, '')
        .toLowerCase()
        .replace(/-/g, ' '),
    ),
  )
  return Number.isNaN(value) ? undefined : negative ? -value : value
}

/** "I have 50 euros and spend 17": two numbers, and a verb that says what becomes of them. */
function wordProblem(plain: string): Sum | undefined {
  const aged =
    /\b(?:am|is|are|'m) (?<age>\d{1,3})\b(?! (?:minutes|hours|meters|kilos)).*\bhow old (?:will|would|am|is|was|were) \w+(?: \w+)? ?(?:be )?(?:in (?<ahead>\d+) years|(?<ago>\d+) years ago|(?<from>\d+) years from now)/.exec(
      digitsFor(plain),
    )?.groups
  if (aged !== undefined)
    return {
      expression: aged.ago === undefined ? `${aged.age} + ${aged.ahead ?? aged.from}` : `${aged.age} - ${aged.ago}`,
      ending: '',
    }
  if (
    !/\bhow (?:many|much|old)\b|\bwhat (?:is|do i have|do we have|have i got) left\b|\bwhat (?:is|are) (?:left|the total|my change)\b/.test(
      plain,
    )
  )
    return undefined
  const text = digitsFor(plain)
  const numbers = text.match(/\b\d+(?:\.\d+)?\b/g) ?? []
  const [one, other] = numbers
  if (
    numbers.length !== 2 ||
    one === undefined ||
    other === undefined ||
    !/\b(?:i|he|she|we|you|they|there|\w+) (?:have|has|had|is|are|were|got|start)\b/.test(text)
  )
    return undefined
  const older = /\b(?<by>\d+) years? (?<way>older|younger)\b/.exec(text)?.groups
  if (older !== undefined) {
    const base = older.by === one ? other : one
    return { expression: `${base} ${older.way === 'older' ? '+' : '-'} ${older.by}`, ending: '' }
  }
  const afford = /\bcosts? (\d+(?:\.\d+)?)\b.*\bhow many\b.*\bcan (?:i|we|you|he|she|they) (?:buy|get|afford|have)\b/.exec(
    text,
  )?.[1]
  if (afford !== undefined) {
    const whole = Math.floor(Number(afford === one ? other : one) / Number(afford))
    return { expression: `${whole}`, ending: '' }
  }
  if (/\b(?:each|apiece)\b.*\b(?:total|altogether|in all|pay|cost)\b/.test(text))
    return { expression: `${one} * ${other}`, ending: '' }
  if (/\b(?:each|per (?:person|kid|child|head)|everyone get|does each|apiece)\b/.test(text))
    return { expression: `${one} / ${other}`, ending: '' }
  if (
    /\b(?:spend|spent|lose|lost|eat|ate|eats|give|gave|gives|sell|sold|pay|paid|use|used|take away|break|broke|drop|leave|left home|fly away|run away)\b/.test(
      text,
    )
  )
    return { expression: `${one} - ${other}`, ending: '' }
  return /\b(?:buy|bought|buys|get|find|found|add|receive|more|another|pick|win|earn|come|join)\b/.test(text)
    ? { expression: `${one} + ${other}`, ending: '' }
    : undefined
}

/** Questions on whole numbers that no expression holds. */
function aboutNumbers(core: string): string | undefined {
  const text = digitsFor(core)
  const kind = /\bis (\d{1,9}) (?:a |an )?(?:number )?(prime|even|odd)\b/.exec(text)
  if (kind !== null) {
    const number = Number(kind[1])
    const name = kind[2] ?? ''
    const holds = name === 'prime' ? math.isPrime(number) === true : (number % 2 === 0) === (name === 'even')
    const noun = name === 'prime' ? 'a prime number' : name === 'even' ? 'even' : 'odd'
    if (/\b(?:even or odd|odd or even)\b/.test(text))
      return `${sentenceCase(sayNumber(number))} is ${number % 2 === 0 ? 'even' : 'odd'}.`
    return `${holds ? 'Yes' : 'No'}, ${sayNumber(number)} is ${holds ? '' : 'not '}${noun}.`
  }
  const divisible =
    /\bis (\d{1,9}) (?:evenly )?divisible by (\d{1,9})\b|\bcan (?:you |i |one )?divide (\d{1,9}) (?:evenly )?by (\d{1,9})\b/.exec(
      text,
    )
  if (divisible !== null) {
    const [one, other] = [Number(divisible[1] ?? divisible[3]), Number(divisible[2] ?? divisible[4])]
    if (other === 0) return 'No. Nothing can be divided by zero.'
    return one % other === 0
      ? `Yes, ${sayNumber(one)} is ${sayNumber(other)} times ${sayNumber(one / other)}.`
      : `No, that leaves a remainder of ${sayNumber(one % other)}.`
  }
  const dozens = /^how (?:many|much) (?:is|are|makes?|in) (\d{1,6})$/.exec(text)?.[1]
  if (dozens !== undefined && /\bdozen\b(?! dozen)/.test(core)) return `That's ${sayNumber(Number(dozens))}.`
  const parts = comparedFractions(core)
  if (parts !== undefined) return parts
  const round = /\bround (?:up |down |off )?(\d+\.\d+)\b/.exec(text)?.[1]
  if (round !== undefined)
    return `That's ${sayNumber(/\bdown\b/.test(text) ? Math.floor(Number(round)) : /\bup\b/.test(text) ? Math.ceil(Number(round)) : Math.round(Number(round)))}.`
  const count = /\bcount (?:up |down |backwards? )?(?:from (\d+) ?)?(?:(?:up |down )?to (\d+))?/.exec(text)
  if (count !== null && (count[1] !== undefined || count[2] !== undefined)) {
    const from = Number(count[1] ?? 1)
    const to = Number(count[2] ?? (/\bback|\bdown/.test(text) ? 1 : from + 9))
    const length = Math.abs(to - from) + 1
    if (length > 30) return "That's a long way to count. Thirty numbers are my limit."
    const numbers = Array.from({ length }, (_, step) => sayNumber(from + (to >= from ? step : -step)))
    return `${numbers.join(', ')}.`.replace(/^./, (letter) => letter.toUpperCase())
  }
  const next =
    /\bwhat (?:number )?(?:comes|is) (?:the (?:next )?number )?(after|before) (\d+)\b/.exec(text) ??
    /\b(?:next number) (after) (\d+)\b/.exec(text)
  if (next !== null) return `That's ${sayNumber(Number(next[2]) + (next[1] === 'after' ? 1 : -1))}.`
  const larger = /\b(bigger|larger|greater|more|higher|smaller|less|lower)\b.*?\b(\d+(?:\.\d+)?) or (\d+(?:\.\d+)?)$/.exec(text)
  if (larger !== null) {
    const [one, other] = [Number(larger[2]), Number(larger[3])]
    return `That's ${sayNumber(/smaller|less|lower/.test(larger[1] ?? '') ? Math.min(one, other) : Math.max(one, other))}.`
  }
  const sized =
    /^is (?:an? )?(-?\d+(?:\.\d+)?) (bigger|larger|greater|more|higher|smaller|less|lower) than (?:an? )?(-?\d+(?:\.\d+)?)$/.exec(
      text,
    )
  if (sized !== null) {
    const [one, other] = [Number(sized[1]), Number(sized[3])]
    const holds = /smaller|less|lower/.test(sized[2] ?? '') ? one < other : one > other
    const relation = one === other ? 'the same as' : one > other ? 'more than' : 'less than'
    return `${holds ? 'Yes' : 'No'}, ${sayNumber(one)} is ${relation} ${sayNumber(other)}.`
  }
  const prime = /\b(?:next|first) prime(?: number)? (?:after|above|over) (\d{1,6})\b/.exec(text)?.[1]
  if (prime !== undefined) {
    let candidate = Number(prime) + 1
    while (math.isPrime(candidate) !== true) candidate += 1
    return `That's ${sayNumber(candidate)}.`
  }
  const moved = travelled(core)
  if (moved !== undefined) return moved
  return /\bhow many\b.*\bin (?:a|one) dozen\b/.test(core) ? 'There are twelve in a dozen.' : undefined
}

const denominators: Readonly<Record<string, number>> = {
  half: 2,
  third: 3,
  quarter: 4,
  fourth: 4,
  fifth: 5,
  sixth: 6,
  seventh: 7,
  eighth: 8,
  ninth: 9,
  tenth: 10,
}

/** "Which is bigger, two thirds or three quarters": said again in the caller's words. */
function comparedFractions(core: string): string | undefined {
  const name =
    '(?:an? |one |two |three |four |five |six |seven |eight |nine )?(?:half|third|quarter|fourth|fifth|sixth|seventh|eighth|ninth|tenth)s?'
  const found = new RegExp(
    `\\b(?<word>bigger|larger|greater|more|smaller|less)\\b.*?\\b(?<one>${name}) or (?<other>${name})$`,
  ).exec(core)?.groups
  if (found === undefined) return undefined
  const value = (words: string): number => {
    const [part = '', top = 'one'] = words.trim().split(' ').toReversed()
    return Number(digitsFor(/^an?$/.test(top) ? 'one' : top)) / (denominators[part.replace(/s$/, '')] ?? Number.NaN)
  }
  const [one, other] = [value(found.one ?? ''), value(found.other ?? '')]
  if (Number.isNaN(one) || Number.isNaN(other)) return undefined
  if (Math.abs(one - other) < 1e-9) return "They're the same."
  const first = one > other !== /smaller|less/.test(found.word ?? '')
  const said = (first ? found.one : found.other) ?? ''
  return `${said.slice(0, 1).toUpperCase()}${said.slice(1).trim()}.`
}

/** "Solve x plus three equals ten": one unknown, one step. */
function equation(core: string): string | undefined {
  const found =
    /\b(?:x|what|something|a number) (?<sign>plus|minus|times|divided by) (?<by>\d+(?:\.\d+)?) (?:equals|is|makes|gives) (?<result>-?\d+(?:\.\d+)?)\b/.exec(
      digitsFor(core),
    )?.groups
  if (found === undefined) return undefined
  const [by, result] = [Number(found.by), Number(found.result)]
  const back = { plus: result - by, minus: result + by, times: result / by, 'divided by': result * by }[found.sign ?? '']
  return back === undefined || !Number.isFinite(back) ? undefined : `That's ${sayValue(back)}.`
}

/** "Is that more than fifty?" of the last result. */
function compared(core: string, turn: Turn): string | undefined {
  const found =
    /^(?:and )?is (?:that|it) (?<how>more|less|bigger|larger|smaller|greater|over|under|above|below|higher|lower)(?: than)? (?<than>-?\d+(?:\.\d+)?)$/.exec(
      digitsFor(core),
    )?.groups
  const last = found === undefined ? undefined : lastResult(turn)
  if (found === undefined || last === undefined) return undefined
  const wantsLess = /less|smaller|under|below|lower/.test(found.how ?? '')
  const than = Number(found.than)
  const holds = wantsLess ? last < than : last > than
  return `${holds ? 'Yes' : 'No'}, ${sayValue(last)} is ${last === than ? 'the same as' : last > than ? 'more than' : 'less than'} ${sayNumber(than)}.`
}

export const numbersTalk: Skill<string> = {
  name: 'numbers',
  match: (turn) => equation(turn.heard.core) ?? compared(turn.heard.core, turn) ?? aboutNumbers(turn.heard.core),
  answer: (text) => say(text),
}

/** "And of 300?": the last number of the previous sum, replaced. */
function sumAgain(rest: string, previous: Turn): string | undefined {
  const number = /^(?:of|for|with) (?<value>\d+(?:\.\d+)?)$/.exec(digitsFor(rest))?.groups?.value
  const before = digitsFor(previous.heard.core)
  return number === undefined || expressionIn(before) === undefined ? undefined : before.replace(/\d+(?:\.\d+)?(?=\D*$)/, number)
}

export const arithmetic: Skill<Sum> = {
  name: 'arithmetic',
  match: (turn) => {
    const { plain, core } = turn.heard
    const check =
      /^(?:is|does|do|are|isn't) (?<sum>.+?) (?:equals?|equal to|the same as|make|makes) (?<claim>-?\d+(?:\.\d+)?)$/.exec(
        digitsFor(numbersMeant(core)),
      )?.groups ??
      /^is (?<sum>.+(?:plus|minus|times|divided by) \d+(?:\.\d+)?) (?<claim>\d+(?:\.\d+)?)$/.exec(digitsFor(numbersMeant(core)))
        ?.groups
    const claimed = check === undefined ? undefined : expressionIn(check.sum ?? '')
    if (claimed !== undefined) return { ...claimed, claim: Number(check?.claim) }
    // "Is a thousand bigger than nine hundred" compares, and adds nothing.
    if (/^is .+ than\b/.test(core)) return undefined
    const tip = /\b(\d+(?:\.\d+)?) percent(?: tip)? (?:on|of|for) (?:a |the )?(?:bill of |check of )?(\d+(?:\.\d+)?)\b/.exec(
      digitsFor(plain),
    )
    if (tip !== null && /\btip\b/.test(plain) && /\bhow much\b|\bwhat\b/.test(plain))
      return { expression: `${tip[1]} / 100 * ${tip[2]}`, ending: '' }
    const direct = expressionIn(plain)
    if (direct !== undefined) return direct
    const problem = wordProblem(plain)
    if (problem !== undefined) return problem
    const onward =
      /^(?:and |now |then |what (?:is|about|if you) |make (?:it|that) )*(?:(?:that|it) )?(plus|minus|times|multiplied by|divided by|add|subtract|half of that|half that|half it|half|halved|doubled?|doubled? that|doubled? it|twice that|tripled?|tripled? that|tripled? it|squared|cubed)\b\s*(?:that by |it by |by )?(.*)$/.exec(
        core,
      )
    const before = onward === null ? undefined : lastResult(turn)
    if (onward === null || before === undefined) return undefined
    const word = onward[1] ?? ''
    const operand = digitsFor(onward[2] ?? '')
    if (/^hal[fv]/.test(word)) return { expression: `${before} / 2`, ending: '' }
    if (/^trip/.test(word)) return { expression: `${before} * 3`, ending: '' }
    if (word === 'cubed') return { expression: `${before} ^ 3`, ending: '' }
    if (/^(?:doubl|twice)/.test(word)) return { expression: `${before} * 2`, ending: '' }
    if (word === 'squared') return { expression: `${before} ^ 2`, ending: '' }
    const joined = expressionIn(
      `${before < 0 ? `minus ${-before}` : before} ${word === 'add' ? 'plus' : word === 'subtract' ? 'minus' : word} ${operand}`,
    )
    return joined
  },
  again: sumAgain,
  answer: ({ expression, ending, claim }) => {
    if (/\/ ?\(?0(?:\.0*)?\)?(?![.\d])/.test(expression)) return say("That can't be done. Nothing can be divided by zero.")
    const value = valueIn(expression)
    if (value === undefined) return say("Sorry, that's too big for my small head.")
    if (!Number.isFinite(value)) return say('Hmm, that has no answer I could say.')
    if (claim !== undefined)
      return say(Math.abs(claim - value) < 1e-9 ? `Yes, that's ${sayValue(value)}.` : `No, that's ${sayValue(value)}.`)
    return say(`${readBack(expression, ending) ?? "That's"} ${sayValue(value)}${ending}.`)
  },
}

const OPERATIONS: Readonly<Record<string, string>> = { '+': 'plus', '-': 'minus', '*': 'times' }

/** "Seven plus nine is": whoever was misheard notices it. Only for two whole numbers; more of them nobody wants to hear again. */
function readBack(expression: string, ending: string): string | undefined {
  const [, one, sign, other] = /^(\d{1,3}) ?([-+*]) ?(\d{1,3})$/.exec(expression.trim()) ?? []
  const operation = OPERATIONS[sign ?? '']
  if (operation === undefined || ending !== '') return undefined
  return sentenceCase(`${sayNumber(Number(one))} ${operation} ${sayNumber(Number(other))} is`)
}
