/** Answers to its own questions: "not so great", "about two weeks", "the first one", "because of my girlfriend". */
import type { Dictionary } from '../dictionary.ts'
import { nameGiven } from '../memory.ts'
import { lastOf, pickFresh, type Skill, say, type Turn } from '../skill.ts'
import { knownShare } from '../topic.ts'
import { contract, sentenceCase, turnRound } from '../you-and-i.ts'
import { occasions } from './occasions.ts'

type FollowUp =
  | { readonly kind: 'low' | 'good' | 'private' | 'partly' | 'yes' | 'no' | 'all' | 'none' }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'echo'; readonly words: string; readonly asked: string }
  | { readonly kind: 'chosen'; readonly words: string }

const low =
  /^(?:(?:well|um|oh|i am|i feel|it is|it was|honestly|to be honest|actually|a bit|kind of|feeling|doing|just)\b ?)*(?:not (?:so |too |very |that |really |doing )*(?:great|good|well|fine|okay)|meh|bad|badly|terrible|awful|horrible|could be better|could be worse|so so|been better|i have been better|lousy|rough|tired|sad|down|miserable|not my day)(?: (?:today|really|to be honest|actually|i guess|lately))*$/
const good =
  /^(?:(?:well|um|oh|i am|i feel|it is|it was|honestly|actually|feeling|doing|just|really|very|pretty|quite|so)\b ?)*(?:good|great|fine|well|okay|ok|alright|all right|fantastic|wonderful|amazing|excellent|lovely|happy|super|brilliant|not bad|perfect|nice|fun|better)(?: (?:today|really|actually|i guess|thanks|thank you|so far))*$/
const privately =
  /\bnot (?:really )?(?:want|wish|like) to (?:get|go) into (?:it|that|this|details)\b|\b(?:do not|would rather not|not) (?:really )?(?:want|like|wish|feel like) ?(?:to )?(?:talk|talking|speak|say|discuss|think)\b|\bnot sure (?:if |whether )?i want to (?:talk|speak|say|go into)\b|\bprefer not to\b|\brather not\b|\bnone of your business\b|\blet us not\b|\bthat is private\b/
const partly =
  /^(?:(?:well|um|oh|yes|yeah|no)\b ?)*(?:kind of|sort of|a (?:little|bit)(?: bit)?|somewhat|sometimes|maybe|perhaps|it depends|depends|i guess(?: so)?|not sure|i am not sure|hard to say|i think so|partly|more or less|yes and no|now and then|from time to time)(?: really| actually| though)?$/
const yes =
  /^(?:(?:oh|well|um)\b ?)*(?:yes|yeah|yep|yup|sure|definitely|absolutely|totally|very much|of course|always|often|i do|i am|i did|i have|i was|i would|it was|it is|it does)\b(?: (?:a lot|very much|so much|really|definitely|very|indeed|i do|i am|i did|i have|it was|it is|always|often|absolutely|i would|so))*$/
const no =
  /^(?:(?:oh|well|um)\b ?)*(?:no|nope|nah|not really|not at all|never|not yet|not anymore|not any more|hardly|i do not|i am not|i did not|i have not|not so much|not much)\b(?: (?:not really|not at all|never|really|i do not|i am not|i did not|i have not|unfortunately|sadly|yet|at all))*$/
const all =
  /^(?:(?:oh|well|um|just|pretty much|basically)\b ?)*(?:everything|all of it|all of them|the whole thing|a lot|lots|many things|both|anything|anything really|whatever|no preference|you choose|you decide|surprise me|i do not mind|i do not care|either|either one|any)$/
const none =
  /^(?:(?:oh|well|um|no)\b ?)*(?:neither|none|none of (?:them|that|it)|nothing|nothing (?:really|special|much|in particular)|no one|nobody|nowhere|i do not know|no idea|i have no idea|dunno|not sure|who knows|i forgot|i can not remember|i do not remember)(?: yet| really| exactly)?$/

const asksMood = /\bhow (?:are|do|have|is|has|was) (?:you|your|things|it|everything)\b/i

export function followUp(dictionary: Dictionary): Skill<FollowUp> {
  return {
    name: 'follow-up',
    match: (turn) => {
      const asked = questionBefore(turn)
      const { plain, bare, asks, words } = turn.heard
      if (privately.test(plain)) return { kind: 'private' }
      if (asked === undefined || asks || words.length > 7 || /\b(?:and|what about|how about) (?:you|yourself)$/.test(plain))
        return undefined
      const name = nameGiven(asked, turn.heard.text)
      if (name !== undefined) return { kind: 'name', name }
      const form = [plain, bare]
      const is = (pattern: RegExp): boolean => form.some((text) => pattern.test(text))
      if (is(low)) return { kind: 'low' }
      if (is(good) && asksMood.test(asked)) return { kind: 'good' }
      if (is(partly)) return { kind: 'partly' }
      if (is(all)) return { kind: 'all' }
      if (is(none)) return { kind: 'none' }
      if (is(no)) return { kind: 'no' }
      if (is(yes)) return { kind: 'yes' }
      const job = /^(?:i am|i work as|he is|she is) (?<job>an? (?!bit|little|lot|mess|wreck|fan|few|big|huge)[a-z ]{3,24})$/.exec(
        bare,
      )?.groups?.job
      if (job !== undefined && /\b(?:do|does|work|job|living|profession|occupation)\b/.test(asked))
        return { kind: 'echo', words: job, asked: 'What do you do?' }
      const picked = choiceIn(asked, bare)
      if (picked !== undefined) return { kind: 'chosen', words: picked }
      if (asksMood.test(asked) && occasions.match(turn) !== undefined) return undefined
      if (
        /^(?:i|we|my (?!\w+(?: \w+){0,2}$)|he|she|they|it)\b/.test(bare) ||
        knownShare(words, dictionary) < (words.length === 1 ? 0 : 0.99)
      )
        return undefined
      const words2 = bare.replace(/^(?:mostly|mainly|just|only|maybe|probably|usually|because of|because|it is|it was)\b ?/, '')
      return {
        kind: 'echo',
        words: words2.replace(/ (?:i think|i guess|i suppose|obviously|of course|actually|really|yet)$/, ''),
        asked,
      }
    },
    answer: (told, turn) => {
      switch (told.kind) {
        case 'name':
          return say(`Nice to meet you, ${told.name}. What's on your mind today?`)
        case 'private':
          return say(
            pickFresh(turn, [
              "That's all right, we don't have to. Would you like to talk about something else?",
              'Of course. We can leave it. What would do you good now?',
            ]),
          )
        case 'low':
          return say(
            pickFresh(turn, [
              "I'm sorry to hear that. Do you want to tell me more about it?",
              "Oh, I'm sorry. What's making it hard?",
            ]),
          )
        case 'good':
          return say(pickFresh(turn, ["That's good to hear. What made it so?", "I'm glad. What was the best thing about it?"]))
        case 'partly':
          return say(pickFresh(turn, ['I see, a bit of both. What does it depend on?', 'Partly, then. What makes it so?']))
        case 'yes':
          return say(
            pickFresh(turn, [
              "That's good to know. Tell me more about it.",
              'I see. What is it like for you?',
              'All right. And how did that come about?',
            ]),
          )
        case 'no':
          return say(
            pickFresh(turn, [
              "I see. What's behind that?",
              'All right, not that. What would be better for you?',
              "That's fine. Is there something else on your mind?",
            ]),
          )
        case 'all':
          return say(
            pickFresh(turn, [
              'All of it, I see. Where would you start?',
              'Quite a lot, then. What comes to mind first about it?',
            ]),
          )
        case 'none':
          return say(
            pickFresh(turn, [
              "That's fine, there's no need to know. Shall we talk about something else?",
              "That's all right. What else is on your mind?",
            ]),
          )
        case 'chosen':
          return say(
            pickFresh(turn, [
              `${sentenceCase(told.words)}, a good choice. What do you like about it?`,
              `Ah, ${told.words} then. What makes it the one for you?`,
            ]),
          )
        case 'echo':
          return say(pickFresh(turn, echoes(contract(turnRound(told.words)), told.asked)))
      }
    },
  }
}

/** The question the agent ended its last turn with. */
function questionBefore(turn: Turn): string | undefined {
  const last = turn.history.at(-1)?.side === 'agent' ? lastOf(turn.history, 'agent')?.text : undefined
  return last !== undefined && /\?["”]?\s*$/.test(last) ? (last.split(/(?<=[.!?])\s+/).at(-1) ?? last) : undefined
}

/** What was offered in a question of two: "tea or coffee?" */
function choiceIn(asked: string, said: string): string | undefined {
  const offered =
    /(?:^|[,:] |\b(?:prefer|like|better|want|be) |\bis it )(?:an? |the )?(?<one>[\p{L}' ]{2,24}?),? or (?:an? |the )?(?<other>[\p{L}' ]{2,24})\?$/iu.exec(
      asked,
    )?.groups
  if (offered === undefined) return undefined
  const one = (offered.one ?? '')
    .trim()
    .split(' ')
    .slice(-2)
    .join(' ')
    .replace(/^(?:better|like|prefer|you|is|it) /, '')
  const other = (offered.other ?? '').trim()
  if (/^(?:(?:i would say|i think|definitely|probably|oh|well|maybe) )?(?:the )?(?:first|former)(?: one)?$/.test(said)) return one
  if (
    /^(?:(?:i would say|i think|definitely|probably|oh|well|maybe) )?(?:the )?(?:second|latter|last|other)(?: one)?$/.test(said)
  )
    return other
  const bare = said
    .replace(/^(?:definitely|probably|always|i would say|i think|the|an?|more|rather|oh|well) /, '')
    .replace(/ (?:definitely|please|always|i think|for me|of course)$/, '')
  return [one, other].find((option) => option.toLowerCase() === bare)
}

/** Ways to take up a short answer, by what was asked. */
function echoes(words: string, asked: string): readonly [string, ...string[]] {
  const said = sentenceCase(words)
  if (/^(?:and |so )?(?:how (?:was|is|did|does|do|are|were)|what (?:was|is|were) .*\blike)\b/i.test(asked))
    return [`${said}, I see. What made it so?`, `Ah, ${words}. Tell me more about it.`]
  if (/\bwho\b/i.test(asked)) return [`Ah, ${words}. Tell me about that.`, `${said}, I see. What is that like for you?`]
  if (/\bwhere\b/i.test(asked))
    return [
      `${said}, that sounds interesting. What is it like there?`,
      `Ah, ${words}. What draws you there, or what was it like?`,
    ]
  if (/\bhow (?:long|many|much|old|often|far)\b|\bwhen\b|\bwhat time\b/i.test(asked))
    return [`${said}, I see. And how is it going so far?`, `Ah, ${words}. How do you feel about that?`]
  if (/\bwhy\b|\bhow come\b|\bwhat (?:made|makes|brought|kept|happened|caused)\b/i.test(asked))
    return [`${said}, I see. How do you feel about it now?`, `I see, ${words}. That explains it. What happens next?`]
  if (/\bwhat (?:do|does|did|would|will|are|is|kind|sort)\b|\bwhich\b/i.test(asked))
    return [
      `${said}, I see. What do you like about it?`.replace(
        /What do you like about it/,
        /\b(?:bother|worr|hard|worst|wrong|weigh|stress|afraid|hate)/i.test(asked)
          ? 'What makes it so hard'
          : 'Tell me, what is it about that',
      ),
      `Ah, ${words}. Tell me more about that.`,
    ]
  return [`Ah, ${words}. Tell me more about that.`, `I see, ${words}. What is that like for you?`]
}
