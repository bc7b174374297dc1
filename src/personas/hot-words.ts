/** Words an ear should expect: a persona's own vocabulary, and the names in what is known of persona and user. */

/** More names than this make an ear slower and see names everywhere. */
const mostWords = 40

/** Words that begin with a capital for another reason: English ones at the head of sentences and lists, and headings. */
const common =
  /^(?:I|I'm|I'll|I've|The|A|An|And|But|Or|So|If|When|While|You|Your|He|She|It|Its|They|We|My|His|Her|Their|Our|This|That|These|Those|What|Who|Where|Why|How|Which|Be|Do|Don't|Does|Is|Are|Was|Were|Not|No|Yes|Never|Always|Begin|Speak|Say|Keep|Use|Ask|Answer|Tell|Talk|Call|Listen|Let|Help|Please|In|On|At|For|From|To|With|Without|As|By|Of|After|Before|Here|There|Now|Then|English|Duet)$/

/**
 * The words given, then the names found in a text: words with a capital in the middle of a sentence, or at its head where they
 * occur again elsewhere with one. Each once, in this order, at most 40.
 */
export function hotWords(given: readonly string[], text: string): string[] {
  const found = new Set(given.map((word) => word.trim()).filter((word) => word !== ''))
  const times = new Map<string, number>()
  for (const [word] of text.matchAll(/\p{Lu}[\p{L}'’]+/gu)) times.set(bare(word), (times.get(bare(word)) ?? 0) + 1)
  for (const sentence of text.split(/(?<=[.!?:"“])\s+|\n+/)) {
    const words = sentence.match(/[\p{L}'’-]+/gu) ?? []
    for (const [i, word] of words.entries()) {
      const name = bare(word)
      if (!/^\p{Lu}\p{L}/u.test(name) || common.test(name)) continue
      if (i > 0 || (times.get(name) ?? 0) > 1) found.add(name)
    }
  }
  return [...found].slice(0, mostWords)
}

/** Without the s of possession. */
const bare = (word: string): string => word.replace(/['’]s$/, '')
