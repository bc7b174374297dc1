/** "What's my name?", "where did I park?", "what did I tell you about Clara?": from what was told in this call. */
import { heardFrom, plainOf } from '../heard.ts'
import { withSpokenDay } from '../known-days.ts'
import type { Statement } from '../memory.ts'
import { lastOf, type Skill, say, type Turn } from '../skill.ts'
import { contentWords } from '../stems.ts'
import { contract, sentenceCase, turnRound } from '../you-and-i.ts'
import { bestKnown, bestStatement, type FactAsked, type Kind, number, pointedAt, relatedStatement } from './recall-search.ts'

type Asked =
  | { readonly about: 'name' }
  | { readonly about: 'last' }
  | { readonly about: 'everything' | 'first' | 'question' }
  | { readonly about: 'own'; readonly topic: string }
  | { readonly about: 'keep'; readonly what: string }
  | { readonly about: 'told-last' }
  | { readonly about: 'pointed'; readonly statement: Statement }
  | FactAsked

const namePattern =
  /^(?:and )?(?:i am|am i) called what$|^what am i called$|\bmy name\b.*\b(?:remember|recall|forgotten|forget) (?:it|that)$|\b(?:what is|say|tell me|know|remember|recall|forgot|forget|what was) my name\b|^my name$|\bwho am i$|\bwhat am i called\b|\bwhat (?:did|should) (?:i|you) (?:tell you to |ask you to )?call me\b|\bdo you (?:still )?(?:know|remember) who i am\b|\b(?:know|remember) what i am called\b|\bdo you (?:know|remember) me$|\bremind me of my name\b/
const lastPattern =
  /\bwhat (?:did|have) i (?:just )?(?:say|said|tell you|told you|ask(?:ed)?(?: you)?)(?: just now| before| a moment ago| now| last| earlier)?$|\bwhat was i (?:just )?(?:saying|talking about|telling you(?: about)?)(?: before| earlier| just now| again)?\b|\bwhat i (?:just )?said$/
const everything =
  /\bwhat (?:do|did) you (?:know|remember|learn|learned) about me\b|\bwhat have i told you(?: so far| about me| about myself| today)?$|\bwhat (?:did|have|were) we (?:talk|talked|been talking|talking)(?: about)?\b|\bwhat do you remember(?: so far)?$|\bsummari[sz]e (?:our|this|the) (?:conversation|call|talk)\b|\btell me (?:something |everything |what you know )?about (?:me|myself)\b/
const firstPattern =
  /\bwhat (?:was|is) the first thing (?:that )?i (?:said|told|asked|mentioned)\b|\bwhat did i (?:say|tell you|ask(?: you)?) (?:first|at the (?:start|beginning))\b|\bhow did (?:i|we) (?:start|begin)\b/
const questionPattern =
  /^(?:what|which) (?:\w+ ){0,2}did i (?:just )?ask (?:you )?(?:for|about|to do)$|^what did i (?:ask|want) (?:you )?(?:to do|for|from you)$|\bwhat (?:was|is) (?:my|the) (?:last|previous) question\b|\bwhat (?:did|have) i (?:just )?ask(?:ed)?(?: you)? (?:about|before|last|earlier)$|\bwhat was my question\b/
/** Its own words: "what did you just tell me about bees". */
const ownPattern =
  /^what (?:did|have|was it) you (?:just )?(?:say|said|tell me|told me|mention(?:ed)?)(?: earlier| before| just now)? (?:about|on|of) (?:the |an? )?(?<topic>[a-z' ]{2,30}?)(?: earlier| before| just now| again)?$/
/** "How many hearts did you say?" */
const ownNumber =
  /^(?:how (?:many|much|long|far|old|tall|big)|what|which|when|where|who) (?<topic>[a-z' ]{2,30}?) (?:did|have) you (?:just )?(?:say|said|mention|mentioned|tell me)(?: (?:it|that|there|he|she|they) (?:was|were|is|are|has|have))?$/
/** "I told you my sister's name, didn't I?": asked, though it stands as a telling. */
const surely =
  /^(?:(?:but|and|so|well)\b ?)*i (?:already )?(?:told you|said|mentioned)(?: that| about)? (?<what>.+?)(?: did(?: not i| i not)| right| remember)$/
/** "What time did I say?": leans on whatever of that kind was told last. */
const barely =
  /^(?:what time|what day|which day|when|where|who|how (?:much|many|long|old)|what number|which \w+|what \w+) (?:did i (?:say|tell you|mention)|(?:is|was) (?:it|that))(?: (?:it|that|he|she|they)(?: (?:is|was|were|would be))?)?$/
const deniesLiking =
  /\b(?:hates?|dislikes?|can not (?:stand|eat|swim|bear)|do not (?:really )?(?:like|eat|drink|enjoy)|does not (?:like|eat|drink)|allerg\w+|vegetarian|vegan|never)\b/
const mine = /\b(?:my|i|me|mine|we|our|us)\b/

export const recall: Skill<Asked> = {
  name: 'recall',
  match: (turn) => {
    const { core, plain } = turn.heard
    if (namePattern.test(plain) && !/\bmy name is\b(?!.*\bwhat is my name\b)/.test(plain)) return { about: 'name' }
    if (/\bwhat was i (?:just )?(?:telling you|talking) about\b|\bwhat were we (?:just )?talking about\b/.test(core))
      return { about: 'told-last' }
    if (lastPattern.test(core)) return { about: 'last' }
    const keep = keeping.exec(plain)?.groups?.what
    if (
      keep !== undefined &&
      !/\b(?:next (?:week|time|month)|tomorrow|call again|later|to \w+)\b/.test(keep) &&
      !/^(?:me|you|it|that|this|when|what|where|who|how|the time)\b/.test(keep)
    )
      return { about: 'keep', what: keep }
    if (everything.test(plain)) return { about: 'everything' }
    if (/^what (?:was|is) (?:that|the|his|her) name(?: again)?$/.test(core)) {
      const statement = turn.told.statements.findLast(({ plain: told }) => /\b(?:name|named|called)\b/.test(told))
      if (statement !== undefined) return { about: 'pointed', statement }
    }
    if (firstPattern.test(core)) return { about: 'first' }
    if (questionPattern.test(core)) return { about: 'question' }
    const own = ownPattern.exec(core)?.groups
    const ownMeasure = ownNumber.exec(core)?.groups?.topic
    if (ownMeasure !== undefined) return { about: 'own', topic: ownMeasure }
    if (own !== undefined) return { about: 'own', topic: own.topic ?? '' }
    const sure = surely.exec(plain)?.groups?.what
    const remembers =
      sure !== undefined ||
      /^(?:do|can|did) you (?:still )?(?:remember|recall)\b/.test(plain) ||
      /\bremember (?:what|where|when|who|my|how|which)\b|^remind me\b|\b(?:repeat|say again|remind me) what i\b/.test(plain)
    if (!turn.heard.asks && !remembers) return undefined
    const weak =
      /\b(?:should|shall|can|could|may|must|would) (?:i|we|my)\b(?! (?:not )?(?:remember|forget))|\bhow (?:can|could|should|would) i\b|\bhow do i (?!feel|take|like|go|get to|spell my)\w+|\bwill (?:i|my|we)\b/.test(
        core,
      )
    const question = (sure === undefined ? core : `did i tell you ${sure}`)
      .replace(/^(?:do |can |did )?you (?:still )?(?:remember|recall|know) (?:if |whether |that )?/, '')
      .replace(/^(?:remember|recall|remind me(?: of)?|repeat|say again) /, '')
    if (/^(?:that|this|it|you|yet|me)$/.test(question)) return undefined
    const kind: Kind = /^(?:where|which (?:city|town|country|place))\b/.test(question)
      ? 'where'
      : /^(?:when\b|what (?:day|date|time)\b|at what)/.test(question)
        ? 'when'
        : /\bhow old\b/.test(question)
          ? 'age'
          : /\b(?:do i do|i do for (?:a living|work)|did i do for (?:a living|work)|do i work as|my (?:job|profession|occupation))\b/.test(
                question,
              )
            ? 'job'
            : /\bfavou?rite\b/.test(question)
              ? 'favorite'
              : /\b(?:name|named|called)\b/.test(question)
                ? 'named'
                : /^who(?:se)?\b/.test(question)
                  ? 'who'
                  : /^(?:do|did|have|am|is|was|are|were|has) (?:i|my|we|our)\b/.test(question)
                    ? 'whether'
                    : 'what'
    const pronoun =
      /\b(?:his|her|their|its)\b|\b(?:he|she|they)\b/.test(question) ||
      /^(?:when|where|who with|what time|how long)$/.test(question)
    if ((pronoun || barely.test(question)) && question.split(' ').length <= 7) {
      const pointed = pointedAt(question, kind, turn)
      if (pointed !== undefined) return { about: 'pointed', statement: pointed }
    }
    const from = kind === 'where' && /\bfrom\b/.test(question) ? ['from'] : []
    const words = contentWords(
      question.replace(/\b(?:did i (?:say|tell you) )?(?:do )?i do for (?:a living|work)\b|\bfor a living\b/, 'job'),
    )
    return {
      about: 'fact',
      words: kind === 'age' ? [...words, 'old'] : kind === 'job' ? [...words, 'job'] : [...words, ...from],
      kind,
      question,
      mine: mine.test(question),
      weak,
    }
  },
  again: (rest, previous) => {
    const { core } = previous.heard
    if (!/^my \w+$/.test(rest) || !/\bmy \w+/.test(core) || recall.match(previous)?.about !== 'fact') return undefined
    return core.replace(/\bmy \w+/, rest)
  },
  answer: (asked, turn) => {
    const { name, statements } = turn.told
    const asks = (text: string): boolean => heardFrom(text).asks
    switch (asked.about) {
      case 'keep':
        return say(`Okay, I'll remember for this call: ${contract(turnRound(asked.what)).replace(/[.,]$/, '')}.`)
      case 'told-last': {
        const told = statements.findLast(({ plain }) => plain.split(' ').length >= 3)
        return told === undefined ? undefined : say(`You said ${shortened(secondPerson(told.text))}.`)
      }
      case 'first': {
        const first = turn.history.find((entry) => entry.side === 'user' && entry.text.trim() !== '')
        return say(
          first === undefined ? "Nothing yet. You've only just begun." : `The first thing you said was: ${quoted(first.text)}`,
        )
      }
      case 'question': {
        const last = turn.history.findLast((entry) => entry.side === 'user' && asks(entry.text)) ?? lastOf(turn.history, 'user')
        return say(last === undefined ? "You haven't asked me anything before." : `You asked: ${quoted(last.text)}`)
      }
      case 'pointed':
        return say(
          asked.statement.at < 0 ? told(asked.statement, turn) : `You said ${shortened(secondPerson(asked.statement.text))}.`,
        )
      case 'own': {
        const stems = contentWords(asked.topic)
        const said = turn.history.findLast(
          (entry) => entry.side === 'agent' && stems.some((stem) => contentWords(plainOf(entry.text)).includes(stem)),
        )
        return say(said === undefined ? "I can't find that in what I said so far." : `I said: ${quoted(said.text)}`)
      }
      case 'name':
        return say(
          name === undefined
            ? "I don't know, I can't find your name in what you've told me so far. What is it?"
            : `You're ${name}.${turn.history.some(({ side, text }) => side === 'user' && text.toLowerCase().includes(name.toLowerCase())) ? ' You told me so.' : ''}`,
        )
      case 'last': {
        const last = turn.history.findLast((entry) => entry.side === 'user' && entry.text.trim() !== '')
        if (last === undefined) return say("Nothing yet. You've only just begun.")
        return say(`You said: ${quoted(last.text)}`)
      }
      case 'everything': {
        const known = statements.filter(({ plain }) => mine.test(plain) && plain.split(' ').length >= 3).slice(-3)
        if (known.length === 0 && turn.known.length === 0)
          return say("Not much yet. I can't find anything about you in what you've told me so far.")
        if (turn.known.length > 0) return say(allKnown([...turn.known.slice(0, mostTold), ...known], turn))
        const said = known.map(({ text }) => secondPerson(text).split(' ').slice(0, 9).join(' '))
        return say(`You told me that ${said.length === 1 ? said[0] : `${said.slice(0, -1).join(', ')}, and ${said.at(-1)}`}.`)
      }
      case 'fact': {
        const found = bestStatement(asked, statements, turn)
        const followed =
          found !== undefined && asked.kind === 'age' && !number.test(found.plain)
            ? statements[statements.indexOf(found) + 1]
            : undefined
        if (followed !== undefined && /^(?:he|she|it|they)\b/.test(followed.plain) && number.test(followed.plain))
          return say(`You said ${secondPerson(followed.text)}.`)
        if (found !== undefined) {
          const words = secondPerson(found.text).replace(/^(?:I )?remember (?:that )?/i, '')
          const agrees =
            /^(?:did|have) i (?:ever |already )?(?:tell|told|say|said|mention)/.test(asked.question) ||
            deniesLiking.test(asked.question) === deniesLiking.test(found.plain)
          return say(`${asked.kind === 'whether' && agrees ? 'Yes, you' : 'You'} said ${shortened(words)}.`)
        }
        const earlier = bestKnown(asked, turn)
        if (earlier !== undefined) return say(told(earlier, turn))
        if (!asked.mine || asked.weak || !tellable.test(asked.question) || notTellable.test(asked.question)) return undefined
        // What may be an answer in words this search doesn't know is given back rather than denied.
        const near = relatedStatement(asked, statements)
        if (near !== undefined)
          return say(`I'm not sure I have exactly that, but you said ${shortened(secondPerson(near.text))}.`)
        if (asked.kind === 'whether') return say("I can't find that in what you've told me so far, so I don't know.")
        const thing = /^what (?:is|was|are) (?<thing>my [a-z' ]{2,30})$/.exec(asked.question)?.groups?.thing
        return say(
          thing === undefined || / (?:called|named|doing|\w+ing)$/.test(thing)
            ? "I don't know, I can't find that in what you've told me so far. Will you tell me now?"
            : `I don't know, I can't find ${turnRound(thing)} in what you've told me so far. What is it?`,
        )
      }
    }
  },
}

/** Sentences of what is remembered, said at once. */
const mostTold = 5

/** A statement from an earlier call, as one says it today. */
function told(statement: Statement, turn: Turn): string {
  return `${sentenceCase(secondPerson(withSpokenDay(statement.text, turn.now, turn.timeZone)))}.`
}

function allKnown(statements: readonly Statement[], turn: Turn): string {
  const said = statements.map(({ text }) => secondPerson(withSpokenDay(text, turn.now, turn.timeZone)))
  const more = turn.known.length > mostTold ? ' And a few more things; ask me about any of them.' : ''
  return `I remember that ${said.length === 1 ? said[0] : `${said.slice(0, -1).join(', ')}, and ${said.at(-1)}`}.${more}`
}

/** "Please remember that my gate is B 12". */
const keeping =
  /^(?:(?:please|can you|could you|would you|okay|so|will you)\b ?)*(?:remember|note|keep in mind|do not forget|make a note|memori[sz]e|write down|note down)(?: for me)?(?: that| this| down)*[: ]+(?<what>.{4,80})$/

/** The beginning of what was said, as a sentence. */
function quoted(text: string): string {
  return text
    .trim()
    .split(/\s+/)
    .slice(0, 24)
    .join(' ')
    .replace(/(?<![.?!])$/, '.')
}

/** Questions only the caller's own words could answer … */
const tellable =
  /^(?:what|when|where|who|which|whose|how(?: old| many| much| long| far| tall)?)\b.*\b(?:did|do|was|am|were|have|had) (?:i|we)\b|^(?:what|when|where|who|which|how old|how)\b.*\b(?:is|was|are|were|does|did) (?:my|our) [a-z' ]{2,30}$|^(?:did|have|had) (?:i|we) (?:ever |already |not )?\w+|^do i have (?:an? |any )?\w+$|^(?:my|our) [a-z' ]{2,24}$|^how old i am$|^(?:what|where|when|who) (?:i|my)\b/
/** … unless they ask about the future, the present sight, a sum or the way of the world. */
const notTellable =
  /^where (?:am|are) (?:i|we)(?: right now| now| exactly)?$|\b(?:bank|balance|account|inbox|e-?mails?|messages|voicemail|battery|heart rate|blood pressure|ip address)\b|\b(?:if|should|could|would|left|each|talking|speaking|altogether|total|cost|pay|save|win|lottery|fortune|future|die|thinking|look|looking|holding|wearing|standing|sitting|doing wrong|do wrong|do now|need|have to|get to|get there|get rid|know|say now|wrong|mean|supposed|next)\b|\d/

function secondPerson(text: string): string {
  const words = turnRound(text)
  return contract(
    words.replace(
      /^(?:The|A|An|We|He|She|They|It|His|Her|Their|Our|This|That|Tomorrow|Today|Yesterday|Tonight|Next|Last|On|In|At|When|If|Because|Since|There|Some|Every|Two|Three|For|After|Before)\b/,
      (word) => word.toLowerCase(),
    ),
  )
}

function shortened(text: string): string {
  const words = text.split(' ')
  return words.length <= 22
    ? text
    : words
        .slice(0, 22)
        .join(' ')
        .replace(/ (?:and|or|but|the|a|an|to|of|in|with|that)$/, '')
}
