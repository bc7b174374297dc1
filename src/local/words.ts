/** What words alone say about turn-taking in English: unfinished, merely listening along, or asking for the floor. */

/** Words in lower case, without punctuation. */
export const splitWords = (text: string): string[] =>
  text
    .toLowerCase()
    .replaceAll('’', "'")
    .match(/[a-z0-9']+/g) ?? []

const set = (list: string): ReadonlySet<string> => new Set(list.split(/\s+/))

/** Words after which nobody stops: articles, conjunctions, prepositions, auxiliaries, possessives, fillers. */
const OPEN =
  set(`a an the and or but so because cause if when while whether which who whose that than though although unless until since
  of to into onto in on at by for from with without about near before after as between under over through during
  um uh er erm hmm like well my your his her our their its this these those some any every each
  is are was were am be been being would could should can may might must shall will do does did have has had
  i we he she they i'm we're they're he's she's it's i've we've i'd i'll we'll
  very really quite just also even then maybe perhaps not gonna wanna going want need trying let's such more most`)

/** A sentence may well end in these although they are in `OPEN`, depending on what stands before. */
const CLOSING_PAIRS = set(
  `i_am we_are they_are i_do i_did i_have it_is he_is she_is i_will i_can i_could i_would i_was you_are it_was that_is this_is
  of_it for_it to_it like_that like_this and_so think_so hope_so or_so do_that do_this about_that about_this is_that is_this
  was_that what's_that and_that thank_you very_well as_well doing_well too_well think_about talk_about come_in log_in come_on go_on
  hold_on move_on right_on i_want you_want i_need to_be to_do to_have to_go not_really _really so_what been_to told_me_about no_more any_more once_more some_more what's_more
  why_not or_not of_course that's_all i_must you_can you_do so_do did_you even_more i'm_going what_for looking_for waiting_for`,
)

/** Longer ends that are complete although their last word is in `OPEN`. */
const COMPLETE_ENDINGS =
  /\b(told|asked|warned) (me|you|him|her|us|them) (about|to|for)$|\b(what|who|where|which|how)\b.* (for|with|from|about|to|like|at|on|in|is|are|was|were|do|did)$|\b(back|since|until|by|before|just|you|him|her|them|us) then$/

const BACKCHANNEL =
  set(`uh um oh ah yeah yea yes yep yup ya mm mmm mhm hm hmm huh right ok okay sure i see alright all got it good great
  cool nice wow really true exactly indeed definitely absolutely totally interesting aha gotcha interesting fine understood uhhuh mmhmm hmhm mhmm
  makes sense of course no way go on know real god write`)

/** How somebody begins who wants the floor, once "okay", "yeah" and the like in front are taken away. */
const FLOOR =
  /^((the )?stop|wait|no|nope|hold|hang|sorry|excuse|pardon|actually|but|what|what's|why|when|where|who|which|how|can|could|would|should|is|are|do|does|did|let|please|never|hey|a listen|listen|before|quiet|shush|shut|enough|(one|just a|give me a) (moment|second|minute|sec)|tell|show|give|i (already|don't|didn't|do|did|have|want|wanted|need|was|am|would|thought|meant|mean|asked)|i'm|i've|i'd|you (said|are|already)|that's (wrong|not|enough)|that is (wrong|not|enough)|and (what|how|why|where|who)|forget|skip|start|speak|repeat)\b/

/** Whole phrases that count as listening along although a word of them alone would not, and the reverse. */
const BACKCHANNEL_PHRASES =
  /^(go on|no way|of course|i know|i see|got it|all right|makes sense|that makes sense|uh huh|oh really|oh no|oh wow|you know)$/

/** Does the text end in a word after which nobody stops, or in a mark of going on? Digits at the end are complete. */
export function isDangling(text: string): boolean {
  if (/(\u2026|\.\.\.|[-\u2013\u2014])\s*$/.test(text)) return true
  const all = splitWords(text)
  const last = all.at(-1)
  if (last === undefined) return true
  if (!OPEN.has(last)) return false
  if (COMPLETE_ENDINGS.test(all.join(' '))) return false
  return !CLOSING_PAIRS.has(`${all.at(-2) ?? ''}_${last}`)
}

/** Is every word one of those people say to show that they listen ("mm-hm", "yeah, right")? At most eight words, for the ear repeats itself. */
export function isBackchannel(text: string): boolean {
  const all = splitWords(text.replaceAll('-', ' '))
  if (all.length === 0 || all.length > 8) return false
  if (BACKCHANNEL_PHRASES.test(all.join(' '))) return true
  return (
    all.every((word) => BACKCHANNEL.has(word) || /^(m+h*m*|h+m+|u+h+|a+h+|o+h+|ye+a+h*)$/.test(word)) &&
    !/^(go|no|know|i)$/.test(all.join(' '))
  )
}

/** Does it begin as somebody does who wants the floor ("wait", "no, but…", "okay, can you")? */
export function asksForFloor(text: string): boolean {
  if (isBackchannel(text)) return false
  const all = splitWords(text)
  const first = all.findIndex((word) => !/^(okay|ok|yeah|yes|right|well|so|alright|thanks)$/.test(word))
  return first >= 0 && FLOOR.test(all.slice(first).join(' '))
}

/** "When he left, …" begins a statement, "when did he leave" does not. */
const SUBORDINATE =
  /^(when|where|how) (i|you|he|she|we|they|it|the|a|an|my|our|your|his|her|their|this|that|these|those|people|everybody|somebody|nobody)\b/

/** Does it read like a question or a request, which ask for an answer at once? */
export function wantsAnswer(text: string): boolean {
  const all = splitWords(text)
  const first = all.find((word) => !/^(um|uh|so|well|and|but|okay|ok|hey|hi|hello|please|yeah|oh)$/.test(word)) ?? ''
  return (
    /\?\s*$/.test(text) ||
    (!SUBORDINATE.test(all.slice(all.indexOf(first)).join(' ')) &&
      /^(what|what's|who|who's|where|where's|when|when's|why|how|how's|which|can|could|would|will|do|does|did|is|are|should|tell|give|show|explain|say|sing|count|repeat|stop|set|remind)$/.test(
        first,
      ))
  )
}

/** Number of words, as a person counts them. */
export const countWords = (text: string): number => splitWords(text).length
