/** Gives the browser a file to keep. A plain link cannot: a request of its own carries no token. */
export function save(content: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  // The browser reads it after the click returns; a minute is long for a file that is in memory already.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
