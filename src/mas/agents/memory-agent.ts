/** Confirms what the memory did with "remember …" and "forget …", and says what it knows; the reading itself is the memory's own work. */
import type { Memory } from '../../memory/memory.ts'
import type { Agent, AgentTurn, Finding } from './agent.ts'

/** What is said of a person in one breath. */
const mostSpoken = 6
/** A change this much older than the turn is of another one, ms: bridge and orchestrator may run on two clocks. */
const slackMs = 60_000

export function memoryAgent(memory: Memory): Agent {
  const scopeOf = ({ userId, persona }: AgentTurn) => ({ userId, ...(persona !== '' && { persona }) })

  async function remembered(turn: AgentTurn): Promise<Finding[]> {
    const recent = await memory.list(scopeOf(turn), { createdAt: { gte: turn.saidAt - slackMs } }, { limit: 100 })
    const learned = recent.filter(
      (item) => item.type !== 'conversation' && item.source.session_id === turn.sessionId && item.turnIds.includes(turn.turnId),
    )
    if (learned.length === 0) return []
    const details = { memory_ids: learned.map((item) => item.id) }
    const message = `Remembered: ${learned.map((item) => item.content).join(' ')}`
    return [{ type: 'memory_insight', message, say: "I'll remember that.", unless: 'brain', details }]
  }

  async function forgotten(turn: AgentTurn): Promise<Finding[]> {
    const changes = await memory.timeline(scopeOf(turn), { limit: 50 })
    const gone = changes.filter((change) => change.action === 'forgotten' && change.at >= turn.saidAt - slackMs && !change.undone)
    if (gone.length === 0)
      return [{ type: 'memory_insight', message: 'Nothing that is remembered fits what was to be forgotten.' }]
    const message =
      gone.length === 1
        ? 'Forgot it. It can be brought back for a day.'
        : `Forgot ${gone.length} things. They can be brought back for a day.`
    return [{ type: 'memory_insight', message, say: "I've forgotten that.", unless: 'brain' }]
  }

  async function known(turn: AgentTurn): Promise<Finding[]> {
    const parts = await memory.digests.parts(scopeOf(turn))
    const facts = parts.filter((part) => part.kind !== 'heading').map((part) => part.text)
    if (facts.length === 0)
      return [
        {
          type: 'memory_insight',
          message: 'Nothing is remembered of you yet.',
          say: 'I know nothing about you yet.',
          unless: 'brain',
        },
      ]
    const say = `This is what I know about you: ${facts.slice(0, mostSpoken).join(' ')}`
    return [{ type: 'memory_insight', message: `Known of you: ${facts.join(' ')}`, say, unless: 'brain' }]
  }

  return {
    name: 'memory',
    matches: (intent) => intent.type === 'memory',
    async run(turn, intent) {
      if (intent.type !== 'memory') return []
      if (intent.ask === 'tell') return known(turn)
      return intent.ask === 'remember' ? remembered(turn) : forgotten(turn)
    },
  }
}
