/** Turns the caller's words round: "I lost my keys" becomes "you lost your keys". */

const swaps: Readonly<Record<string, string>> = {
  i: 'you',
  me: 'you',
  my: 'your',
  mine: 'yours',
  myself: 'yourself',
  we: 'you',
  us: 'you',
  our: 'your',
  ours: 'yours',
  ourselves: 'yourselves',
  your: 'my',
  yours: 'mine',
  yourself: 'myself',
}

/** What "you" is depends on its place: after a verb or preposition it is the one spoken to. */
const objectAfter = new Set(
  'to for with about of at from than like and tell told ask asked give gave show thank love like hate miss see hear call need want'.split(
    ' ',
  ),
)

/** "i am going to see my sister" to "you are going to see your sister"; takes plain text, and keeps capitals it finds. */
export function turnRound(text: string): string {
  const words = text.split(/\s+/).filter((word) => word !== '')
  const out: string[] = []
  for (const [at, word] of words.entries()) {
    const low = word.toLowerCase()
    const before = words[at - 1]?.toLowerCase() ?? ''
    if (low === 'you') {
      out.push(at === words.length - 1 || objectAfter.has(before) ? 'me' : 'I')
    } else if (low === 'am' && (before === 'i' || before === '')) out.push('are')
    else if (low === 'are' && before === 'you') out.push('am')
    else if (low === 'was' && before === 'i') out.push('were')
    else if (low === 'were' && before === 'you') out.push('was')
    else out.push(swaps[low] ?? word)
  }
  return out.join(' ')
}

/** The contractions that a speaking voice uses, for the words this brain puts together. */
export function contract(text: string): string {
  return text
    .replace(/\b([Yy]ou) are\b(?=\s\S)/g, "$1're")
    .replace(
      /\b([Yy]ou) have (?=(?:been|got|had|lost|found|seen|made|done|started|finished|just|never|always|already)\b)/g,
      "$1've ",
    )
    .replace(/\b([Yy]ou) will\b/g, "$1'll")
    .replace(/\b([Yy]ou) would\b/g, "$1'd")
    .replace(/\b(I) am\b/g, "$1'm")
    .replace(/\b([Ii]t|[Tt]hat|[Tt]here|[Hh]e|[Ss]he) is\b(?=\s\S)/g, "$1's")
    .replace(/\b(do|does|did|is|are|was|were|has|have|had|would|could|should) not\b/gi, "$1n't")
    .replace(/\bcan not\b/g, "can't")
    .replace(/\bwill not\b/g, "won't")
}

export function sentenceCase(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
