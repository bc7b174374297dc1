/** Looks at each final turn of the user in the background: what it wants, who is for that, and what they found out becomes events. */
import { createHash } from 'node:crypto'
import type { Log } from '../../observe/log.ts'
import type { Events } from '../events.ts'
import type { Agent, AgentTurn, Finding } from './agent.ts'
import { intentOf } from './intent.ts'

export type AgentsOptions = {
  readonly agents: readonly Agent[]
  readonly events: Pick<Events, 'publish'>
  readonly log: Log
  /** IANA name. */
  readonly timeZone: string
  /** Epoch ms. */
  readonly now: () => number
  /** Longest time for one agent and one turn, ms. */
  readonly runMs?: number
  /** Looks before all others; what it finds is all there is to the turn. Undefined: the turn is for them. */
  readonly first?: (turn: AgentTurn) => Promise<readonly Finding[] | undefined>
}

/** An answer this late would be about something else: it is shown and not said, ms. */
const staleMs = 60_000

export class Agents {
  readonly #options: Required<Omit<AgentsOptions, 'first'>> & Pick<AgentsOptions, 'first'>

  constructor(options: AgentsOptions) {
    this.#options = { runMs: 10_000, ...options }
  }

  get names(): readonly string[] {
    return this.#options.agents.map((agent) => agent.name)
  }

  /** The same turn again gives the same events, by id. Never rejects: an agent that fails has found nothing. */
  async look(turn: AgentTurn): Promise<void> {
    const { agents, log, timeZone, runMs, first } = this.#options
    const failed = (agent: string, err: unknown) =>
      log.warn({ err, agent, session: turn.sessionId }, 'an agent failed; the turn goes on without it')
    try {
      const taken = await first?.(turn)
      if (taken) return this.#publish('answer', turn, taken)
    } catch (err) {
      failed('answer', err)
    }
    const intent = intentOf(turn.text, { saidAt: turn.saidAt, timeZone })
    for (const agent of agents) {
      if (turn.tools?.includes(agent.name) === false || !agent.matches(intent, turn)) continue
      try {
        this.#publish(agent.name, turn, await inTime((signal) => agent.run(turn, intent, signal), runMs))
      } catch (err) {
        failed(agent.name, err)
      }
    }
  }

  #publish(agent: string, turn: AgentTurn, findings: readonly Finding[]): void {
    const { events, now } = this.#options
    const stale = now() - turn.saidAt > staleMs
    findings.forEach((finding, i) => {
      events.publish({
        id: eventId(agent, turn, i),
        ...{ type: finding.type, message: finding.message, sessionId: turn.sessionId, conversationId: turn.conversationId },
        priority: finding.priority ?? 'normal',
        extra: extraOf(agent, turn, finding, stale),
      })
    })
  }
}

function extraOf(agent: string, turn: AgentTurn, { say, unless, details }: Finding, stale: boolean) {
  return {
    ...{ agent, turn_id: turn.turnId, ...details },
    ...(say !== undefined && !stale && { say }),
    ...(unless && { unless }),
  }
}

function eventId(agent: string, { sessionId, turnId, revision }: AgentTurn, i: number): string {
  const key = JSON.stringify([agent, sessionId, turnId, revision, i])
  return `${agent}-${createHash('sha256').update(key).digest('hex').slice(0, 20)}`
}

async function inTime<T>(work: (signal: AbortSignal) => Promise<T>, ms: number): Promise<T> {
  const late = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      late.abort()
      reject(new Error(`no result within ${ms} ms`))
    }, ms)
  })
  try {
    return await Promise.race([work(late.signal), deadline])
  } finally {
    clearTimeout(timer)
  }
}
