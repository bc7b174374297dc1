/** The words of messages, as seed 004 has them. */
import type { Task } from '../task.ts'
import type { MessageKind } from './channel.ts'

/** Of what came of a task, characters: more is on the page. */
const mostSummary = 1500

export function messageText(kind: MessageKind, task: Task, link: string): { readonly subject: string; readonly text: string } {
  const { fields } = task
  switch (kind) {
    case 'question': {
      const context = fields.context ? `\n\nContext: ${fields.context}` : ''
      return {
        subject: 'A task needs your input',
        text: `I need your input:\n\n${fields.question}${context}\n\nAnswer here: ${link}`,
      }
    }
    case 'confirm':
      return {
        subject: 'A task wants your agreement',
        text: `May I ${fields.confirm?.what}?\n\nWithin two minutes, here: ${link}`,
      }
    case 'completed':
      return { subject: 'A task is done', text: `Task completed:\n\n${summaryOf(task)}\n\nReview here: ${link}` }
    case 'failed':
      return { subject: 'A task has failed', text: `Task failed:\n\n${fields.error ?? ''}\n\nReview here: ${link}` }
  }
}

function summaryOf({ fields, text }: Task): string {
  const output = fields.results.at(-1)?.output.trim() || text
  return output.length <= mostSummary ? output : `${output.slice(0, mostSummary)} …`
}
