/** What is said of tasks in a call, and whether it was said. Pure. */
import { indexTerms, queryTerms } from '../../store/memory/terms.ts'
import type { Task } from './task.ts'

/** Of what came of a task, as it is read aloud, characters. */
const mostAloud = 300

export function questionAloud({ fields }: Task): string {
  return `One of your tasks has a question. ${sentence(fields.question ?? '')}`
}

export function againAloud({ fields }: Task): string {
  return `What shall I answer, then? ${sentence(fields.question ?? '')}`
}

export function backAloud(answer: string): string {
  return `I'd pass on this answer: ${sentence(answer)} Is that right?`
}

export function confirmAloud({ fields }: Task): string {
  return `May I ${plain(fields.confirm?.what ?? '')}? Say: yes, do it. Or say no.`
}

export function doneAloud({ text, fields }: Task): string {
  const output = plain(fields.results.at(-1)?.output ?? '')
  const said = output === '' ? `It is done: ${plain(text)}` : output
  return `Your task is done. ${sentence(shortened(said))}`
}

export function failedAloud({ text, fields }: Task): string {
  return `Your task "${shortened(plain(text), 80)}" did not work out. ${sentence(shortened(plain(fields.error ?? '')))}`
}

/** Whether a turn of the agent says what it was to say: most of its telling words are in it. */
export function says(turn: string, saying: string): boolean {
  const wanted = new Set(queryTerms(saying))
  if (wanted.size === 0) return true
  const said = new Set(indexTerms(turn))
  return [...wanted].filter((term) => said.has(term)).length >= wanted.size / 2
}

/** On one line, without marks a voice stumbles over. */
function plain(text: string): string {
  return text
    .replaceAll(/[*_`#~|<>]+/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
}

/** At the end of a sentence, where one ends in time. */
function shortened(text: string, most = mostAloud): string {
  if (text.length <= most) return text
  const cut = text.slice(0, most)
  const end = Math.max(cut.lastIndexOf('. '), cut.lastIndexOf('! '), cut.lastIndexOf('? '))
  return end > most / 3 ? cut.slice(0, end + 1) : `${cut.slice(0, cut.lastIndexOf(' '))} …`
}

function sentence(text: string): string {
  const one = plain(text)
  return /[.!?…]$/.test(one) ? one : `${one}.`
}
