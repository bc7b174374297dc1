/** Takes on what somebody wants done, for whoever carries out tasks here; where nobody does, makes an event of it for others. */
import { shownCall, spokenCall } from '../tasks/commands.ts'
import { taskOfTurn } from '../tasks/seed-routes.ts'
import type { Tasks } from '../tasks/tasks.ts'
import type { Agent, AgentTurn, Finding } from './agent.ts'

export type TaskAgentOptions = {
  readonly tasks: Pick<Tasks, 'start' | 'executor' | 'commands'>
  /** Users whose words may start a task; "*": everybody's. */
  readonly users: readonly string[]
}

export function taskAgent({ tasks, users }: TaskAgentOptions): Agent {
  const may = ({ userId }: AgentTurn) => users.includes('*') || users.includes(userId)
  /** Undefined where no command is meant; a string says why it may not be run. */
  const commandIn = ({ text }: AgentTurn) => {
    try {
      const call = spokenCall(text, tasks.commands)
      return call && shownCall(call)
    } catch {
      return undefined // a phrase with a value it does not take is no command
    }
  }

  async function takenOn(turn: AgentTurn, text: string): Promise<Finding[]> {
    const command = commandIn(turn)
    if (!may(turn) || (command === undefined && !tasks.executor))
      return [{ type: 'agent_update', priority: 'low', message: `Asked for: ${text}`, details: { task: text } }]
    const { userId, persona, sessionId, conversationId } = turn
    const task = await tasks.start({
      ...{ id: taskOfTurn(turn), userId, persona, sessionId, conversationId, text },
      commands: command === undefined ? [] : [command],
    })
    const message = `Taken on: ${text}`
    return [
      {
        type: 'agent_update',
        message,
        say: "I'm on it, and I'll tell you when it is done.",
        details: { task: text, task_id: task.id },
      },
    ]
  }

  return {
    name: 'task',
    matches: (intent, turn) => intent.type === 'task' || (may(turn) && commandIn(turn) !== undefined),
    run: (turn, intent) => takenOn(turn, intent.type === 'task' ? intent.task : turn.text),
  }
}
