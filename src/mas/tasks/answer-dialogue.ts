/** Takes a person's answers to tasks from what they say in a call: the answer after the question was said, said back to them, and passed on when they agree. */
import type { AgentTurn, Finding } from '../agents/agent.ts'
import type { Asked, Task, TaskStore } from './task.ts'
import { againAloud, backAloud, says } from './task-words.ts'
import type { Tasks } from './tasks.ts'
import { agrees, agreesAloud, putsOff } from './yes-no.ts'

export type AnswerDialogueOptions = {
  readonly store: TaskStore
  readonly tasks: Pick<Tasks, 'answer' | 'confirm'>
  /** The person will not answer in this call. */
  readonly putOff: (sessionId: string) => void
}
type Open = { readonly task: Task; readonly asked: Asked }

export class AnswerDialogue {
  readonly #options: AnswerDialogueOptions

  constructor(options: AnswerDialogueOptions) {
    this.#options = options
  }

  /** A turn of the agent: it may be the question. @param saidAt epoch ms */
  async agentSaid({
    sessionId,
    text,
    saidAt,
  }: {
    readonly sessionId: string
    readonly text: string
    readonly saidAt: number
  }): Promise<void> {
    for (const { task, asked } of await this.#open(sessionId)) {
      if (
        asked.saidAt !== null ||
        !(says(text, asked.saying) || (asked.opened && asked.candidate === null && text.includes('?')))
      )
        continue
      await this.#ask(task, asked, { saidAt })
    }
  }

  /** Undefined: the turn answers nothing, and is for others. The same turn again gives the same. */
  async userSaid({
    sessionId,
    text,
    saidAt,
  }: Pick<AgentTurn, 'sessionId' | 'text' | 'saidAt'>): Promise<readonly Finding[] | undefined> {
    const open = (await this.#open(sessionId)).filter(({ asked }) => asked.saidAt !== null && asked.saidAt <= saidAt)
    // The one asked last is the one that is meant.
    const [last] = open.toSorted((one, other) => (other.asked.saidAt ?? 0) - (one.asked.saidAt ?? 0))
    if (!last) return undefined
    return last.task.fields.confirm ? this.#confirmed(last, text) : this.#answered(last, text)
  }

  async #confirmed({ task, asked }: Open, text: string): Promise<readonly Finding[] | undefined> {
    const said = agreesAloud(text)
    if (said === 'neither') return undefined
    await this.#options.tasks.confirm(task.id, asked.id, said === 'yes')
    return said === 'yes'
      ? note(task, 'Agreed to.', 'All right, I am doing it.')
      : note(task, 'Not agreed to.', 'All right, I will not.')
  }

  async #answered({ task, asked }: Open, text: string): Promise<readonly Finding[] | undefined> {
    const { tasks, putOff } = this.#options
    if (putsOff(text)) {
      putOff(asked.sessionId)
      return note(task, 'The question waits.', 'All right. I will send you a message, so that you can answer later.')
    }
    const said = agrees(text)
    if (asked.candidate !== null && said === 'yes') {
      await tasks.answer(task.id, asked.candidate)
      return note(task, 'The answer was passed on.', 'Good, I pass it on.')
    }
    if (asked.candidate !== null && said === 'no') {
      const saying = againAloud(task)
      await this.#ask(task, asked, { candidate: null, saying, saidAt: null, opened: false })
      return note(task, 'The answer was not right.', saying)
    }
    // "No, green": it is the second half that is meant.
    const answer = asked.candidate === null ? text : text.replace(/^(?:no|nope)[,.! ]+(?=\S)/i, '')
    const saying = backAloud(answer)
    await this.#ask(task, asked, { candidate: answer, saying, saidAt: null, opened: false })
    return note(task, `Is this your answer: ${answer}`, saying)
  }

  #ask(task: Task, asked: Asked, change: Partial<Asked>): Promise<Task> {
    return this.#options.store.change(task.id, ({ fields }) =>
      fields.asked?.id === asked.id && fields.asked.sessionId === asked.sessionId
        ? { fields: { asked: { ...fields.asked, ...change } } }
        : undefined,
    )
  }

  async #open(sessionId: string): Promise<readonly Open[]> {
    const open = await this.#options.store.list({ state: ['waiting_for_input', 'running'] })
    return open.flatMap((task) => (task.fields.asked?.sessionId === sessionId ? [{ task, asked: task.fields.asked }] : []))
  }
}

function note(task: Task, message: string, say: string): readonly Finding[] {
  return [{ type: 'notification', message, say, priority: 'high', details: { task_id: task.id } }]
}
