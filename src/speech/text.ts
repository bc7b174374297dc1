/** What a text-to-speech model may be given. */

/** Whether there is anything in the text to say: a letter or a digit. */
export function isSayable(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text)
}
