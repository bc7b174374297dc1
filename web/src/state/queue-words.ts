/** A place in the queue as the page says it. */

export interface QueuePlace {
  /** From 1. */
  readonly place: number
  /** null: nobody knows yet. */
  readonly estimatedWaitMs: number | null
}

/** "You are number 3 in line; about 4 minutes." */
export function queueWords({ place, estimatedWaitMs }: QueuePlace): string {
  const where = place === 1 ? 'You are next in line' : `You are number ${place} in line`
  return estimatedWaitMs === null ? `${where}.` : `${where}; ${waitWords(estimatedWaitMs)}.`
}

/** Rounded up, as an estimate that is over before its time pleases more than the other way round. */
function waitWords(ms: number): string {
  const minutes = Math.ceil(ms / 60_000)
  if (minutes <= 1) return 'about a minute at most'
  return minutes < 90 ? `about ${minutes} minutes` : `about ${Math.round(minutes / 60)} hours`
}
