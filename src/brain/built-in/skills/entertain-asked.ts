/** What is asked for of stories, jokes, facts, riddles and small games. */
import { facts, jokes, poems, riddles } from '../collection/short.ts'
import { stories } from '../collection/stories.ts'
import { digitsFor } from '../numbers.ts'
import { lastOf, type Turn } from '../skill.ts'

export type Wanted =
  | { readonly what: 'story'; readonly topic: string }
  | {
      readonly what:
        | 'joke'
        | 'fact'
        | 'riddle'
        | 'poem'
        | 'song'
        | 'coin'
        | 'card'
        | 'rock'
        | 'secret'
        | 'impression'
        | 'capitals'
        | 'yes-no'
        | 'twister'
        | 'which'
    }
  | { readonly what: 'awful' | 'explain' | 'made-up' | 'game' }
  | { readonly what: 'knock' }
  | { readonly what: 'who'; readonly name: string }
  | { readonly what: 'die'; readonly sides: number }
  | { readonly what: 'number'; readonly from: number; readonly to: number }
  | { readonly what: 'solution'; readonly guess: string; readonly solution: string }

const requests: readonly (readonly ['story' | 'joke' | 'fact' | 'riddle' | 'poem' | 'song', RegExp])[] = [
  [
    'joke',
    /\bjokes?\b|\bmake me (?:laugh|smile)\b|\bcheer me up\b|\b(?:say|tell me|know) (?:something|anything) funny\b|\bknock knock\b|^(?:something|anything) funny\b/,
  ],
  ['riddle', /\briddles?\b|\bbrain ?teasers?\b|\bpuzzles? me\b|\b(?:quiz|test) me\b/],
  ['poem', /\b(?:poems?|poetry|rhymes?|limerick|haiku)\b/],
  [
    'fact',
    /\b(?:fun|interesting|random|cool|surprising|strange|weird|another|one more|a|some|any) facts?\b|\b(?:tell|teach|give) me (?:something|anything) (?:interesting|new|fun|nice|exciting|curious|crazy|i do not know|surprising|cool|fascinating|weird|amazing)\b|\btrivia\b|\bsurprise me\b|\bdid you know\b$|^facts?$/,
  ],
  ['story', /\bstor(?:y|ies)\b|\b(?:fairy )?tales?\b|\bread (?:me )?(?:something|to me)\b/],
  ['song', /\bsing\b|\b(?:a|me a) song\b/],
]
const requesting =
  /^(?:something|anything) funny\b|\b(?:quiz|test) me\b|\b(?:tell|give|know|hear|got|have|say|read|make|want|need|like|love|another|more|one|can|could|would|please|let us|how about|what about|do|try|sing|start|share|recite|entertain|surprise|teach|cheer|ask)\b|^(?:a |an |the )?(?:(?:fun|good|bedtime|short|long|longer|scary|funny|random|dad) )*(?:story|joke|fact|riddle|poem|song|fun fact)s?$/
const notRequest =
  /\b(?:long story short|my story|story of my life|i (?:told|wrote|read|heard|saw|watched|was (?:telling|reading|writing))|she told|he told|they told|is (?:this|that|it) a joke|no joke|you must be joking|not a joke|joking|the fact|in fact|as a matter of fact|facts are|sing along|i sing|she sings|he sings|(?:do|did) you (?:like|enjoy|write|believe)|what is (?:a|the)|who (?:wrote|told|sings|sang)|(?:liked|loved|enjoyed) (?:the|that|your)|i (?:like|love|hate) (?:your|the|that|jokes|stories|poems|poetry)\b(?! to))/

function offered(turn: Turn): 'story' | 'joke' | 'fact' | 'riddle' | 'poem' | undefined {
  const last = lastOf(turn.history, 'agent')?.text.toLowerCase() ?? ''
  const question = last.split(/(?<=[.!?])\s+/).at(-1) ?? ''
  if (!question.includes('?')) return undefined
  // "A short one or a long one?", asked after naming what.
  if (/\bone\b/.test(question)) {
    const named = (['story', 'joke', 'riddle', 'poem', 'fact'] as const).find((kind) =>
      (lastOf(turn.history, 'user')?.text ?? '').includes(kind),
    )
    if (named !== undefined) return named
  }
  return (['story', 'joke', 'riddle', 'poem', 'fact'] as const).find((kind) => question.includes(kind))
}

function lastKind(turn: Turn): 'story' | 'joke' | 'fact' | 'riddle' | 'poem' | undefined {
  for (const { side, text } of turn.history.toReversed().slice(0, 8)) {
    if (side !== 'agent') continue
    if (jokes.some((joke) => text.includes(joke.setup))) return 'joke'
    if (stories.some((story) => text.includes(story.title) || text.includes((story.paragraphs[0] ?? '').slice(0, 30))))
      return 'story'
    if (facts.some((fact) => text.includes(fact.slice(0, 24)))) return 'fact'
    if (riddles.some((riddle) => text.includes(riddle.question))) return 'riddle'
    if (poems.some((poem) => text.includes(poem.slice(0, 24)))) return 'poem'
  }
  const asked = lastOf(turn.history, 'user')?.text.toLowerCase() ?? ''
  return (['story', 'joke', 'riddle', 'poem', 'fact'] as const).find((kind) => new RegExp(`\\b${kind}s?\\b`).test(asked))
}

/** Undefined where nothing of the kind is asked for. */
export function wantedIn(turn: Turn): Wanted | undefined {
  const { plain, core, words } = turn.heard
  const open = openRiddle(turn)
  if (open !== undefined) {
    const guess = core.replace(/^(?:is it|it is|maybe|i think it is|i guess|a|an|the|probably|perhaps)\b ?/g, '')
    if (
      /\b(?:give up|no idea|do not know|what is it|tell me|the (?:answer|solution)|i have no (?:idea|clue)|no clue)\b/.test(plain)
    )
      return { what: 'solution', guess: '', solution: open }
    if (words.length <= 6 && !/\b(?:another|story|joke|fact|stop|no|time)\b/.test(plain))
      return { what: 'solution', guess, solution: open }
  }
  const spoken = lastOf(turn.history, 'agent')?.text ?? ''
  if (/\btongue ?twisters?\b/.test(plain)) return { what: 'twister' }
  if (/^(?:knock ?)+$/.test(plain)) return { what: 'knock' }
  if (spoken === "Who's there?" && words.length <= 4) return { what: 'who', name: core }
  const just = lastKind(turn)
  if (just === 'joke' && words.length <= 8) {
    if (/\b(?:bad|terrible|awful|lame|not funny|horrible|groan|worst|cheesy|old)\b/.test(plain)) return { what: 'awful' }
    if (
      /\b(?:do not|did not) (?:get|understand) (?:it|that|the joke|this)\b|^(?:why|how so|what do you mean|explain)\b/.test(plain)
    )
      return { what: 'explain' }
  }
  if (just === 'story' && /\b(?:true|real|really happen|made up|make that up|invented)\b/.test(plain)) return { what: 'made-up' }
  if (
    /\b(?:play|know) (?:a |some |any )?(?:game|games)\b|\btwenty questions\b|\bplay something\b|^(?:a )?game$/.test(plain) &&
    words.length <= 9 &&
    !/\b(?:played|watch|plays|i (?:like|love) to)\b/.test(plain)
  )
    return { what: 'game' }
  if (
    /^(?:(?:let us|can we|could we|do you want to|shall we|want to|i want to|i would like to)\b ?)+(?:play|have|do) (?:a |some |an )?\w+/.test(
      plain,
    ) &&
    /\b(?:play|game|quiz)\b/.test(plain) &&
    words.length <= 10 &&
    !/\b(?:quiz|capitals|music|song|outside|football|chess tomorrow)\b/.test(plain)
  )
    return { what: 'game' }
  if (/\bquiz\b.*\bcapitals?\b|\bcapitals? quiz\b|\b(?:ask|test) me (?:a |some |on )?capitals?\b/.test(plain))
    return { what: 'capitals' }
  if (/\b(?:pick|draw|choose|give me|take) (?:me )?(?:a|any|one|another|some) (?:random )?(?:playing )?card\b/.test(plain))
    return { what: 'card' }
  if (/\brock paper scissors?\b|^(?:rock|paper|scissors)$/.test(plain)) return { what: 'rock' }
  if (/\b(?:tell me|know|have|share) (?:a |any |me a |your )?secrets?\b/.test(plain) && words.length <= 7 && !/\bi\b/.test(plain))
    return { what: 'secret' }
  if (
    /\b(?:do|make|try) (?:an? |some )?(?:impression|impersonation|accent|funny voice|voice|animal (?:sound|noise))s?\b|\btalk like (?:a |an )\w+/.test(
      plain,
    ) &&
    words.length <= 10
  )
    return { what: 'impression' }
  if (/^(?:it is )?(?:story ?time|time for a story|bedtime story(?: time)?)(?: please| now)?$/.test(plain))
    return { what: 'story', topic: '' }
  if (
    /\b(?:can|could|will|would) you (?:please )?(?:rap|beatbox|whistle|hum|dance|yodel)\b|^(?:rap|beatbox|whistle|hum|yodel)(?: something| for me| a \w+)?$/.test(
      plain,
    )
  )
    return { what: 'song' }
  if (/^(?:(?:just )?(?:say|tell me) )?yes or no$/.test(plain)) return { what: 'yes-no' }
  const tale =
    /^(?:(?:tell me|read me|i want|give me|how about|do you know|again) )*(?:the|that) (?:one|story) (?:about|with|of|called) (?:the |a |an )?(?<topic>[a-z ]+)$/.exec(
      core,
    )?.groups?.topic
  if (tale !== undefined) return { what: 'story', topic: tale }
  if (/\b(?:a |one )?(?:longer|shorter|better|different|funnier|scarier|nicer|new) one\b/.test(plain) && words.length <= 7) {
    const kind = lastKind(turn)
    if (kind !== undefined) return kind === 'story' ? { what: 'story', topic: '' } : { what: kind }
  }
  if (/\b(?:flip|toss|throw) (?:a |the |me a )?coin\b|\bheads or tails\b/.test(plain)) return { what: 'coin' }
  if (/\b(?:roll|throw) (?:a |the |me a |some |two )?(?:dice|die|\w+ sided (?:dice|die))\b/.test(plain)) {
    const sides = /\b(\d+) sided\b/.exec(digitsFor(plain))?.[1]
    return { what: 'die', sides: sides === undefined ? 6 : Math.max(2, Math.min(1000, Number(sides))) }
  }
  const range =
    /\b(?:pick|choose|give me|think of|random) (?:me )?(?:a |any )?(?:random )?number(?: between| from)?(?: (\d+) (?:and|to) (\d+))?/.exec(
      digitsFor(plain),
    )
  if (range !== null) return { what: 'number', from: Number(range[1] ?? 1), to: Number(range[2] ?? 100) }
  if (
    /^(?:\w+ )?(?:another|another one|one more|again another|next one|next|tell me another(?: one)?|one more please|do you have (?:another|more)(?: one)?|a different one|got another(?: one)?|got any more|any more|more of (?:that|those|these|them))$/.test(
      core,
    )
  ) {
    const kind = lastKind(turn)
    if (kind === undefined) return turn.history.length === 0 ? { what: 'which' } : undefined
    return kind === 'story' ? { what: 'story', topic: '' } : { what: kind }
  }
  const offer = offered(turn)
  if (
    offer !== undefined &&
    words.length <= 6 &&
    /^(?:(?:yes|yeah|yep|sure|okay|ok|please|of course|go ahead|why not|absolutely|definitely|all right|alright|yes please|tell me|i would (?:like|love) (?:that|to|one)|love to|one|a|an|the|short|long|longer|shorter|funny|scary|happy|sad|first|second|any|whichever|whatever|you choose|either|story|go for it|go|for|it|but|make|keep|do it|go on|let us hear it)\b ?)+$/.test(
      plain,
    )
  ) {
    return offer === 'story' ? { what: 'story', topic: '' } : { what: offer }
  }
  if (words.length > 22 || notRequest.test(plain)) return undefined
  const kind = requests.find(([, pattern]) => pattern.test(plain))?.[0]
  if (kind === undefined || !(requesting.test(plain) || offer !== undefined)) return undefined
  if (kind !== 'story') return { what: kind }
  return {
    what: 'story',
    topic: /\b(?:about|with|on|of) (?:a |an |the |some )?(?<topic>[a-z ]+)$/.exec(core)?.groups?.topic ?? plain,
  }
}

function openRiddle(turn: Turn): string | undefined {
  const last = lastOf(turn.history, 'agent')?.text ?? ''
  return riddles.find((riddle) => last.includes(riddle.question))?.solution
}
