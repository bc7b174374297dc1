/** "1:05", as players show it. */
export function clockWords(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** A length of time as people say it. */
export function lengthWords(ms: number): string {
  const seconds = Math.round(ms / 1000)
  const rest = seconds % 60 === 0 ? '' : ` ${seconds % 60} s`
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min${rest}`
}
