/** The skills of the built-in brain, in the order in which they are asked. */
import type { Dictionary } from './dictionary.ts'
import type { Answer } from './skill.ts'
import { type ListedSkill, listed, type Turn } from './skill.ts'
import { aboutYou } from './skills/about-you.ts'
import { arithmetic, numbersTalk } from './skills/arithmetic.ts'
import { beyond } from './skills/beyond.ts'
import { time } from './skills/clock.ts'
import { clockSum } from './skills/clock-sums.ts'
import { common } from './skills/common.ts'
import { control } from './skills/control.ts'
import { countries } from './skills/countries.ts'
import { date } from './skills/date.ts'
import { define } from './skills/define.ts'
import { entertain } from './skills/entertain.ts'
import { followUp } from './skills/follow-up.ts'
import { fromRole } from './skills/from-role.ts'
import { grammar } from './skills/grammar.ts'
import { inviting } from './skills/inviting.ts'
import { knowing, knowingExactly } from './skills/knowing.ts'
import { letters } from './skills/letters.ts'
import { looseTime } from './skills/loose-time.ts'
import { occasions } from './skills/occasions.ts'
import { opinions } from './skills/opinions.ts'
import { recall } from './skills/recall.ts'
import { reflect } from './skills/reflect.ts'
import { safety } from './skills/safety.ts'
import { self } from './skills/self.ts'
import { smallTalk } from './skills/small-talk.ts'
import { farewell, greeting, passedOn, thanks } from './skills/social.ts'
import { timer } from './skills/timers.ts'
import { broken, unclear } from './skills/unclear.ts'
import { amountComparison, unitComparison, unitConversion, unlikeUnits } from './skills/units.ts'
import { until } from './skills/until.ts'
import { yearFacts } from './skills/year-facts.ts'

export type Reply = {
  readonly outputs: Answer
  /** The skill that answered. */
  readonly skill: string
}

export type SkillOrder = {
  /** Words of danger, before all else. */
  readonly safety: ListedSkill
  readonly timer: ListedSkill
  readonly countries: ListedSkill
  readonly control: ListedSkill
  /** Answers to its own questions. */
  readonly followUp: ListedSkill
  /** Those whose answers can be checked: measures, sums, days, facts, countries. */
  readonly exact: readonly ListedSkill[]
  /** Asked about anything said in a turn, whole or by sentence. */
  readonly knowing: readonly ListedSkill[]
  /** What a corrected request may be answered by: not what was told, since a correction is a telling itself. */
  readonly redone: readonly ListedSkill[]
  readonly greeting: ListedSkill
  /** Farewells and thanks. */
  readonly leaving: readonly ListedSkill[]
  /** Greetings, thanks and small talk. */
  readonly social: readonly ListedSkill[]
  /** Where nothing else was meant: listening back, and honest words of not knowing. */
  readonly last: readonly ListedSkill[]
}

export function skillOrder(dictionary: Dictionary): SkillOrder {
  const timing = listed(timer)
  const places = listed(countries)
  const steering = listed(control)
  const answering = listed(followUp(dictionary))
  const exact: readonly ListedSkill[] = [
    listed(knowingExactly),
    listed(clockSum),
    listed(yearFacts),
    listed(unitConversion),
    listed(unitComparison),
    listed(amountComparison),
    listed(unlikeUnits),
    listed(arithmetic),
    listed(numbersTalk),
    listed(until),
    listed(looseTime),
    listed(time),
    listed(date),
    listed(letters),
    listed(grammar(dictionary)),
    listed(knowing),
    listed(common),
    places,
  ]
  const told = listed(recall)
  const others: readonly ListedSkill[] = [
    listed(self),
    listed(fromRole),
    listed(define(dictionary)),
    listed(opinions),
    listed(aboutYou),
  ]
  const amusing = listed(entertain)
  const meeting = listed(greeting)
  const leaving = [listed(farewell), listed(thanks)]
  return {
    safety: listed(safety),
    timer: timing,
    countries: places,
    control: steering,
    followUp: answering,
    exact,
    knowing: [timing, ...exact, amusing, told, ...others],
    redone: [timing, ...exact, amusing, ...others],
    greeting: meeting,
    leaving,
    social: [listed(passedOn), meeting, ...leaving, listed(inviting), listed(smallTalk)],
    last: [
      answering,
      listed(occasions),
      listed(broken),
      listed(beyond),
      listed(reflect(dictionary)),
      listed(unclear(dictionary)),
    ],
  }
}

/** The answer of the first skill that is meant. */
export function replyFrom(skills: readonly ListedSkill[], turn: Turn): Reply | undefined {
  for (const skill of skills) {
    const outputs = skill.reply(turn)
    if (outputs !== undefined) return { outputs, skill: skill.name }
  }
  return undefined
}
