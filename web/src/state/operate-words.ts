/** How calls, engines and the parts of a Duet are told of to the one who runs it. */
import { lengthWords } from '../length-words.ts'
import type { EngineServer, RunningCall } from '../operate-api.ts'

/** "on engine leg 2, 1.2 s behind", "waits in line, 3rd place". */
export function callWords({ state, place, away, epoch, delay_ms: delayMs }: RunningCall): string {
  const words = [place !== null && state === 'queued' ? `waits in line, place ${place}` : (states[state] ?? state)]
  if (epoch !== null && epoch > 1) words.push(`engine leg ${epoch}`)
  if (delayMs !== null && delayMs >= noticeableMs) words.push(`${(delayMs / 1000).toFixed(1)} s behind`)
  if (away) words.push('its caller is away')
  return words.join(' · ')
}

/** Less is what networks do. */
const noticeableMs = 300

const states: Readonly<Record<string, string>> = {
  connecting: 'connecting',
  queued: 'waits in line',
  warming: 'engine is preparing',
  ready: 'talking',
  rollover: 'moving to a fresh engine',
  recovering: 'looking for another engine',
  lagging: 'the engine falls behind',
  lost: 'ending',
}

/** "1 busy (2:05), 1 free"; what its process does where Duet runs it. */
export function serverWords({ slots, process }: EngineServer): string {
  const byState = Map.groupBy(slots, (slot) => slot.state)
  const words = [...byState].map(([state, those]) => {
    const longest = Math.max(...those.map((slot) => slot.for_ms))
    return state === 'free' ? `${those.length} free` : `${those.length} ${state} (${lengthWords(longest)})`
  })
  if (process !== null && process.state !== 'ready') words.push(process.state.replace('_', ' '))
  return words.join(', ')
}

/** Why it is not used, and what to do; null: it is, or nobody knows. */
export function serverTrouble({ detail, process }: EngineServer): string | null {
  if (process === null || process.state === 'ready') return detail
  return [process.detail ?? detail, process.action].filter((one) => one !== null).join(' ') || null
}
