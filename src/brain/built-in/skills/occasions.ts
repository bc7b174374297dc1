/** Listens to what fills an ordinary day: the weather, a meal, a bad night, a new job. */
import { everyday, type Occasion } from '../collection/occasions.ts'
import { life } from '../collection/occasions-life.ts'
import { pastimes } from '../collection/occasions-pastimes.ts'
import { pickFresh, type Skill, say } from '../skill.ts'
import { asksDeed } from './beyond.ts'
import { moodOf } from './moods.ts'

type Met = { readonly occasion: Occasion; readonly words: Readonly<Record<string, string | undefined>> }

const all: readonly Occasion[] = [...life, ...pastimes, ...everyday]
/** Longer tellings turn on more than one thing. */
/** Grave news is met by listening alone. */
const grave = /\b(?:cancer|hospital|accident|diagnos\w+|dementia|stroke|heart attack|intensive care|tumou?r|chemo\w*|hospice)\b/
const cheerful = /\b(?:lovely|congratulations|wonderful|exciting|nice|hooray|lucky|good for you|enjoy|happy|fun|delicious)\b/i
const sorrowful = /\b(?:sorry|oh no|ouch|annoying|rough|hurt|pity|miserable|exhausting|poor)\b/i
/** Wished to it, or told of it. */
const ofItself = /^(?:\w+ )?(?:i )?(?:really )?hope you\b/
const longestWords = 18

/** The wording with what the caller named put in: "$dish". */
const filled = (wording: string, words: Met['words']): string | undefined => {
  const missing = [...wording.matchAll(/\$(\w+)/g)].some(([, key = '']) => words[key] === undefined)
  return missing ? undefined : wording.replace(/\$(\w+)/g, (_, key: string) => words[key] ?? '')
}

export const occasions: Skill<Met> = {
  name: 'occasions',
  match: ({ heard }) => {
    if (
      heard.asks ||
      heard.words.length > longestWords ||
      heard.words.length === 0 ||
      asksDeed(heard) ||
      ofItself.test(heard.plain)
    )
      return undefined
    if (grave.test(heard.plain) || moodOf(heard) === 'grief') return undefined
    for (const occasion of all) {
      const found = occasion[0].exec(heard.plain)
      if (found !== null) return { occasion, words: found.groups ?? {} }
    }
    return undefined
  },
  answer: ({ occasion: [, ...wordings], words }, turn) => {
    const mood = moodOf(turn.heard)
    const unfit = mood === 'bad' ? cheerful : mood === 'good' ? sorrowful : undefined
    const [first, ...rest] = wordings
      .filter((wording) => unfit === undefined || !unfit.test(wording))
      .flatMap((wording) => filled(wording, words) ?? [])
    return first === undefined ? undefined : say(pickFresh(turn, [first, ...rest]))
  },
}
