/** The brain that needs no key: skills first, then listening back, else an honest word that it does not know. Answers within milliseconds. */
import type { Brain, BrainOutput, BrainRequest } from '../brain.ts'
import { momentIn } from './calendar.ts'
import { type Dictionary, openDictionary } from './dictionary.ts'
import { heardFrom, leadingQuestions, plainOf, sentencesOf, trailingQuestion } from './heard.ts'
import { knownName, knownStatements, unwillingToChat } from './known-notes.ts'
import { bareCorrectionIn, correctedText, correctionIn, repaired, tellingsIn } from './memory.ts'
import { respellings } from './respell.ts'
import { type Answer, type ListedSkill, lastOf, listed, pickFresh, say, type Turn } from './skill.ts'
import { aboutYou } from './skills/about-you.ts'
import { arithmetic, numbersTalk } from './skills/arithmetic.ts'
import { asksDeed, beyond } from './skills/beyond.ts'
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
import { inviting } from './skills/inviting.ts'
import { knowing as facts } from './skills/knowing.ts'
import { letters } from './skills/letters.ts'
import { looseTime } from './skills/loose-time.ts'
import { misheard } from './skills/misheard.ts'
import { occasions } from './skills/occasions.ts'
import { opinions } from './skills/opinions.ts'
import { recall } from './skills/recall.ts'
import { reflect } from './skills/reflect.ts'
import { safety } from './skills/safety.ts'
import { self } from './skills/self.ts'
import { smallTalk } from './skills/small-talk.ts'
import { farewell, greeting, opening, passedOn, thanks } from './skills/social.ts'
import { timesUp } from './skills/timer-label.ts'
import { timer } from './skills/timers.ts'
import { broken, unclear } from './skills/unclear.ts'
import { amountComparison, unitComparison, unitConversion, unlikeUnits } from './skills/units.ts'
import { until } from './skills/until.ts'
import { yearFacts } from './skills/year-facts.ts'
import { mayBringUp, openingWords, upcoming, withoutChat } from './upcoming.ts'
import { contract, turnRound } from './you-and-i.ts'

export type Reply = {
  readonly outputs: Answer
  /** The skill that answered. */
  readonly skill: string
}

export type BuiltInMind = {
  readonly reply: (request: Omit<BrainRequest, 'signal'>) => Reply
  readonly close: () => void
}

/** The skills as one pure function from request to answer. Opens the dictionary's files; `close` gives them back. */
export function createBuiltInMind(dictionary: Dictionary = openDictionary()): BuiltInMind {
  /** Asked about anything said in a turn, whole or by sentence. */
  const knowing: readonly ListedSkill[] = [
    listed(timer),
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
    listed(facts),
    listed(common),
    listed(countries),
    listed(entertain),
    listed(recall),
    listed(self),
    listed(fromRole),
    listed(define(dictionary)),
    listed(opinions),
    listed(aboutYou),
  ]
  const social: readonly ListedSkill[] = [
    listed(control),
    listed(passedOn),
    listed(greeting),
    listed(farewell),
    listed(thanks),
    listed(inviting),
    listed(smallTalk),
  ]
  const last: readonly ListedSkill[] = [
    listed(followUp(dictionary)),
    listed(occasions),
    listed(broken),
    listed(beyond),
    listed(reflect(dictionary)),
    listed(unclear(dictionary)),
  ]
  /** What a bare yes, no or "not so great" means where it answers a question. */
  const closer: readonly ListedSkill[] = [listed(followUp(dictionary))]
  const first = listed(safety)
  /** What a corrected request may be answered by: not what was told, since a correction is a telling itself. */
  const redone = knowing.filter(({ name }) => name !== 'recall')
  /** Those whose answers can be checked: measures, sums, days, countries. */
  const exact = knowing.slice(1, 17)

  function from(skills: readonly ListedSkill[], turn: Turn): Reply | undefined {
    for (const skill of skills) {
      const outputs = skill.reply(turn)
      if (outputs !== undefined) return { outputs, skill: skill.name }
    }
    return undefined
  }

  /** A word of the language rather than somebody's name. */
  function ordinary(word: string): boolean {
    if (
      dictionary.find(word, 'verb') !== undefined ||
      dictionary.find(word, 'adj') !== undefined ||
      dictionary.find(word, 'adv') !== undefined
    )
      return true
    const noun = dictionary.find(word, 'noun')
    const first = noun === undefined ? undefined : dictionary.sense(noun, 0)?.words[0]
    return first !== undefined && first === first.toLowerCase()
  }

  const withText = (turn: Turn, text: string): Turn => ({ ...turn, heard: heardFrom(text) })

  /** "And Spain?": the previous question, asked of something else. */
  function onward(rest: string, turn: Turn, skills = knowing): Reply | undefined {
    const before = turn.history
      .toReversed()
      .filter((entry) => entry.side === 'user')
      .slice(0, 3)
    for (const entry of before) {
      for (const skill of knowing) {
        const full = skill.again?.(rest, withText(turn, entry.text))
        const reply = full === undefined ? undefined : from(skills, withText(turn, full))
        if (reply !== undefined) return reply
      }
    }
    return undefined
  }

  /** "The currency": asked of the country spoken of. */
  function attributeOf(thing: string, turn: Turn): Reply | undefined {
    return from([listed(countries)], withText(turn, `what is the ${thing.replace(/^the /, '')} there`))
  }

  function corrected(turn: Turn): Reply | undefined {
    const { plain } = turn.heard
    // "Not the capital. I asked about the currency.": the last sentence says what was meant.
    const last = /^(?:no|not|sorry|that is)\b/.test(plain) ? sentencesOf(turn.heard.text).at(-1) : undefined
    const setTimer = /\b(?:starting now|remind you|tell you at)\b/.test(lastOf(turn.history, 'agent')?.text ?? '')
    const instead = setTimer ? undefined : /^make (?:that|it) (?<right>.{2,30})$/.exec(plain)?.groups?.right
    const bare = bareCorrectionIn(turn.heard.text) ?? bareCorrectionIn(last ?? '') ?? instead
    const correction =
      correctionIn(
        turn.heard.text
          .replace(/^what (?=i (?:said|meant) (?:was|is) )/i, '')
          .replace(/\b(i (?:said|meant)) (?:was|is) /i, '$1 '),
      ) ?? correctionIn(last ?? '')
    const previous = lastOf(turn.history, 'user')
    if (correction === undefined && bare !== undefined && previous !== undefined && lastOf(turn.history, 'agent') !== undefined) {
      const again = correctedText(previous.text, { right: bare })
      const reply =
        from([...knowing.slice(0, 1), ...exact], withText(turn, bare)) ??
        attributeOf(bare, turn) ??
        onward(bare, turn, redone) ??
        (again === undefined ? undefined : from(redone, withText(turn, again)))
      if (reply !== undefined) return putRight('Ah, sorry. ', reply.outputs, setTimer)
      if (again !== undefined && !heardFrom(previous.text).asks)
        return { skill: 'correction', outputs: say(`Ah, sorry, ${bare}. Thanks for putting me right. Tell me more about it?`) }
    }
    if (correction !== undefined && previous !== undefined) {
      const again = correctedText(previous.text, correction)
      const { right } = correction
      // Said rightly before and misheard: the request stands as it was.
      const said = plainOf(previous.text).includes(plainOf(right))
      const reply =
        (said || (again !== undefined && correction.wrong !== undefined)
          ? from(redone, withText(turn, said ? previous.text : (again ?? '')))
          : undefined) ??
        from(exact, withText(turn, right)) ??
        attributeOf(right, turn) ??
        onward(right, turn, redone) ??
        (again === undefined ? undefined : from(redone, withText(turn, again)))
      const head = pickFresh(turn, ['Ah, sorry. ', 'Oh, I see. ', 'Right, my mistake. '])
      if (reply !== undefined) return putRight(head, reply.outputs, setTimer)
      // "I meant Paris Hilton" after a request: understood now, and still not known.
      if (asksDeed(heardFrom(previous.text)) || heardFrom(previous.text).asks)
        return {
          skill: 'correction',
          outputs: say(`Ah, sorry, you meant ${turnRound(right)}. I don't know about that, I'm afraid.`),
        }
      return {
        skill: 'correction',
        outputs: say(`Ah, sorry, ${contract(turnRound(right))}. Thanks for putting me right. Tell me more about it?`),
      }
    }
    const denied = misheard(turn)
    if (denied !== undefined) return { skill: 'correction', outputs: denied }
    if (
      /^(?:no |nope |sorry |hey |but |um |actually |well |thanks |thank you |okay |ok |oh |hm )*(?:i (?:was|am) not (?:asking|talking|speaking)(?: about| for)?(?: that| it| this)?$|i did not ask you to|you (?:got|have|had) (?:that|it) (?:backwards?|mixed up|the wrong way(?: a?round)?|all wrong|confused)|you (?:mixed|are mixing) (?:that|it|them|those|this) up|(?:that is|it is) (?:backwards|the opposite|nonsense|not it at all)|that is (?:not (?:right|true|correct|what i (?:said|meant|mean|asked|asked for|wanted|want|need)|it|my \w+)|wrong|incorrect|false|nonsense)|(?:you are|you were|you got (?:it|that|me)|you have (?:it|that)) (?:wrong|mistaken|incorrect)|wrong|you (?:misunderstood|misheard)(?: me)?|i did not (?:say|mean|ask(?: for)?) (?:that|it|anything)|not that(?: one)?|that was (?:wrong|not (?:right|what i \w+|it))|i (?:do not|don't) think (?:that is|so|it is|you are)(?: \w+)?|are you sure (?:about that|that is (?:right|correct|true))|that can not be(?: right| true)?|the other way (?:a?round)|that is the (?:wrong way|other way)(?: a?round)?|you do not understand(?: me)?|you did not (?:understand|listen|get)(?: \w+)*)\b/.test(
        plain,
      ) ||
      /\b(?:i did not say that|that is not what i (?:said|meant|asked)|you got that wrong|you are wrong|you misunderstood)\b/.test(
        plain,
      )
    ) {
      const checked = previous === undefined ? undefined : from(exact, withText(turn, previous.text))
      const doubt =
        !/\bwhat i (?:said|meant|mean|asked|wanted|want|need)\b|\bask(?:ing)?\b|\bi did not\b|\byou (?:misheard|misunderstood|did not|do not)\b/.test(
          plain,
        )
      if (checked !== undefined && (doubt || !sameText(checked.outputs, lastOf(turn.history, 'agent')?.text)))
        return { skill: 'correction', outputs: [{ type: 'text', text: 'Sorry, let me check again. ' }, ...checked.outputs] }
      return {
        skill: 'correction',
        outputs: say(
          pickFresh(turn, [
            'Sorry, I got that wrong. What did you mean?',
            "I'm sorry about that. Could you say it once more, in other words?",
          ]),
        ),
      }
    }
    return undefined
  }

  function answered(turn: Turn): Reply {
    const danger = first.reply(turn)
    if (danger !== undefined) return { outputs: danger, skill: first.name }
    const right = corrected(turn)
    if (right !== undefined) return right
    const meant = repaired(turn.heard.text)
    if (meant !== undefined) {
      const reply = from(knowing, withText(turn, meant))
      if (reply !== undefined) return reply
    }
    const early = from(social.slice(0, 1), turn)
    if (early !== undefined) return early
    const rest =
      /^(?:(?:and|okay|ok|so|now|but|then|thanks|thank you|great|good)\b ?)*(?:(?:what|how) about|and(?: what is (?:that|it))?|or) (?<rest>.{2,40})$/
        .exec(turn.heard.plain)
        ?.groups?.rest?.replace(/ (?:then|now|please)$/, '')
    if (rest !== undefined) {
      const reply = onward(rest, turn)
      if (reply !== undefined) return reply
    }
    const wanted = lastOf(turn.history, 'agent')?.text
    if (wanted !== undefined && /\bcapital of which country\?$/i.test(wanted)) {
      const reply = from(knowing, withText(turn, `what is the capital of ${turn.heard.core}`))
      if (reply !== undefined) return reply
    }
    const plainSocial = from(social.slice(1), turn)
    const whole = from(knowing, turn)
    if (whole === undefined && plainSocial?.skill === 'small-talk') {
      const told = from(closer, turn)
      if (told !== undefined) return told
    }
    if (
      plainSocial !== undefined &&
      !(whole !== undefined && (plainSocial.skill === 'farewell' || /^(?:entertain|recall|self)$/.test(whole.skill)))
    )
      return plainSocial
    if (whole !== undefined) return whole
    const sentences = sentencesOf(turn.heard.text)
    if (sentences.length > 1) {
      for (const sentence of sentences.toReversed()) {
        const part = withText(turn, sentence)
        const reply = from(social.slice(0, 1), part) ?? from(knowing, part)
        if (reply !== undefined) return reply
      }
    }
    for (const head of leadingQuestions(turn.heard)) {
      const reply = from(exact, withText(turn, head))
      if (reply !== undefined) return reply
    }
    const trailing = trailingQuestion(turn.heard)
    if (trailing !== undefined) {
      const reply = from(knowing, withText(turn, trailing))
      if (reply !== undefined) return reply
    }
    if (sentences.length > 1) {
      const asking = sentences.findLast((sentence) => heardFrom(sentence).asks)
      const reply = asking === undefined ? from(last, turn) : from(last, withText(turn, asking))
      if (reply !== undefined) return reply
    }
    return from(last, turn) ?? { outputs: say("Sorry, I didn't quite catch that."), skill: 'unclear' }
  }

  /** What the ear wrote is tried as it stands; where that leads nowhere, as words that sound or look alike. */
  function understood(turn: Turn): Reply {
    const reply = answered(turn)
    if (!lost.has(reply.skill) && !(reply.skill === 'reflect' && turn.heard.words.length <= 10)) return reply
    for (const text of respellings(turn.heard.plain, dictionary)) {
      const other = from([...knowing.slice(0, 1), ...exact], withText(turn, text))
      if (other !== undefined) return other
    }
    return reply
  }

  function reply(request: Omit<BrainRequest, 'signal'>): Reply {
    const { persona, now, timeZone, history, cause, timers } = request
    const spoken = cause === 'user' ? history.at(-1) : undefined
    const before = spoken === undefined ? history : history.slice(0, -1)
    const known = persona.known ?? []
    const told = tellingsIn(before, ordinary)
    const turn: Turn = {
      heard: heardFrom(spoken?.side === 'user' ? spoken.text : ''),
      history: before,
      told: { ...told, name: told.name ?? knownName(known) },
      known: knownStatements(known),
      timers,
      persona,
      now,
      timeZone,
    }
    switch (cause) {
      case 'greeting':
        return { outputs: say(openingWords(textOf(opening(turn)), turn)), skill: 'greeting' }
      case 'timer':
        return { outputs: say(timesUp(request.label ?? '')), skill: 'timer' }
      case 'silence':
        return asTheyLikeIt({ outputs: afterSilence(turn), skill: 'silence' }, turn)
      case 'user':
        return asTheyLikeIt(understood(turn), turn)
    }
  }

  return { reply, close: () => dictionary.close() }
}

/** The answer to what was meant; a timer that was set wrongly is taken back with it. */
function putRight(head: string, outputs: Answer, setTimer: boolean): Reply {
  const again = setTimer && outputs.some(({ type }) => type === 'timer')
  return {
    skill: 'correction',
    outputs: [...(again ? [{ type: 'timer-cancel', which: 'last' } as const] : []), { type: 'text', text: head }, ...outputs],
  }
}

function sameText(outputs: Answer, said: string | undefined): boolean {
  return textOf(outputs) === said
}

function textOf(outputs: Answer): string {
  return outputs.map((output) => (output.type === 'text' ? output.text : '')).join('')
}

/** Talk for its own sake, which leaves room for what is remembered. */
const chatting = new Set(['greeting', 'small-talk', 'silence', 'farewell'])

/** Brings up what is near with the first answer of a call, and asks nothing for conversation's sake of someone who hates that. */
function asTheyLikeIt(reply: Reply, turn: Turn): Reply {
  if (turn.persona.known === undefined || turn.persona.known.length === 0 || !chatting.has(reply.skill)) return reply
  const soon = reply.skill === 'greeting' || reply.skill === 'small-talk' ? upcoming(turn) : undefined
  const now = soon !== undefined && mayBringUp(turn.history, soon) ? soon : undefined
  const text = textOf(reply.outputs)
  if (now === undefined && !unwillingToChat(turn.persona.known, momentIn(turn.now, turn.timeZone).hour)) return reply
  const rest = reply.outputs.filter((output) => output.type !== 'text')
  return { ...reply, outputs: [...say([withoutChat(text), now].filter(Boolean).join(' ')), ...rest] }
}

/** Where nothing better was found. */
const lost = new Set(['beyond', 'unclear', 'broken'])

/** Takes up the thread gently: what was cut off, the question that stands, or an offer. */
function afterSilence(turn: Turn): Answer {
  const last = turn.history.at(-1)
  if (last === undefined) return say("I'm here. What's on your mind?")
  if (last.side === 'agent' && (last.rest ?? '').trim() !== '') return say("I'm still here. Shall I go on?")
  if (last.side === 'agent' && /\?\s*$/.test(last.text))
    return say(pickFresh(turn, ['Take your time. I am still here.', "No hurry. I'm listening."]))
  return say(
    pickFresh(turn, [
      "I'm still here. What are you thinking about?",
      "I'm listening, whenever you like. Or shall I tell you a story?",
    ]),
  )
}

/** One for each library and each kind of pattern. */
const warmUp = [
  'how long until june first',
  'what time is it in tokyo',
  'what is two plus two',
  'five miles in kilometers',
  'what is a lion',
  'what is the capital of france',
  'set a timer for five minutes',
  'tell me a joke',
  "what's my name",
  'should i go',
  'my sister went to the market yesterday',
  'no i meant tomorrow',
  'who won the game',
  'asdf qwer',
  'thank you very much',
]

/** The built-in brain. Cheap, so worth asking on suspicion; says nothing once `signal` has aborted. */
export function createBuiltInBrain(): Brain {
  const mind = createBuiltInMind()
  // The first use of each library costs more than all later ones: it is paid before the first caller waits for it.
  const warm = { persona: { name: 'Duet', role: '' }, now: new Date(), timeZone: 'UTC', cause: 'user' } as const
  for (const text of warmUp) {
    mind.reply({ ...warm, history: [{ side: 'user', text }] })
  }
  return {
    name: 'built-in',
    speculative: true,
    timers: true,
    reply: async function* (request): AsyncGenerator<BrainOutput> {
      if (request.signal.aborted) return
      for (const output of mind.reply(request).outputs) {
        if (request.signal.aborted) return
        yield output
      }
    },
    close: async () => mind.close(),
  }
}
