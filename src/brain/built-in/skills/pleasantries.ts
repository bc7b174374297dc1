/**
 * Greetings, thanks and farewells put together from small phrases in any order: "hi there, nice to finally talk to you", "sorry,
 * got to go, the baby's crying". A turn counts only where phrases cover it from end to end.
 */
export type Pleasantry = 'greeting' | 'thanks' | 'farewell'

const kindly = '(?:nice|good|great|lovely|pleased|happy|glad|wonderful)'
const day = '(?:today|tonight|tomorrow|later|soon|then|again|around|on \\w+day|next (?:time|week|\\w+day)|in a (?:bit|while))'
const phrases = {
  greet:
    '(?:hi|hello|hey|hiya|howdy|heya|yo|hallo|greetings|good (?:morning|afternoon|evening|day)|morning|evening|welcome(?: back)?)',
  meet: `(?:(?:i just |just )?(?:wanted|want|calling|called) to say (?:hi|hello)|(?:it is |it was |so )?(?:very |really |so )?${kindly} to (?:finally |really )?(?:meet|talk(?: to| with)?|speak(?: to| with)?|chat(?: with)?|hear(?: from)?|see) you(?: again| at last| finally| too)?)`,
  ask: '(?:how (?:are (?:you|we|things)|have you been|is it going|do you do)(?: (?:doing|feeling|getting on))?|what is (?:up|new)|did you sleep well)',
  bye: `(?:(?:it is |it was |so )?(?:very |really |so )?${kindly} (?:meeting|talking|chatting|speaking|to have met)(?: to| with)? you|bye(?: bye)?|good ?bye|good ?night|see (?:you|ya)(?: ${day})*|(?:talk|speak)(?: to you)? ${day}|catch you ${day}|take care|until (?:tomorrow|next time|then|\\w+day)|have a ${kindly} (?:one|day|evening|night|time|weekend|week|rest of your day)|sleep well|sweet dreams|cheerio|ciao|i will (?:call|talk to|speak to|see) you (?:back )?${day})`,
  leave:
    '(?:(?:i )?(?:really )?(?:have to|need to|must|should|got to|better|had better|have got to)(?: really)? (?:go|leave|run|dash|hang up|stop|sleep|get going|be off|be going|get ready|head (?:off|out|home))|i (?:am going to|will|want to) (?:go|leave|head (?:off|out|home)|hang up|stop)|i am (?:off|leaving|out|heading (?:off|out|home)|done)|i am going to (?:bed|sleep)|(?:off )?to bed|let us (?:call it a (?:day|night)|stop|leave it|end|finish)(?: it)?(?: here| there)?|that is (?:it|all|me|me done|enough|everything)(?: from me)?|time (?:to go|for bed|to sleep))',
  thank:
    '(?:thanks|thank you|cheers|much appreciated|i (?:really )?appreciate (?:it|that|this|your (?:help|time))|you are (?:the best|a star|a gem|an angel|so kind|very kind|great|wonderful|a life ?saver)|you (?:have been|were) (?:a |so |very |really |such a )*(?:great |big |good )?(?:help|helpful|kind)|(?:that|this) (?:is|was) (?:very |so |really |most )*(?:kind|nice|sweet|helpful|lovely|useful)(?: of you)?|that (?:helps|helped|answers (?:my question|it)|does it|will do)|(?:that is |it is )?(?:exactly |just )?(?:what|all|everything) i (?:needed|wanted|was looking for)(?: to know| to hear)?)',
  more: '(?:a (?:lot|million|bunch)|so much|very much|for (?:your|the|all your|all the) \\w+|for (?:everything|that|this|today|now|tonight|listening|helping|talking|me))',
  address:
    '(?:my (?:dear|friend|love|lady|darling)|dear|sir|madam|friend|buddy|mate|pal|darling|sweetie|there|everyone|everybody|all|again|stranger|old friend|you|me|duet)',
  filler:
    '(?:oh|well|um|uh|okay|ok|so|alright|all right|right|yes|yeah|yep|no|and|but|anyway|now|then|just|sorry|please|i think|i guess|actually|today|tonight|tomorrow|here|home|it is (?:late|getting late|bedtime)|really)',
} as const

/** The most words a phrase has. */
const longestPhrase = 10
const longestTurn = 18
const kinds = Object.entries(phrases).map(([kind, pattern]) => [kind, new RegExp(`^${pattern}$`)] as const)
/** Why one must go, behind the word that one must. */
const reason = /^(?:because |as |since |cause )?(?:the|my|i|it|we|there|someone|somebody) [\w' ]+$/
const longestReason = 8

/** What a plain turn is, where it is nothing but that. Each word is reached once, so that no turn takes long. */
export function pleasantryIn(plain: string): Pleasantry | undefined {
  const words = plain.split(' ')
  if (plain === '' || words.length > longestTurn) return undefined
  /** By the number of words covered so far: the kinds of phrase that cover them. */
  const reached: (ReadonlySet<string> | undefined)[] = [new Set()]
  for (let from = 0; from < words.length; from += 1) {
    const before = reached[from]
    if (before === undefined) continue
    for (let to = from + 1; to <= Math.min(words.length, from + longestPhrase); to += 1) {
      const phrase = words.slice(from, to).join(' ')
      const found = kinds.filter(([, pattern]) => pattern.test(phrase)).map(([kind]) => kind)
      if (found.length > 0) reached[to] = new Set([...(reached[to] ?? []), ...before, ...found])
    }
    const leaving = before.has('leave') || before.has('bye')
    const rest = words.slice(from)
    if (leaving && rest.length <= longestReason && reason.test(rest.join(' ')) && reached[words.length] === undefined)
      reached[words.length] = before
  }
  const held = reached[words.length]
  if (held === undefined) return undefined
  if (held.has('bye') || held.has('leave')) return 'farewell'
  if (held.has('thank')) return 'thanks'
  return held.has('greet') || held.has('meet') ? 'greeting' : undefined
}
