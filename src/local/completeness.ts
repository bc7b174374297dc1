/** Whether a stretch of English could stand as a whole turn: the grammar's part of the evidence that somebody has finished. */
import { splitSentences } from './telling.ts'
import { isDangling, splitWords, wantsAnswer } from './words.ts'

/** Verbs that hardly end a sentence without their object. */
const NEEDS_OBJECT = new Set(
  `remember imagine plant plan repair cook bake borrow invent enter reach follow avoid discover admire compare count deliver destroy
  ask avoid become begin bring build buy call carry catch choose clean close collect complete consider contain cost cover create cut describe
  discuss draw drop enjoy expect explain feel fill find finish finished fix forget get give grab have hear hold include invite keep learn leave lend lose
  lost love mean meet mention need offer open order own paint pick plan prefer prepare pull put raise read receive recommend remove rent
  replace return said save say see sell send set share show suggest take teach tell thank throw told took tried try turn understand use visit want
  wanted watch wear win write bought brought built called chose found gave got had heard held kept left made make met paid picked played
  prepared received saw sold sent spent used visited wanted watched wore wrote buying making taking getting having visiting finding using`.split(
    /\s+/,
  ),
)
/** Adjectives that want their noun when an article or possessive stands before them. */
const ADJECTIVES = new Set(
  `big small little large great good bad best worst better new old young long short tall high low early late hot cold warm cool nice lovely
  beautiful pretty ugly red blue green yellow black white brown grey gray pink purple first second third last next only same other whole entire
  different special certain real true free full empty open heavy light dark bright deep wide narrow thick thin fast slow quick quiet loud easy
  hard simple strange funny serious important main major local national public private big famous favourite favorite rich poor strong weak
  clean dirty dry wet fresh sweet soft busy crazy cheap expensive older newer bigger smaller longer shorter biggest smallest longest shortest
  tiny huge enormous giant ancient modern sharp smooth rough round square hidden lonely gentle proper rare lazy clever silly wise brave calm
  cosy cozy shiny dusty muddy sunny rainy windy foggy snowy crowded noisy hungry thirsty sleepy elderly golden silver tall fancy plain pale
  oldest newest nearest closest italian french german english spanish american chinese japanese wooden electric broken particular single double`.split(
    /\s+/,
  ),
)
/** Endings that make adjectives, few nouns among them. */
const ADJECTIVE_ENDING = /(ful|ous|less|able|ible|ish|ical|est)$/
const DETERMINERS = new Set(
  'a an the my your his her our their its this that these those some any no every each another'.split(' '),
)
/** Words of asking that stand for the object, so that the verb may end the sentence ("what should I bring?"). */
const FRONTED = /\b(what|which|who|whom|whose|where|when|how|why|that|whatever)\b/
const COPULA =
  /\b(is|are|was|were|am|be|been|'s|'re|'m|feel|feels|felt|look|looks|looked|seem|seems|seemed|isn't|wasn't|aren't|weren't)\b/

/**
 * Log-odds, added to those of the sound: negative where the words call for more, positive where they ask for an answer.
 * @param text of the whole turn so far, as the ear gives it (case and punctuation are not relied on)
 */
export function completeness(text: string): number {
  const all = splitWords(text)
  const last = all.at(-1)
  if (last === undefined) return -2
  if (isDangling(text)) return -3.5
  const before = all.at(-2) ?? ''
  if (ADJECTIVES.has(last) || (last.length > 5 && ADJECTIVE_ENDING.test(last))) {
    if (DETERMINERS.has(before))
      return /^(one|same|other|best|worst|first|last|only|second|third|next|old|young|whole)$/.test(last) ? -2 : -3
    const degree = /^(very|really|so|too|quite|most|more|pretty)$/.test(before)
    if (degree && (DETERMINERS.has(all.at(-3) ?? '') || !COPULA.test(all.slice(0, -2).join(' ')))) return -2.5
  }
  if (NEEDS_OBJECT.has(last) && !FRONTED.test(all.slice(0, -1).join(' ')) && all.length > 2) return -3
  return wantsAnswer(splitSentences(text).at(-1) ?? '') && all.length >= 3 ? 1 : 0
}
