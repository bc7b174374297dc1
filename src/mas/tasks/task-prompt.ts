/** What an executor is told: the task, how to ask, and what was answered. The person's words stand in it as text, never as arguments. */
import { placeholders } from './need-input.ts'

type Answers = readonly { readonly question: string; readonly answer: string }[]

const asking = [
  'You work in the background; the person who wants this is not watching. If you cannot go on without an answer of theirs, write exactly',
  'this with your own words in the two places, and stop:',
  '<<<NEED_INPUT>>>',
  placeholders.question,
  '<<<CONTEXT>>>',
  placeholders.context,
  '<<<END_INPUT>>>',
  'Otherwise do all of it, and end with what came of it in at most three sentences that can be read aloud.',
].join('\n')

export function taskInstructions(): string {
  return asking
}

/** Never begins with "-": it may stand where an option could. */
export function taskPrompt(instruction: string, answers: Answers): string {
  return [`Task: ${instruction}`, asking, answered(answers)].filter(Boolean).join('\n\n')
}

/** For an executor that still knows what it was told. */
export function answerPrompt(answers: Answers): string {
  const last = answers.at(-1)
  return `Answer to your question "${last?.question ?? ''}": ${last?.answer ?? ''}\n\nGo on with the task. The same holds for further questions.`
}

function answered(answers: Answers): string {
  if (answers.length === 0) return ''
  return `You have asked before, and this was answered:\n${answers.map(({ question, answer }) => `- ${question}\n  ${answer}`).join('\n')}`
}
