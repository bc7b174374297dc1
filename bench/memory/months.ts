/** Half a year of one person's memory: what is learned, replaced, ended and forgotten by day, and questions about it. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export type Step =
  | { readonly type: 'learn'; readonly id: string; readonly day: number; readonly slot: string; readonly text: string }
  | { readonly type: 'end'; readonly slot: string; readonly day: number }
  | { readonly type: 'forget'; readonly id: string; readonly day: number }
export type Question = { readonly text: string; readonly answers: readonly string[] }

const lines = (name: string) =>
  readFileSync(fileURLToPath(new URL(`./months/${name}`, import.meta.url)), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')

/** In the order of the days, and within a day as written. */
export function steps(): readonly Step[] {
  const read = lines('facts.txt').map((line): Step => {
    const [head = '', day = '', slot = '', text = ''] = line.split('|')
    if (head.startsWith('-')) return { type: 'end', slot: head.slice(1), day: Number(day) }
    if (head.startsWith('!')) return { type: 'forget', id: head.slice(1), day: Number(day) }
    return { type: 'learn', id: head, day: Number(day), slot, text }
  })
  return read.toSorted((a, b) => a.day - b.day)
}

/** `tuned` found the weights of the search, `held-out` is reported. */
export function questions(half: 'tuned' | 'held-out'): readonly Question[] {
  return lines('questions.txt')
    .filter((_, i) => (i % 2 === 0) === (half === 'tuned'))
    .map((line) => {
      const [text = '', answers = ''] = line.split('|')
      return { text, answers: answers === '-' ? [] : answers.split(',') }
    })
}

/** The texts that are no longer so by the end of a day. */
export function outdated(all: readonly Step[], day: number): ReadonlySet<string> {
  const current = new Map<string, string>()
  const gone = new Set<string>()
  for (const step of all) {
    if (step.day > day) break
    if (step.type === 'end') {
      const text = current.get(step.slot)
      if (text !== undefined) gone.add(text)
      current.delete(step.slot)
    } else if (step.type === 'forget') {
      const text = all.find((one) => one.type === 'learn' && one.id === step.id)
      if (text?.type === 'learn') gone.add(text.text)
    } else if (step.slot !== '') {
      const before = current.get(step.slot)
      if (before !== undefined && before !== step.text) gone.add(before)
      current.set(step.slot, step.text)
    }
  }
  return gone
}
