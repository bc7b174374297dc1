/** When a server or a slot that failed is tried again: patiently, the longer it fails. */
const delaysMs = [1000, 2000, 4000, 8000, 15_000] as const
const longestMs = 30_000

/** The wait after so many failures in a row. */
export function retryDelayMs(failures: number): number {
  return delaysMs[Math.max(failures, 1) - 1] ?? longestMs
}
