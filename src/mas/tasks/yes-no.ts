/** Whether words agree or refuse, where that is what was asked; anything more than that is neither. Pure. */

const lead = '(?:(?:oh|well|um|uh|uhm|hm|ah|please|yeah|yes|yep|no|nope|duet)[ ,]+)*'
const tail =
  "(?:[ ,]+(?:please|thanks|thank you|that is right|that's right|correct|go ahead|do it|you can|you may|of course|sure|now|then))*"
const yes =
  "(?:yes|yeah|yep|yup|sure|of course|certainly|confirm(?:ed)?|go(?: ahead)?|execute(?: it)?|proceed|ok(?:ay)?|do it|do that|run it|please do|correct|right|exactly|that is right|that's right|it is|absolutely|I agree|agreed)"
const no =
  "(?:no|nope|nah|don't|do not|stop|cancel(?: it| that)?|never ?mind|wrong|that is wrong|that's wrong|not (?:right|correct|now)|rather not|leave it|please don't|forget it)"
const yesOnly = new RegExp(`^${lead}${yes}${tail}$`, 'i')
const noOnly = new RegExp(
  `^${lead}${no}(?:[ ,]+(?:please|thanks|thank you|do it|do that|run it|that is wrong|that's wrong|not that|don't|stop))*$`,
  'i',
)
const negated = /\b(?:no|nope|not|don't|never|stop|wait|cancel)\b/i
/** Nods: they answer nothing risky. */
const nod = /^(?:ok(?:ay)?|yeah|right|sure|mhm|uh-?huh|yup)$/i

/** As in the seed, a nod counts here: it is typed or sent on purpose. */
export function agrees(text: string): 'yes' | 'no' | 'neither' {
  const plain = bare(text)
  if (noOnly.test(plain)) return 'no'
  return yesOnly.test(plain) && !negated.test(plain) ? 'yes' : 'neither'
}

/** For something risky that was asked aloud: people nod along with "okay" to whatever is being said. */
export function agreesAloud(text: string): 'yes' | 'no' | 'neither' {
  return nod.test(bare(text)) ? 'neither' : agrees(text)
}

/** Somebody does not want to answer now. */
export function putsOff(text: string): boolean {
  return /^(?:(?:um|uh|well|hm|sorry|please|not|no)[ ,]+)*(?:not now|later|ask me later|some other time|I don't know(?: yet)?|I am busy|I'm busy|I can't talk)\b.{0,30}$/i.test(
    bare(text),
  )
}

function bare(text: string): string {
  return text
    .trim()
    .replaceAll(/[’`]/g, "'")
    .replaceAll(/[.!?;:]+/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ?, ?/g, ', ')
    .replaceAll(/[, ]+$/g, '')
    .trim()
}
