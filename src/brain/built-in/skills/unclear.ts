/** What could not be understood: fragments, noise, other languages, bare yes and no. Never answered with a guess. */

import type { Dictionary } from '../dictionary.ts'
import { pickFresh, type Skill, say } from '../skill.ts'
import { knownShare } from '../topic.ts'
import { asksDeed } from './beyond.ts'

type Unclear = 'cut' | 'foreign' | 'nothing' | 'open'

export function unclear(dictionary: Dictionary): Skill<Unclear> {
  return {
    name: 'unclear',
    match: ({ heard }) => {
      if (heard.words.length === 0) return 'nothing'
      if (heard.words.length >= 2 && knownShare(heard.words, dictionary) < 0.6) return 'foreign'
      return heard.cut ? 'cut' : 'open'
    },
    answer: (kind, turn) => {
      switch (kind) {
        case 'cut':
          return say(
            pickFresh(turn, [
              "Go on, I'm listening.",
              'Take your time. What were you going to say?',
              "I'm listening. What about it?",
            ]),
          )
        case 'foreign':
          return say(
            pickFresh(turn, [
              "Sorry, I didn't understand that. Could you say it again, in English?",
              "I didn't catch that, sorry. I only understand English. Once more?",
            ]),
          )
        default:
          return say(
            pickFresh(turn, [
              "Sorry, I didn't quite catch that. Could you say it again?",
              "I'm not sure I understood. Could you put it another way?",
              'Sorry, what was that? Please say it once more.',
            ]),
          )
      }
    },
  }
}

/** A turn that breaks off before it says anything. */
export const broken: Skill<true> = {
  name: 'broken',
  match: ({ heard }) =>
    heard.cut && heard.words.length <= 7 && !/\b(?:capital|timer|weather)\b/.test(heard.plain) && !asksDeed(heard)
      ? true
      : undefined,
  answer: (_, turn) =>
    say(pickFresh(turn, ["Go on, I'm listening.", 'Take your time. I am listening.', 'Yes? What were you going to say?'])),
}
