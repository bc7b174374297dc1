/** Makes an event of what somebody wants done, for whoever does it. */
import type { Agent } from './agent.ts'

export function taskAgent(): Agent {
  return {
    name: 'task',
    matches: (intent) => intent.type === 'task',
    run: async (_turn, intent) =>
      intent.type === 'task'
        ? [{ type: 'agent_update', priority: 'low', message: `Asked for: ${intent.task}`, details: { task: intent.task } }]
        : [],
  }
}
