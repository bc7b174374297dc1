/** What happened in a call beside its words, each with its moment to go to. */
import type { ServerEvent } from '../../../src/protocol/session.ts'
import { clockWords } from '../length-words.ts'
import { happenings } from '../state/event-words.ts'

export interface HappenedProps {
  readonly events: readonly ServerEvent[]
  readonly agentName: string
  readonly onGo: (atMs: number) => void
}

export function Happened({ events, agentName, onGo }: HappenedProps) {
  const list = happenings(events, agentName)
  if (list.length === 0) return null
  return (
    <details class="happened">
      <summary>What happened, moment by moment ({list.length})</summary>
      <ol>
        {list.map(({ atMs, words }, index) => (
          <li key={`${atMs}-${index}`} class="happening">
            <button type="button" class="moment" aria-label={`Go to ${clockWords(atMs)}`} onClick={() => onGo(atMs)}>
              {clockWords(atMs)}
            </button>
            <span>{words}</span>
          </li>
        ))}
      </ol>
    </details>
  )
}
