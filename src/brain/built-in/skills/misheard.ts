/** "That's not my name", "no, angry": told that it misheard, it takes up what was really said. */
import { plainOf } from '../heard.ts'
import { digitsFor } from '../numbers.ts'
import { type Answer, lastOf, pickFresh, say, type Turn } from '../skill.ts'
import { contract, sentenceCase, turnRound } from '../you-and-i.ts'

const notMyName =
  /^(?:(?:no|nope|hey|sorry|but|um|well|wait)\b ?)*(?:that is not my name|my name is not that|you (?:got|have|said|pronounced|keep getting|called me by) (?:my|the wrong) name(?: wrong)?|wrong name|that is not (?:who i am|what i am called|how you say my name)|you called me the wrong name)\b/
const spelled =
  /^(?:(?:no|nope|sorry|but|well|wait)\b ?)*(?:it is|that is|my name is|i am) (?<name>\p{L}+) (?:with|spelled|spelt|not with) (?:an? )?\p{L}+/u
const notAsked =
  /^(?:(?:no|nope|hey|sorry|but|um|well|wait|hang on)\b ?)*i (?:did not|never|was not) (?:ask|asking|talk|talking|mean|say|said|asked)(?: you)?(?: anything)? (?:about |for )(?<thing>.+)$/
const goodNews =
  /^(?:(?:no|nope|but|hey|actually|oh|well|wait)\b ?)*(?:it is|that is|this is|it was|that was)(?: actually| really)? (?:a |an |the )?(?:very |really )?(?:good|great|happy|wonderful|positive) (?:thing|news|one|sign)?\b|^why (?:are|were) you sorry(?: about (?:it|that))?$|^(?:there is )?no (?:need|reason) to be sorry$|^(?:do not|you do not (?:have to|need to)) be sorry$/
const badNews =
  /^(?:(?:no|nope|but|hey|actually|oh|well|wait)\b ?)*(?:it is|that is|this is|it was|that was)(?: actually| really)? (?:not (?:good|great|nice|lovely|wonderful|funny|a good thing|good news)(?: at all)?|(?:a |an )?(?:bad|sad|terrible|awful) (?:thing|news)?)$|^why (?:are|were) you (?:so )?(?:glad|happy)(?: about (?:it|that))?$/
const bareNo =
  /^(?:(?:what|wait|hang on|hold on|sorry|oh|um|er|hey)\b ?)*(?:no|nope|not that)\b ?(?:i said |i meant |it is |it was )?(?<right>(?:an? |the |my )?[\p{L}'-]+(?: [\p{L}'-]+){0,3})$/u
const notJust = /^(?:no )?not (?<wrong>[\p{L}' -]{2,30}?) (?:just|only|simply|but) (?<right>[\p{L}' -]{2,30})$/u
/** Behind a bare no, what goes on talking rather than putting right. */
const goesOn =
  /^(?:thanks|thank|problem|way|worries|wonder|idea|clue|need|one|more|please|never|not|yet|no|yes|really|i|you|we|he|she|they|it|that|this|there|because|but|and|of|at|do|does|did|is|are|was|can|could|would|will|stop|wait|go|just|maybe|what|why|how|who|where|when|nothing|nobody|chance|matter|doubt|big|luck|kidding|unfortunately|sadly|tell|give|say|set|make)\b/

const about = 'Tell me more about it?'

/** Undefined where nothing was misheard. */
export function misheard(turn: Turn): Answer | undefined {
  const { plain } = turn.heard
  const said = lastOf(turn.history, 'agent')?.text
  if (said === undefined) return undefined
  if (notMyName.test(plain)) {
    const { name } = turn.told
    return say(
      name === undefined || plainOf(said).includes(name.toLowerCase())
        ? "I'm sorry, I got your name wrong. What is it? Please say it once more."
        : `I'm sorry, I got your name wrong. You're ${name}, is that right?`,
    )
  }
  const name = spelled.exec(plain)?.groups?.name
  if (name !== undefined && /^\p{L}{3,}$/u.test(name) && turn.heard.words.length <= 9 && turn.history.length <= 8)
    return say(`Ah, ${sentenceCase(name)}, sorry about that. Thanks for putting me right. What's on your mind today?`)
  const thing = notAsked.exec(plain)?.groups?.thing
  if (thing !== undefined) return say('Sorry, I misunderstood you there. What was it you wanted to know?')
  if (/\b(?:sorry|hard|rough|oh no)\b/i.test(said) && goodNews.test(plain))
    return say(
      pickFresh(turn, [
        "Then I misread that, and I'm glad for you! Tell me more about it.",
        'Oh, I took it the wrong way. So it was something good? Tell me about it.',
      ]),
    )
  if (/\b(?:glad|nice|lovely|great|wonderful|good)\b/i.test(said) && badNews.test(plain))
    return say("I'm sorry, I took that the wrong way. What makes it so hard?")
  const just = notJust.exec(plain)?.groups
  if (just !== undefined && !/\b(?:bit|one|part|thing|last|now|half|beginning|end)\b/.test(just.right ?? ''))
    return say(`Ah, sorry: ${contract(turnRound(just.right ?? ''))}, not ${just.wrong}. ${about}`)
  const repeated = saidAgain(turn, said)
  if (repeated !== undefined) return say(`Ah, ${contract(turnRound(repeated))}, sorry, I misheard. ${about}`)
  const right = bareNo.exec(plain)?.groups?.right
  if (right === undefined || goesOn.test(right) || turn.heard.asks || /\?["”]?\s*$/.test(said) !== sounded(right, said, turn))
    return undefined
  return say(`Ah, ${contract(turnRound(right))}, sorry, I misheard. ${about}`)
}

/**
 * Whether a "no" to a question of its puts a misheard word right: the word was said before, or a word much like it is in the question.
 * To what was no question, it always does.
 */
function sounded(right: string, said: string, turn: Turn): boolean {
  if (!/\?["”]?\s*$/.test(said)) return false
  const word = right.replace(/^(?:an?|the|my) /, '').split(' ')[0] ?? ''
  const before = plainOf(lastOf(turn.history, 'user')?.text ?? '')
  return before.split(' ').includes(word)
}

/**
 * What was meant, where a word of the turn before is said again because the agent took it for one much like it: "I'm going to
 * Turin" – "Berlin, how nice!" – "Turin, in Italy".
 */
function saidAgain(turn: Turn, said: string): string | undefined {
  const { heard } = turn
  if (heard.asks || heard.words.length > 6 || /^(?:and|or|but|what|how|so|then)\b/.test(heard.plain)) return undefined
  const before = plainOf(lastOf(turn.history, 'user')?.text ?? '').split(' ')
  const agent = plainOf(said).split(' ')
  const number = /^(?:no |nope |it is |i am |i said )*(?<value>\d+)$/.exec(digitsFor(heard.plain))?.groups?.value
  const numberSaid = (text: string): boolean => ` ${digitsFor(plainOf(text))} `.includes(` ${number} `)
  if (number !== undefined && /\d/.test(digitsFor(plainOf(said))) && numberSaid(before.join(' ')) && !numberSaid(said))
    return heard.plain
  const kept = heard.words.find((word) => word.length >= 4 && before.includes(word) && !agent.includes(word))
  const taken =
    kept === undefined ? undefined : agent.find((word) => word.length >= 4 && !before.includes(word) && alike(word, kept))
  if (kept === undefined || taken === undefined) return undefined
  return heard.plain
    .replace(/^(?:no|nope|not|oh|it is|that is|i said|i meant|i am|he is|she is) /, '')
    .replace(/ (?:i said|i meant|actually)$/, '')
}

/** Of about one length, and ending alike or more than half the same letters in their places. */
function alike(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1 || one === other) return false
  const same = [...one].filter((letter, at) => other[at] === letter || other[at + other.length - one.length] === letter).length
  return one.slice(-2) === other.slice(-2) || same * 2 >= Math.max(one.length, other.length)
}
