/** Whatever else is asked of the program itself: it says what it is, and that it knows no more about that. */
import { pickFresh, type Skill, say } from '../skill.ts'

const being =
  /^(?:are|were|have|had) you\b|^will you (?:ever|always|live|die|be|still|become|get|grow|take over|replace|miss|forget)\b|^(?:do|did|does|would) you\b(?! (?:mind|know|have (?:the|a number)|happen))|^(?:can|could) you (?:get|be|become|grow|die|feel|age|fall|live|exist|read my|guess|tell what i|think|want|wish|care|love|hate)\b|^what is it like (?:being|to be)\b|^(?:who|what) (?:else )?(?:talks? to|pays?|owns?|runs?|controls?|uses?) you\b|^(?:how|why|what|where|when|which) (?:\w+ )?(?:do|are|did|were|can|will|version|much do) you\b|^(?:why|how) (?:can|do|will|are) (?:not )?you\b|^what (?:version|language|kind|sort|type) .*\byou\b|\bcan other people (?:talk|speak) to you\b|^why can not you\b/
/** Said of the world or asked as a favor. */
const notOfItself =
  /\b(?:open|close|order|book|call|send|buy|play|find|search|show|weather|news|price|recipe|restaurant|recommend|suggest|advise|doctor|train|bus|flight|euros?|dollars?|translate|spell|pronounce|say|cook|make a|make the|get to|get rid|fix|write)\b/

/** Said of anyone: "how do you make tea", "what vitamin do you get from the sun". */
const ofAnyone =
  /^how (?:do|can|could|would|should) you (?!feel|work|think|know|learn|talk|speak|sleep|see|hear|understand|remember|live|like|do\b|spend|deal|become|function|exist|react|respond|decide|choose|handle|want|mean|come|make (?:money|friends|decisions)|get (?:so|here|started))\w+ \w+|^(?:what|which) (?:\w+ ){1,3}do you (?:get|need|use|eat|call|put|wear|take|find|see|say|buy) \w+/

export const aboutYou: Skill<true> = {
  name: 'about-you',
  match: ({ heard }) =>
    heard.words.length <= 11 &&
    !ofAnyone.test(heard.core) &&
    (being.test(heard.core) || being.test(heard.bare)) &&
    !notOfItself.test(heard.plain)
      ? true
      : undefined,
  answer: (_, turn) =>
    say(
      /^(?:are|were|do|did|have|had|can|could|will|would) you\b/.test(turn.heard.core)
        ? pickFresh(turn, [
            "Not that I know of, I'm only a small program. What made you think of it?",
            "No, I don't think so: I'm just a small program on this computer. How about you?",
          ])
        : pickFresh(turn, [
            "I don't know much about that: I'm only a small program on this computer. What made you think of it?",
            "I can't say more than this: I'm a small program, with no life of my own. But tell me what you think.",
            "Being a small program, I don't know. What would you say?",
          ]),
    ),
}
