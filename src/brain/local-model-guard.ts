/** What of a very small model's answer may be said: whole sentences that react and ask, with nothing in them that the call did not hold. */
import type { Said } from './brain.ts'

export type GuardContext = {
  readonly personaName: string
  /** The call so far, oldest first; the last entry is what is answered. */
  readonly history: readonly Said[]
}

export type Judged =
  | { readonly type: 'sound'; readonly text: string }
  | { readonly type: 'dropped'; readonly why: 'empty' | 'unspeakable' | 'repeats' | 'human' | 'tone' | 'ungrounded' }

/** Longest answer; what runs on is cut after its last whole sentence. */
export const maxWords = 40
export const maxSentences = 2
/** Words a question may bring in that nobody has said. */
const newWordsOfAQuestion = 2
/** Shared share of words from which two sentences count as the same one. */
const sameFrom = 0.6
/** So many words in the caller's own order are an echo. */
const echoWords = 5

/** Words that state nothing by themselves: they hold sentences together, react, or ask on. */
const statesNothing = new Set(
  `a about after afraid again ah all alright always am an and any anything are as ask at aw awesome away back bad be because been before being best better
  big bit but by can can't could course curious day deal did didn't difficult do does doesn't doing don't easy else enjoy enjoyed enough ever everything
  exciting fantastic feel feeling feelings felt fine first for from fun get getting give glad go going good great had happen happened happening happy
  hard has have haven't having hear heard hello help here hey hi hope how hurt i i'd i'll i'm i've if imagine important in interesting into is isn't it
  it's just keep kind know last let let's like listen listening little long lot lots love lovely make makes making many maybe me mean memories mind moment
  more most much must need nice no not now of off often oh okay on or other out over part people perhaps place please plan plans pleased proud rather
  really right rough sad say see seem seems share should so some something somewhere soon sorry sort sound sounded sounds special start still stressful such
  sure take tell terrible than thank thanks that that's the them then there they thing things think this those though thought time tiring to too
  tough tried trying understand up us upset usually very want wanted was way week well were what what's when where which while who why will with
  wonder wonderful work worried worry would wow yeah yes yet you you'd you'll you're you've your yours yourself`.split(/\s+/),
)
const numberWord =
  /^(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|dozen|half|twice)s?$/
const human =
  /\b(?:as (?:a|an|your) (?:human|person|man|woman|friend of|mother|father|parent|doctor)|(?:i am|i'm) (?:just |only |also |really |a real |actually )*(?:a |an )?(?:human|person|man|woman|girl|boy|guy|real|alive|mother|father|parent|student|doctor|teacher|years old|not (?:a |an )?(?:ai|robot|bot|machine|computer|program|model)))\b/
/** What something that is no person may say of itself. */
const ownReaction =
  /^(?:i(?:'m| am) (?:so |really |very |truly )*(?:sorry|glad|happy (?:for|to hear)|pleased|here|listening|curious)\b|i (?:really |do )*(?:hope|see\b|understand|hear you|wonder)|i can (?:imagine|see|understand|hear)|i(?:'d| would) (?:love|like) to (?:hear|know)|i(?:'m| am) all ears)/
const speaksOfItself = /\b(?:i|i'm|i've|i'd|i'll|my|mine|myself|we|we're|we've|we'll|our|us)\b/g
const sympathy =
  /\b(?:sorry|hard|tough|rough|tiring|difficult|terrible|awful|sad|shame|not (?:okay|fair|nice|good)|stressful|frustrating)\b/
const joy =
  /\b(?:wonderful|great|lovely|nice|glad|happy|congratulations|exciting|fantastic|awesome|good to hear|beautiful|fun|not (?:a |so |that )?bad)\b/
/** Words of trouble; sympathy without one is as much out of place as joy with one. */
const trouble =
  /\b(?:not|never|no|can't|cannot|couldn't|won't|don't|didn't|nobody|alone|lonely|sad|stress\w*|tired|exhausted|sick|ill|pain|hurts?|ach(?:e|es|ing)|worr\w+|anxious|nervous|scared|afraid|angry|mad|upset|terrible|awful|horrible|bad|wors[et]|rough|hard|difficult|argu\w+|fight|fought|broke\w*|divorce\w*|lost|lose|fired|fail\w*|late|missed|miss|stole\w*|cr(?:y|ied|ying)|struggl\w+|depress\w*|jealous|annoy\w*|loud|noisy|rude|problems?|trouble|cancel\w*|crash\w*|unfortunately|quit|unhappy|bored|boring|busy|wrong)\b/
const reacts =
  /^(?:(?:oh|ah|aw|wow|well|yes|yeah|okay|no|and|so)\b,? ?)*(?:that|this|it|it's|what|how|sounds?|good|great|nice|lovely|wonderful|i|i'm|i'd|i can|no wonder|congratulations|thanks?|tell|take|of course|please|you (?:must|sound|seem)|fantastic|awesome|interesting|exciting|sorry)\b/

/** Judges a raw answer. Pure; the order of the checks is the order of the reasons. */
export function judge(raw: string, { personaName, history }: GuardContext): Judged {
  const text = wholeSentences(raw)
  if (text === '') return dropped('empty')
  if (/[*_`#~|<>[\](){}]|https?:|\p{Extended_Pictographic}/u.test(text)) return dropped('unspeakable')
  const sentences = text.split(/(?<=[.!?]) /)
  if (human.test(plainly(text))) return dropped('human')
  if (repeats(sentences, history)) return dropped('repeats')
  if (offKey(plainly(text), plainly(history.at(-1)?.text ?? ''))) return dropped('tone')
  const known = new Set([...history.map((entry) => entry.text), personaName].flatMap(wordsOf).map(stemOf))
  for (const sentence of sentences) {
    if (!speaksOnlyOfReactions(sentence)) return dropped('human')
    if (!isGrounded(sentence, known)) return dropped('ungrounded')
  }
  return { type: 'sound', text }
}

function dropped(why: Extract<Judged, { type: 'dropped' }>['why']): Judged {
  return { type: 'dropped', why }
}

/** The first sentences of the first line, whole ones only, within the bounds; empty where there is none. */
export function wholeSentences(raw: string): string {
  const line = raw.trim().split('\n')[0]?.replace(/[’‘]/g, "'").replace(/\s+/g, ' ') ?? ''
  const kept: string[] = []
  let words = 0
  for (const [sentence] of line.matchAll(/[^.!?]+[.!?]+(?=\s|$)\s*/g)) {
    words += wordsOf(sentence).length
    if (words > maxWords || kept.length === maxSentences) break
    kept.push(sentence.trim())
  }
  return kept.some((sentence) => wordsOf(sentence).length >= 2) ? kept.join(' ') : ''
}

function repeats(sentences: readonly string[], history: readonly Said[]): boolean {
  const own = sentences.map(wordsOf)
  if (own.some((words, at) => own.slice(0, at).some((before) => alike(words, before)))) return true
  const runs = own.flatMap((words) => runsOf(words, 3))
  if (new Set(runs).size < runs.length) return true
  const earlier = history
    .filter((entry) => entry.side === 'agent')
    .flatMap((entry) => entry.text.split(/(?<=[.!?]) /))
    .map(wordsOf)
    .filter((words) => words.length >= 3)
  if (own.some((words) => earlier.some((before) => alike(words, before)))) return true
  const asked = new Set(
    history.filter((entry) => entry.side === 'user').flatMap((entry) => runsOf(wordsOf(entry.text), echoWords)),
  )
  const last = wordsOf(history.at(-1)?.text ?? '')
  return own.some((words) => alike(words, last)) || own.flatMap((words) => runsOf(words, echoWords)).some((run) => asked.has(run))
}

function offKey(answer: string, heard: string): boolean {
  return trouble.test(heard) ? joy.test(answer) : sympathy.test(answer)
}

/** Whether all it says of itself is a reaction: never a life, a body, a family or a deed. */
function speaksOnlyOfReactions(sentence: string): boolean {
  const plain = plainly(sentence)
  for (const found of plain.matchAll(speaksOfItself)) if (!ownReaction.test(plain.slice(found.index))) return false
  return true
}

function isGrounded(sentence: string, known: ReadonlySet<string>): boolean {
  const asWritten = sentence.match(/[\p{L}\p{N}'-]+/gu) ?? []
  const unheard = (word: string) => !known.has(stemOf(word.toLowerCase()))
  if (asWritten.some((word) => (/\d/.test(word) || numberWord.test(word.toLowerCase())) && unheard(word))) return false
  if (asWritten.slice(1).some((word) => /^\p{Lu}/u.test(word) && !/^I(?:'|$)/.test(word) && unheard(word))) return false
  const words = wordsOf(sentence)
  const isNew = (word: string) => !statesNothing.has(word) && unheard(word)
  const fresh = words.filter(isNew)
  if (!sentence.endsWith('?')) return fresh.length === 0 && reacts.test(plainly(sentence))
  // "How is your wife?" states that there is one.
  const supposed = words.some((word, at) => isNew(word) && /^(?:your|the|his|her|their|its)$/.test(words[at - 1] ?? ''))
  return fresh.length <= newWordsOfAQuestion && !supposed
}

function plainly(text: string): string {
  return text.toLowerCase().replace(/[’‘]/g, "'")
}

function wordsOf(text: string): string[] {
  return plainly(text).match(/[\p{L}\p{N}]+(?:'\p{L}+)*/gu) ?? []
}

function stemOf(word: string): string {
  const stem = word.replace(/'s$/, '').replace(/(?:ings?|ed|ers?|es|s|ly|e)$/, '')
  return stem.length >= 3 ? stem : word
}

function runsOf(words: readonly string[], length: number): string[] {
  return words.slice(0, Math.max(0, words.length - length + 1)).map((_, at) => words.slice(at, at + length).join(' '))
}

/** By the words the two share, of all that are in either. */
function alike(one: readonly string[], other: readonly string[]): boolean {
  const [first, second] = [new Set(one), new Set(other)]
  const all = first.union(second).size
  return all > 0 && first.intersection(second).size / all >= sameFrom
}
