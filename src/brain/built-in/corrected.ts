/** Takes corrections up: what was misheard, meant otherwise or doubted is answered anew. */

import { bareCorrectionIn, correctedText, correctionIn } from './corrections.ts'
import { type Heard, heardFrom, plainOf, sentencesOf } from './heard.ts'
import { digitsFor } from './numbers.ts'
import { type Answer, lastOf, pickFresh, say, type Turn, textOf, withText } from './skill.ts'
import { type Reply, replyFrom, type SkillOrder } from './skill-order.ts'
import { asksDeed } from './skills/beyond.ts'
import { misheard } from './skills/misheard.ts'
import { contract, turnRound } from './you-and-i.ts'

/** "And Spain?": the previous question, asked of something else. */
export function onward(rest: string, turn: Turn, order: SkillOrder, skills = order.knowing): Reply | undefined {
  const before = turn.history
    .toReversed()
    .filter((entry) => entry.side === 'user')
    .slice(0, 3)
  for (const entry of before) {
    for (const skill of order.knowing) {
      const full = skill.again?.(rest, withText(turn, entry.text))
      const reply = full === undefined ? undefined : replyFrom(skills, withText(turn, full))
      if (reply !== undefined) return reply
    }
  }
  return undefined
}

/** "The currency": asked of the country spoken of. */
function attributeOf(thing: string, turn: Turn, order: SkillOrder): Reply | undefined {
  return replyFrom([order.countries], withText(turn, `what is the ${thing.replace(/^the /, '')} there`))
}

const timerSet = /\b(?:starting now|remind you|tell you at)\b/

/** The answer to a correction; undefined where none was made. */
export function corrected(turn: Turn, order: SkillOrder): Reply | undefined {
  const { plain, text } = turn.heard
  const previous = lastOf(turn.history, 'user')
  const said = lastOf(turn.history, 'agent')?.text
  // "Not the capital. I asked about the currency.": the last sentence says what was meant.
  const last = /^(?:no|not|sorry|that is)\b/.test(plain) ? sentencesOf(text).at(-1) : undefined
  const setTimer = timerSet.test(said ?? '')
  const instead = setTimer ? numberAlone(turn.heard) : /^make (?:that|it) (?<right>.{2,30})$/.exec(plain)?.groups?.right
  const bare = bareCorrectionIn(text) ?? bareCorrectionIn(last ?? '') ?? instead
  const correction =
    correctionIn(
      text.replace(/^what (?=i (?:said|meant) (?:was|is) )/i, '').replace(/\b(i (?:said|meant)) (?:was|is) /i, '$1 '),
    ) ?? correctionIn(last ?? '')
  if (previous !== undefined && said !== undefined && deniesAnswer(turn.heard, previous.text, correction?.right ?? bare)) {
    const checked = checkedAgain(turn, order)
    if (checked !== undefined) return checked
  }
  if (correction === undefined && bare !== undefined && previous !== undefined && said !== undefined) {
    const reply = meantBarely(bare, previous.text, setTimer, turn, order)
    if (reply !== undefined) return reply
  }
  if (correction !== undefined && previous !== undefined) return meantOtherwise(correction, previous.text, setTimer, turn, order)
  const denied = misheard(turn)
  if (denied !== undefined) return { skill: 'correction', outputs: denied }
  if (!disputed.test(plain) && !disputes.test(plain)) return undefined
  const doubt =
    !/\bwhat i (?:said|meant|mean|asked|wanted|want|need)\b|\bask(?:ing)?\b|\bi did not\b|\byou (?:misheard|misunderstood|did not|do not)\b/.test(
      plain,
    )
  return (
    checkedAgain(turn, order, doubt) ?? {
      skill: 'correction',
      outputs: say(
        pickFresh(turn, [
          'Sorry, I got that wrong. What did you mean?',
          "I'm sorry about that. Could you say it once more, in other words?",
        ]),
      ),
    }
  )
}

const disputed =
  /^(?:no |nope |sorry |hey |but |um |actually |well |thanks |thank you |okay |ok |oh |hm )*(?:i (?:was|am) not (?:asking|talking|speaking)(?: about| for)?(?: that| it| this)?$|i did not ask you to|you (?:got|have|had) (?:that|it) (?:backwards?|mixed up|the wrong way(?: a?round)?|all wrong|confused)|you (?:mixed|are mixing) (?:that|it|them|those|this) up|(?:that is|it is) (?:backwards|the opposite|nonsense|not it at all)|that is (?:not (?:right|true|correct|what i (?:said|meant|mean|asked|asked for|wanted|want|need)|it|my \w+)|wrong|incorrect|false|nonsense)|(?:you are|you were|you got (?:it|that|me)|you have (?:it|that)) (?:wrong|mistaken|incorrect)|wrong|you (?:misunderstood|misheard)(?: me)?|i did not (?:say|mean|ask(?: for)?) (?:that|it|anything)|not that(?: one)?|that was (?:wrong|not (?:right|what i \w+|it))|i (?:do not|don't) think (?:that is|so|it is|you are)(?: \w+)?|are you sure (?:about that|that is (?:right|correct|true))|that can not be(?: right| true)?|the other way (?:a?round)|that is the (?:wrong way|other way)(?: a?round)?|you do not understand(?: me)?|you did not (?:understand|listen|get)(?: \w+)*|(?:no way )?i am (?:\w+ )?(?:older|younger|taller|shorter) than that)\b/
const disputes =
  /\b(?:i did not say that|that is not what i (?:said|meant|asked)|you got that wrong|you are wrong|you misunderstood|you (?:are not|do not|never|did not) (?:really |even )?listen(?:ing)?(?: to me| properly| at all)?|you (?:keep|are always|always) (?:getting|get) (?:it|that|this|things|everything|me|my \w+) wrong)\b/

/** "No, it's not, it's fifty-four", "I thought it was Sydney": says the answer is another, not that the question was. */
function deniesAnswer({ plain }: Heard, previous: string, right: string | undefined): boolean {
  if (!heardFrom(previous).asks) return false
  const other =
    right ??
    /\bi (?:thought|always thought|believed|was told|learned) (?:that )?(?:it|that|they) (?:was|is|were|are) (?<other>.{2,30})$/.exec(
      plain,
    )?.groups?.other
  return (
    other !== undefined &&
    !/\b(?:said|meant|mean|asked)\b/.test(plain) &&
    /\b(?:it|that|they) (?:is|was|are|were)\b/.test(plain) &&
    !plainOf(previous).includes(plainOf(other).replace(/^(?:not it is|not) /, ''))
  )
}

/** A number said alone behind a timer: "fifty, five zero". */
function numberAlone({ plain }: Heard): string | undefined {
  const digit = 'zero|one|two|three|four|five|six|seven|eight|nine'
  return new RegExp(
    `^(?:i said )?(?<right>(?:twenty|thirty|forty|fifty|sixty|${digit}|ten|eleven|twelve|\\w+teen|\\d+)(?:[ -](?:${digit}))?(?: (?:seconds?|minutes?|hours?))?)(?:(?: (?:${digit})){2}| not \\w+)?$`,
  ).exec(plain)?.groups?.right
}

/** The previous question asked of the exact skills once more. */
function checkedAgain(turn: Turn, order: SkillOrder, doubt = true): Reply | undefined {
  const previous = lastOf(turn.history, 'user')
  const checked = previous === undefined ? undefined : replyFrom(order.exact, withText(turn, previous.text))
  if (checked === undefined || (!doubt && textOf(checked.outputs) === lastOf(turn.history, 'agent')?.text)) return undefined
  return { skill: 'correction', outputs: [{ type: 'text', text: 'Sorry, let me check again. ' }, ...checked.outputs] }
}

function meantBarely(bare: string, previous: string, setTimer: boolean, turn: Turn, order: SkillOrder): Reply | undefined {
  const again = correctedText(previous, { right: bare })
  const reply =
    replyFrom([order.timer, ...order.exact], withText(turn, bare)) ??
    attributeOf(bare, turn, order) ??
    onward(bare, turn, order, order.redone) ??
    (again === undefined ? undefined : replyFrom(order.redone, withText(turn, again)))
  if (reply !== undefined) return putRight('Ah, sorry. ', reply.outputs, setTimer)
  return again !== undefined && !heardFrom(previous).asks
    ? { skill: 'correction', outputs: say(`Ah, sorry, ${bare}. Thanks for putting me right. Tell me more about it?`) }
    : undefined
}

/** With its numbers in digits, as the ear may have written them. */
const digitsIn = (text: string): string => ` ${digitsFor(plainOf(text))} `

function meantOtherwise(
  correction: { readonly wrong?: string; readonly right: string },
  previous: string,
  setTimer: boolean,
  turn: Turn,
  order: SkillOrder,
): Reply {
  const again = correctedText(previous, correction)
  const { right } = correction
  // Said rightly before and misheard: the request stands as it was.
  const said = plainOf(previous).includes(plainOf(right)) || digitsIn(previous).includes(digitsIn(right).trim())
  const added = /^(?:of|in|on|at|for|to|from) /.test(right)
    ? replyFrom(order.exact, withText(turn, `${previous} ${right}`))
    : undefined
  const reply =
    (said || (again !== undefined && correction.wrong !== undefined)
      ? replyFrom(order.redone, withText(turn, said ? previous : (again ?? '')))
      : undefined) ??
    added ??
    replyFrom(order.exact, withText(turn, right)) ??
    attributeOf(right, turn, order) ??
    onward(right, turn, order, order.redone) ??
    (again === undefined ? undefined : replyFrom(order.redone, withText(turn, again)))
  const head = pickFresh(turn, ['Ah, sorry. ', 'Oh, I see. ', 'Right, my mistake. '])
  if (reply !== undefined) return putRight(head, reply.outputs, setTimer)
  // "I meant Paris Hilton" after a request: understood now, and still not known.
  if (asksDeed(heardFrom(previous)) || heardFrom(previous).asks)
    return {
      skill: 'correction',
      outputs: say(`Ah, sorry, you meant ${turnRound(right)}. I don't know about that, I'm afraid.`),
    }
  return {
    skill: 'correction',
    outputs: say(`Ah, sorry, ${contract(turnRound(right))}. Thanks for putting me right. Tell me more about it?`),
  }
}

/** The answer to what was meant; a timer that was set wrongly is taken back with it. */
function putRight(head: string, outputs: Answer, setTimer: boolean): Reply {
  const again = setTimer && outputs.some(({ type }) => type === 'timer')
  return {
    skill: 'correction',
    outputs: [...(again ? [{ type: 'timer-cancel', which: 'last' } as const] : []), { type: 'text', text: head }, ...outputs],
  }
}
