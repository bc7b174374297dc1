/** What the ear made of a turn, brought into the plain forms that skills match against. */

export type Heard = {
  /** As recognised, trimmed. */
  readonly text: string
  /** Lower case, contractions opened, no punctuation but decimal points. */
  readonly plain: string
  /** `plain` without the fillers and courtesies around the request: "um could you please tell me what time it is" is "what time it is". */
  readonly core: string
  /** `plain` without greetings and fillers before it. */
  readonly bare: string
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
  [/\b(what|who|where|when|how|why|that|there|here|it|he|she|everything|name)'s\b/g, '$1 is'],
  [/\b(he|she|it) is (got|been)\b/g, '$1 has $2'],
  [/\b(\w{2,})'s (been|got|gone)\b/g, '$1 has $2'],
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
  [/\bto (day|night|morrow)('?s)?\b/g, 'to$1$2'],
  [/\bthyme\b(?= is it)/g, 'time'],
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
    .replace(hesitations, ' ')
    .replace(
      /(?<=\S)(?<!\b(?:do|did|does|if|that|what|would|how|as|all|let|should|because|when|not|who|where|think|so|and|but|i)) (?:you know|i mean)(?= (?!what|where|how|who|why|when|if|that|it|him|her|them|me|i|my)\S)/g,
      ' ',
    )
    .replace(
      /(?<=\b(?:a|an|the|of|to|in|for|my|is|are|many|much|about|by|what|how|\d+|one|two|three|four|five|six|seven|eight|nine|ten|\w+teen|\w+ty|hundred|thousand)) like(?= (?:the|a|an|my|plus|minus|times|divided|percent|and|over|in|of|\d|one|two|three|four|five|six|seven|eight|nine|ten|\w+teen|\w+ty|hundred|capital|time|date|day|many|much)\b)/g,
      '',
    )
    .replace(/\s+/g, ' ')
    .replace(/\b([a-z]+(?: [a-z]+){0,2})(?: \1\b)+/g, (said, once: string) => (twiceMeant.test(said) ? said : once))
    .trim()
}

/** Sounds of thinking, wherever they stand. */
const hesitations = /(?<=^|\s)(?:u+m+|u+h+|uhm+|e+r+|erm+|hm+|mm+|ah+|eh)(?=\s|$)/g
/** Said twice on purpose, or as digits one by one. */
const twiceMeant =
  /\b(?:times|plus|minus|divided|point)\b|^(?:(?:ha|bye|no|yes|yeah|knock|so|very|really|that|had|zero|one|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|test|stop|wait|blah) ?)+$/

const currencyWords: Readonly<Record<string, string>> = { $: 'dollars', '€': 'euros', '£': 'pounds' }

const openers =
  /^(?:(?:um+|uh+|uhm|er+|erm|hmm+|hm|ah|oh|well|so|okay|ok|right|alright|all right|now|and|but|then|also|yeah|yes|yep|yup|hey|hi|hello|hiya|listen|look|say|wait|hang on|hold on|one second|one moment|actually|please|sorry|excuse me|i mean|you know(?: what)?|like|by the way|just|anyway|maybe|honestly|basically|again|remind me|one more thing|another thing|(?:just |a |one )*quick (?:one|question|thing|math question)|(?:just )?out of (?:pure )?curiosity|i am (?:just )?curious|(?:my|our) \w+ (?:wants|want|would like|needs) to know|(?:my \w+|somebody|someone|a (?:friend|colleague)) (?:just )?(?:asked|asks|keeps asking|is asking)(?: me)?|i have lost track|i can not (?:remember|figure out|work out)(?= (?:what|who|where|when|why|how|which|if|whether))|(?:i (?:have|had|have got|got) )?(?:a|another|one more) question(?: for you)?|here is a question|next question|let me ask(?: you)?(?: something| this| a question)?|(?:can|could|may) i ask(?: you)?(?: something| a question)|i (?:just )?want(?:ed)? to ask(?: you)?(?: something)?|i need to ask(?: you)?|let me think|let me see|i forgot|i forget|i am not sure|i do not (?:remember|know|recall)(?! (?:what|where|who|how|why|if|when|that|it|any|much|the|my|him|her))|no idea|duet|computer|buddy|mate|sir|dear|good morning|good evening|good afternoon)\s+)+/
const courtesies =
  /^(?:(?:can|could|would|will) you(?: please| maybe| possibly| perhaps| just| quickly| kindly| be so kind and)*(?: tell| give| remind)? me(?: again)?(?= (?:what|who|where|when|why|how|which|if|whether|the|is|my)\b)|(?:can|could|would|will) you(?: please| maybe| possibly| perhaps| just| quickly| kindly)*|(?:can|could|may) i(?: please)? (?:ask|know)(?: you)?|do you (?:happen to )?know(?: by any chance)?|you know|do you have any idea|any idea|have you any idea|i (?:would like|want|need|wanted) to know|(?:would|do|could) you happen to know|i would (?:love|be interested) to know|i am trying to (?:find out|figure out|work out|remember)|i need to (?:find out|figure out|work out|know)|(?:can|could) you (?:help me )?(?:figure out|work out|find out)|i (?:was|am) (?:just )?wondering if you (?:could|can|would|might)(?: please)?(?! tell)|i (?:was|am) (?:just )?wondering(?: if you (?:could|can) tell me)?(?: if you know)?|i wonder(?! if)|(?:please )?tell me(?= (?:what|who|where|when|why|how|which|if|whether|the|is|are|do|does|did|in|on|at|can)\b)(?: (?:if|whether))?|let me know|please|remind me(?= (?:what|where|who|when|how))|i would like you to|i want you to|i need you to|would you mind|what about telling me)\s+/
const endings =
  /\s+(?:please|thanks|thank you|for me|again|right|right now|now|then|though|by the way|if you (?:can|could|do not mind|know)|do you know|you know|can you tell me|could you tell me|tell me|duet|exactly|precisely|actually|anyway|currently|at the moment|at present|roughly|approximately|more or less|or so|or something|real(?:ly)? quick(?:ly)?|quickly|i forgot|i forget|i wonder|i am (?:just )?(?:curious|wondering)|just curious|in your opinion|buddy|mate|pal|sir|madam|man|dude|okay|ok|huh|eh|um+|uh+|would you|will you|can you|could you|in total|altogether|for a second)$/

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
  /^(?:(?:in|at|on|for|from|to|with|of|about|by|since|until) (?:what|which|whom|whose|how)|what|who|whom|whose|where|when|why|how|which|is|are|was|were|am|do|does|did|(?:can|could)(?! not (?!you|i|we|he|she|it|they|someone|anyone)\w)|will|would|should|shall|may|might|has|have|had(?= (?:i|you|he|she|it|we|they|anyone|anybody)\b))\b/
/** A question behind a telling that the recogniser did not part from it. */
const questionWithin =
  /(?<=\S \S+ )(?<!\b(?:know|knows|knew|see|understand|wonder|remember|sure|idea|about|of|and|that's|is|was|matter|care|decide|know exactly|tell you|told you|say|learn|forget|forgot|me|him|her|them|us|explain|explained) )(?:what (?:is|are|time|day|do|does|did|should|can|was|were|will|would)|how (?:old|many|much|long|far|do|does|did|is|are|can) (?:is|are|am|do|does|did|i|you|\w+ (?:is|are|do|does|until|till|in|to))|where (?:is|are|do|does|did|am|was)|who (?:is|are|was|am|do)|when (?:is|are|do|does|did|was) (?:my|the|your|it|easter|christmas)|can you|could you|do you (?:know|have|remember|like|think)|would you|will you|tell me)\b/
const dangling = /(?:^|\s)(?:a|an|the|my|your|his|our|their|and|but|or|because|if|into|than|i|we|they|very)$/
/** Ends that are open only where nothing was asked: "who is he with" is whole, "I went there with" is not. */
const danglingTelling =
  /(?:^|\s)(?:so|when|while|of|to|for|with|from|at|by|in|on|about|that|which|who|is|are|was|were|am|be|really|like|as|her)$/

/** Asked at the end of a telling without wanting an answer: "they closed the pool, can you believe it?". */
const rhetoricalTail =
  / (?:can you (?:believe|imagine) (?:it|that|this)|is that not (?:crazy|great|weird|sad|funny|awful|nice|mad|strange)|(?:you )?know what i mean|if you know what i mean|is that (?:weird|strange|normal|crazy|bad|silly)|am i right|how (?:crazy|cool|weird|mad|unfair) is that|who does that|why not|i mean (?:who|what|why) does that)$/
/** "My daughter asked me where babies come from, and I had no idea": told, not asked. */
const askedElsewhere =
  /^(?:\w+ ){0,3}(?:asked|asks|wondered|wonders|told|tells) (?:me|us|him|her|them) .+ (?:and|but|so) (?:i|we|he|she) (?:had|did|was|were|could|said|told|felt|just|almost|nearly|laughed|have|do|am)\b/

/** The turn without a rhetorical question at its end. */
function withoutTail(plain: string): string {
  const tail = rhetoricalTail.exec(plain)
  const head = tail === null ? '' : plain.slice(0, tail.index)
  return head.split(' ').length >= 3 && !questionStart.test(head.replace(openers, '')) ? head : plain
}

export function heardFrom(text: string): Heard {
  const trimmed = text.trim()
  const whole = plainOf(trimmed)
  const plain = withoutTail(whole)
  const told = plain !== whole || askedElsewhere.test(plain)
  const core = told ? plain : coreOf(plain)
  const words = plain === '' ? [] : plain.split(' ')
  const asks =
    !told &&
    (trimmed.endsWith('?') ||
      questionWithin.test(plain) ||
      /^(?:do you know|tell me (?:what|who|where|when|why|how|which|the)|any idea)\b/.test(plain) ||
      (questionStart.test(core) && !/^(?:when|while) i\b|^(?:may|might|will)\b.{0,12}$/.test(core)))
  return {
    text: trimmed,
    plain,
    core,
    bare: plain.replace(openers, '').replace(/^there /, '') || plain,
    words,
    asks,
    cut: /(?:\.\.\.|…|-|,)$/.test(trimmed) || dangling.test(plain) || (danglingTelling.test(plain) && !asks),
  }
}

/** The sentences of a text, by its own punctuation. */
export function sentencesOf(text: string): readonly string[] {
  return text
    .split(/(?<=[.?!…])(?<!\b(?:Mr|Mrs|Ms|Dr|St|Prof|No)\.)\s+(?=\S)/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => /\p{L}|\p{N}/u.test(sentence))
}

/** The pieces of a turn between its commas and stops, and before "but", "so", "anyway" and thanks. */
export function clausesOf(text: string): readonly string[] {
  return text
    .split(/[,;.!?–]+\s+|\s+(?=(?:but|anyway|thanks|thank you|talk (?:to you )?later|bye)\b)/i)
    .map((clause) => clause.trim())
    .filter((clause) => /\p{L}/u.test(clause))
}

/** Where a question ends and what it is asked for begins: "can you tell me the time, i forgot my watch". */
const reasonBehind =
  / (?:please )?(?=(?:because|since|as|it is for|for my|so that|cause|cuz) (?:i|my|we|the|a|it|homework|school|\w+)\b|(?:i|my|we) (?:forgot|need|have to|lost|am|can not|do not|want|just|always|never|left|keep|was|have|\w+ (?:is|are|has|does|asked|wants|needs))\b)/g

/** The question before a reason that the recogniser did not part from it; nothing but questions is looked at. */
export function leadingQuestions(heard: Heard): readonly string[] {
  const { plain } = heard
  if (!questionStart.test(coreOf(plain)) && !/\b(?:can|could|would|will) you\b|\btell me\b/.test(plain)) return []
  return [...plain.matchAll(reasonBehind)].map(({ index }) => plain.slice(0, index)).filter((head) => head.split(' ').length >= 3)
}

/** The question at the end of a turn that the recogniser ran together: "my name is tom what time is it" gives "what time is it". */
export function trailingQuestion(heard: Heard): string | undefined {
  const found = questionWithin.exec(heard.plain)
  return found === null || found.index === 0 ? undefined : heard.plain.slice(found.index)
}
