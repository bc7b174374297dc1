/** What the page says of what is kept of a call. */
import type { ServerEvent } from '../../../src/protocol/session.ts'

export type Kept = Pick<ServerEvent & { type: 'recording' }, 'level' | 'days' | 'audioDays' | 'detail'>

/** "Recorded: sound and words. The sound is kept for 30 days, the words until you delete them." */
export function keptWords({ level, days, audioDays }: Pick<Kept, 'level' | 'days' | 'audioDays'>): string {
  if (level === 'off') return 'Nothing that is said is kept.'
  if (level === 'transcript') return `The words are kept ${howLong(days)}, no sound.`
  if (days === audioDays) return `Recorded: sound and words, kept ${howLong(days)}.`
  return `Recorded: sound and words. The sound is kept ${howLong(audioDays)}, the words ${howLong(days)}.`
}

function howLong(days: number | null): string {
  if (days === null) return 'until you delete them'
  return days === 1 ? 'for a day' : `for ${days} days`
}
