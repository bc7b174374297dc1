/** Which skill answers a turn: danger and corrections first, then what is known, small talk, listening back, and not knowing. */
import type { BrainRequest } from '../brain.ts'
import { corrected, onward } from './corrected.ts'
import { repaired } from './corrections.ts'
import { type Dictionary, openDictionary } from './dictionary.ts'
import { clausesOf, heardFrom, leadingQuestions, sentencesOf, trailingQuestion } from './heard.ts'
import { knownName, knownStatements } from './known-notes.ts'
import { afterSilence, asTheyLikeIt } from './manners.ts'
import { tellingsIn } from './memory.ts'
import { respellings } from './respell.ts'
import { lastOf, say, type Turn, textOf, withText } from './skill.ts'
import { type Reply, replyFrom, skillOrder } from './skill-order.ts'
import { opening } from './skills/social.ts'
import { timesUp } from './skills/timer-label.ts'
import { openingWords } from './upcoming.ts'

export type BuiltInMind = {
  readonly reply: (request: Omit<BrainRequest, 'signal'>) => Reply
  readonly close: () => void
}

/** "What's the … I mean, who was …": a question that was begun wrongly and is asked anew. */
const asksAnew =
  /\S \S+ (?:i mean|i meant|no wait|wait no|or rather|scratch that|no sorry|sorry) (?<question>(?:what|who|whose|where|when|why|how|which|can you|could you|tell me)\b(?!.*\b(?:there|it|that|he|she|they)\b).+)$/

/** Where nothing better was found. */
const lost = new Set(['beyond', 'unclear', 'broken'])

/** The skills as one pure function from request to answer. Opens the dictionary's files; `close` gives them back. */
export function createBuiltInMind(dictionary: Dictionary = openDictionary()): BuiltInMind {
  const order = skillOrder(dictionary)

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

  function answered(turn: Turn): Reply {
    const danger = order.safety.reply(turn)
    if (danger !== undefined) return { outputs: danger, skill: order.safety.name }
    const right = corrected(turn, order)
    if (right !== undefined) return right
    const restated = asksAnew.exec(turn.heard.plain)?.groups?.question
    if (restated !== undefined) {
      const reply = replyFrom(order.knowing, withText(turn, restated))
      if (reply !== undefined) return reply
    }
    const meant = repaired(turn.heard.text)
    if (meant !== undefined) {
      const reply = replyFrom(order.knowing, withText(turn, meant))
      if (reply !== undefined) return reply
    }
    const early = replyFrom([order.control], turn)
    if (early !== undefined) return early
    const rest =
      /^(?:(?:and|okay|ok|so|now|but|then|thanks|thank you|great|good)\b ?)*(?:(?:what|how) about|and(?: what is (?:that|it))?|or) (?<rest>.{2,40})$/
        .exec(turn.heard.plain)
        ?.groups?.rest?.replace(/ (?:then|now|please)$/, '')
    if (rest !== undefined) {
      const reply = onward(rest, turn, order)
      if (reply !== undefined) return reply
    }
    const wanted = lastOf(turn.history, 'agent')?.text
    if (wanted !== undefined && /\bcapital of which country\?$/i.test(wanted)) {
      const reply = replyFrom(order.knowing, withText(turn, `what is the capital of ${turn.heard.core}`))
      if (reply !== undefined) return reply
    }
    const plainSocial = replyFrom(order.social, turn)
    const whole = replyFrom(order.knowing, turn)
    if (whole === undefined && plainSocial?.skill === 'small-talk') {
      const told = replyFrom([order.followUp], turn)
      if (told !== undefined) return told
    }
    if (
      plainSocial !== undefined &&
      !(whole !== undefined && (plainSocial.skill === 'farewell' || /^(?:entertain|recall|self|timer)$/.test(whole.skill)))
    )
      return plainSocial
    if (whole !== undefined) return whole
    const sentences = sentencesOf(turn.heard.text)
    if (sentences.length > 1) {
      for (const sentence of sentences.toReversed()) {
        const part = withText(turn, sentence)
        const reply = replyFrom([order.control], part) ?? replyFrom(order.knowing, part)
        if (reply !== undefined) return reply
      }
    }
    for (const head of leadingQuestions(turn.heard)) {
      const reply = replyFrom(order.exact, withText(turn, head))
      if (reply !== undefined) return reply
    }
    const trailing = trailingQuestion(turn.heard)
    if (trailing !== undefined) {
      const reply = replyFrom(order.knowing, withText(turn, trailing))
      if (reply !== undefined) return reply
    }
    const manners = inPassing(turn)
    if (manners !== undefined) return manners
    if (sentences.length > 1) {
      const asking = sentences.findLast((sentence) => heardFrom(sentence).asks)
      const reply = asking === undefined ? replyFrom(order.last, turn) : replyFrom(order.last, withText(turn, asking))
      if (reply !== undefined) return reply
    }
    return replyFrom(order.last, turn) ?? { outputs: say("Sorry, I didn't quite catch that."), skill: 'unclear' }
  }

  /** A greeting before, or a farewell or thanks behind, something short that nothing answers: "right, got to fetch the kids, talk later". */
  function inPassing(turn: Turn): Reply | undefined {
    const clauses = clausesOf(turn.heard.text)
    const [first, last] = [clauses[0], clauses.at(-1)]
    if (first === undefined || last === undefined || clauses.length < 2 || turn.heard.words.length > 16) return undefined
    const leaving = replyFrom(order.leaving, withText(turn, last))
    if (leaving !== undefined) return leaving
    const rest = turn.heard.text.slice(turn.heard.text.indexOf(first) + first.length)
    const greeted = heardFrom(rest).words.length <= 6 ? replyFrom([order.greeting], withText(turn, first)) : undefined
    return greeted === undefined || heardFrom(rest).asks ? undefined : greeted
  }

  /** What the ear wrote is tried as it stands; where that leads nowhere, as words that sound or look alike. */
  function understood(turn: Turn): Reply {
    const reply = answered(turn)
    if (!lost.has(reply.skill) && !(reply.skill === 'reflect' && turn.heard.words.length <= 10)) return reply
    for (const text of respellings(turn.heard.plain, dictionary)) {
      const other = replyFrom([order.timer, ...order.exact], withText(turn, text))
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
