/** "What's the past tense of swim?": the forms of verbs, the irregular ones from a table and the others by rule. */
import { irregularVerbs } from '../collection/facts/language.ts'
import type { Dictionary } from '../dictionary.ts'
import { type Skill, say } from '../skill.ts'
import { sentenceCase } from '../you-and-i.ts'

type Form = 'past' | 'participle'
type Asked = { readonly form: Form; readonly verb: string }

const forms = new Map(
  irregularVerbs.split(',').map((entry) => {
    const [base = '', past = '', participle = ''] = entry.split(' ')
    return [base, { past, participle }]
  }),
)

const asked =
  /\b(?<form>past participle|past tense|simple past|past form|past|preterite)(?: tense| form)? (?:of|for) (?:the (?:verb|word) )?(?:to )?(?<verb>[a-z]+)$|\b(?:the verb |the word )?(?:to )?(?<verb2>[a-z]+) in (?:the )?(?<form2>past participle|past tense|simple past|past)$/

export function grammar(dictionary: Dictionary): Skill<Asked> {
  return {
    name: 'grammar',
    match: ({ heard }) => {
      const found = asked.exec(heard.core)?.groups
      const verb = found?.verb ?? found?.verb2
      if (verb === undefined || dictionary.find(verb, 'verb') === undefined) return undefined
      return { form: /participle/.test(found?.form ?? found?.form2 ?? '') ? 'participle' : 'past', verb }
    },
    answer: ({ form, verb }) => {
      const said = (forms.get(verb)?.[form] ?? regular(verb)).replaceAll('/', ' or ')
      return say(`${sentenceCase(said)}. That's the ${form === 'past' ? 'past tense' : 'past participle'} of ${verb}.`)
    },
    again: (rest, previous) =>
      asked.test(previous.heard.core) ? previous.heard.core.replace(/[a-z]+$/, rest.replace(/^to /, '')) : undefined,
  }
}

/** "walk" to "walked", "try" to "tried", "stop" to "stopped". */
function regular(verb: string): string {
  if (/e$/.test(verb)) return `${verb}d`
  if (/[^aeiou]y$/.test(verb)) return verb.replace(/y$/, 'ied')
  return /^[^aeiou]*[aeiou][bdgklmnprt]$/.test(verb) ? `${verb}${verb.at(-1)}ed` : `${verb}ed`
}
