/** What the ear made of a turn, brought into the plain forms that skills match against. */

export type Heard = {
  /** As recognised, trimmed. */
  readonly text: string
  /** Lower case, contractions opened, no punctuation but decimal points. */
  readonly plain: string
  /** `plain` without the fillers and courtesies around the request: "um could you please tell me what time it is" is "what time it is". */
  readonly core: string
  readonly words: readonly string[]
  /** Asks something, by its words or its question mark. */
  readonly asks: boolean
  /** Breaks off: ends in a word that wants another. */
  readonly cut: boolean
}

const contractions: readonly (readonly [RegExp, string])[] = [
  [/\bcan't\b|\bcant\b/g, 'can not'],
  [/\bcannot\b/g, 'can not'],
  [/\bwon't\b/g, 'will not'],
  [/\bshan't\b/g, 'shall not'],
  [/\bain't\b/g, 'is not'],
  [/\b(do|does|did|is|are|was|were|has|have|had|would|could|should|must|need)n't\b/g, '$1 not'],
  [/\b(do|does|did|is|was|have|has|would|could|should)nt\b/g, '$1 not'],
  [/\bi'm\b|\bim\b/g, 'i am'],
  [/\b(i|you|we|they)'ve\b/g, '$1 have'],
  [/\b(ive)\b/g, 'i have'],
  [/\b(i|you|he|she|it|we|they|that|there|who|what)'ll\b/g, '$1 will'],
  [/\b(you|we|they|what|how|where|who|why|when)'re\b/g, '$1 are'],
  [/\b(what|who|where|when|how|why|that|there|here|it|he|she|everything)'s\b/g, '$1 is'],
  [/\bwhats\b/g, 'what is'],
  [/\bwheres\b/g, 'where is'],
  [/\bwhos\b/g, 'who is'],
  [/\bhows\b/g, 'how is'],
  [/\bwhens\b/g, 'when is'],
  [/\bthats\b/g, 'that is'],
  [/\blet's\b|\blets\b/g, 'let us'],
  [/\b(i|you|he|she|we|they)'d like\b/g, '$1 would like'],
  [/\b(i|you|he|she|we|they|it)'d (better|been|had)\b/g, '$1 had $2'],
  [/\b(i|you|he|she|we|they|it)'d\b/g, '$1 would'],
  [/\bgonna\b/g, 'going to'],
  [/\bwanna\b/g, 'want to'],
  [/\bgotta\b/g, 'have to'],
  [/\bgimme\b/g, 'give me'],
  [/\blemme\b/g, 'let me'],
  [/\bdunno\b/g, 'do not know'],
  [/\bkinda\b/g, 'kind of'],
  [/\by'all\b/g, 'you all'],
  [/\bo'clock\b/g, "o'clock"],
]

/** Lower case, straight quotes, contractions opened, symbols as words, no punctuation but decimal points and apostrophes within words. */
export function plainOf(text: string): string {
  let plain = text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[’‘`´]/g, "'")
    .replace(/(\d),(?=\d{3}\b)/g, '$1')
    .replace(/(\d)\s*:\s*(\d\d)\b/g, '$1:$2')
    .replace(/\b([ap])\.\s?m\.?(?=\s|$|[?!,.])/g, '$1m')
    .replace(/[$€£]\s?(\d+(?:\.\d+)?)/g, (match, amount: string) => `${amount} ${currencyWords[match[0] ?? ''] ?? ''}`)
    .replace(/%/g, ' percent ')
    .replace(/\+/g, ' plus ')
    .replace(/[×✕]|(?<=\d\s*)\*(?=\s*\d)/g, ' times ')
    .replace(/[÷]|(?<=\d\s*)\/(?=\s*\d)/g, ' divided by ')
    .replace(/=/g, ' equals ')
    .replace(/°\s?([cf])\b/g, (_, scale: string) => (scale === 'c' ? ' degrees celsius' : ' degrees fahrenheit'))
    .replace(/(?<=\d\s*)[-−–](?=\s*\d)/g, ' minus ')
    .replace(/\s[−–]\s/g, ' minus ')
  for (const [pattern, opened] of contractions) plain = plain.replace(pattern, opened)
  return plain
    .replace(/[^\p{L}\p{N}.:'\s-]/gu, ' ')
    .replace(/\.(?!\d)|(?<!\d)\./g, ' ')
    .replace(/:(?!\d)/g, ' ')
    .replace(/(^|\s)['-]+|['-]+(?=\s|$)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}

const currencyWords: Readonly<Record<string, string>> = { $: 'dollars', '€': 'euros', '£': 'pounds' }

const openers =
  /^(?:(?:um+|uh+|uhm|er+|erm|hmm+|hm|ah|oh|well|so|okay|ok|right|alright|all right|now|and|but|then|also|yeah|yes|yep|hey|hi|hello|listen|look|actually|please|sorry|excuse me|i mean|you know|like|by the way|one more thing|just|quick question|i have a question|let me ask you something|let me think|let me see|duet|computer)\s+)+/
const courtesies =
  /^(?:(?:can|could|would|will) you (?:please |maybe |possibly |perhaps |just |quickly )*(?:tell|give|remind)(?: me)?(?: again)?|(?:can|could|would|will) you (?:please |maybe |possibly |perhaps |just |quickly )*|(?:can|could|may) i (?:please )?(?:ask|know)(?: you)?|do you (?:happen to )?know(?: by any chance)?|do you have any idea|any idea|i (?:would like|want|need|wanted) to know|i (?:was|am) (?:just )?wondering(?: if you (?:could|can) tell me)?(?: if you know)?|i wonder(?! if)|(?:please )?tell me(?! (?:a|an|another|some|something|one|about|more)\b)|let me know|please|remind me(?= (?:what|where|who|when|how))|i would like you to|i want you to|i need you to|would you mind)\s+/
const endings =
  /\s+(?:please|thanks|thank you|for me|again please|right|then|though|by the way|if you (?:can|could|do not mind|know)|do you know|can you tell me|duet|exactly|actually|anyway|you know|um+|uh+)$/

/** The request without what stands around it. */
export function coreOf(plain: string): string {
  let core = plain
  for (let round = 0; round < 4; round += 1) {
    const before = core
    core = core.replace(openers, '').replace(courtesies, '').replace(endings, '')
    if (core === before || core === '') break
  }
  return core === '' ? plain : core
}

const questionStart =
  /^(?:what|who|whom|whose|where|when|why|how|which|is|are|was|were|am|do|does|did|can|could|will|would|should|shall|may|might|has|have|had)\b/
const dangling =
  /(?:^|\s)(?:a|an|the|my|your|his|her|our|their|and|but|or|because|so|if|when|while|of|to|for|with|from|at|by|in|on|about|into|that|which|who|is|are|was|were|am|be|very|really|um+|uh+|like|than|as|i|we|they)$/

export function heardFrom(text: string): Heard {
  const trimmed = text.trim()
  const plain = plainOf(trimmed)
  const core = coreOf(plain)
  const words = plain === '' ? [] : plain.split(' ')
  return {
    text: trimmed,
    plain,
    core,
    words,
    asks: trimmed.endsWith('?') || (questionStart.test(core) && !/^(?:when|while) i\b|^(?:may|might|will)\b.{0,12}$/.test(core)),
    cut: /(?:\.\.\.|…|-|,)$/.test(trimmed) || dangling.test(plain),
  }
}

/** The sentences of a text, by its own punctuation. */
export function sentencesOf(text: string): readonly string[] {
  return text
    .split(/(?<=[.?!…])\s+(?=\S)/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => /\p{L}|\p{N}/u.test(sentence))
}
