/** How it fits in with the caller: what is near is brought up, chat is left out where it is not wanted, and a silence is taken up gently. */
import { momentIn } from './calendar.ts'
import { unwillingToChat } from './known-notes.ts'
import { type Answer, pickFresh, say, type Turn, textOf } from './skill.ts'
import type { Reply } from './skill-order.ts'
import { mayBringUp, upcoming, withoutChat } from './upcoming.ts'

/** Talk for its own sake, which leaves room for what is remembered. */
const chatting = new Set(['greeting', 'small-talk', 'silence', 'farewell'])

/** Brings up what is near with the first answer of a call, and asks nothing for conversation's sake of someone who hates that. */
export function asTheyLikeIt(reply: Reply, turn: Turn): Reply {
  if (turn.persona.known === undefined || turn.persona.known.length === 0 || !chatting.has(reply.skill)) return reply
  const soon = reply.skill === 'greeting' || reply.skill === 'small-talk' ? upcoming(turn) : undefined
  const now = soon !== undefined && mayBringUp(turn.history, soon) ? soon : undefined
  const text = textOf(reply.outputs)
  if (now === undefined && !unwillingToChat(turn.persona.known, momentIn(turn.now, turn.timeZone).hour)) return reply
  const rest = reply.outputs.filter((output) => output.type !== 'text')
  return { ...reply, outputs: [...say([withoutChat(text), now].filter(Boolean).join(' ')), ...rest] }
}

/** Takes up the thread gently: what was cut off, the question that stands, or an offer. */
export function afterSilence(turn: Turn): Answer {
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
