/** Well-known facts, word for word from the collection. */
import { knowledge } from '../collection/knowledge.ts'
import { type Skill, say } from '../skill.ts'

export const knowing: Skill<string> = {
  name: 'knowledge',
  match: ({ heard }) =>
    heard.words.length > 20 ||
    !(
      heard.asks ||
      /^(?:the )?(?:largest|biggest|highest|tallest|longest|deepest|smallest|fastest|speed|distance)\b/.test(heard.core)
    )
      ? undefined
      : knowledge.find(([asked]) => asked.test(heard.core))?.[1],
  answer: (text) => say(text),
}
