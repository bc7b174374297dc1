/** Rules for how someone wants to be treated: "keep your answers short", "don't call me before noon". */
import { type Draft, topicKey } from './draft.ts'
import { others, sentence } from './third-person.ts'

const manner =
  'slow(?:er|ly)?|fast(?:er)?|loud(?:er)?|quiet(?:er|ly)?|short(?:er)?|brief(?:ly|er)?|long(?:er)?|simpl[ey]r?|clear(?:er|ly)?|formal(?:ly)?|detail(?:ed|s)?|to the point|louder|softer|softly|in \\p{L}+|fewer|less|more|your answers|your replies|your voice'
const lasting =
  /\b(?:always|never|from now on|in (?:the )?future|every time|in the mornings?|in the evenings?|whenever|ever|before|after|until|when I)\b/i
const style = new RegExp(
  `\\b(?:speak|talk|answer|reply|keep|make|be|explain|give|use|say|tell|address|ask)\\b.*\\b(?:${manner})\\b`,
  'iu',
)
const request =
  /^(?:(?:please|just|can you|could you|would you|will you|I (?:would like|want|need) you to|I would (?:rather|prefer)(?: that)? you|you should|try to|make sure(?: to| you)?)\s+)+(.+)$/i
const treated =
  /^(?:please )?(?:do not|never|always) (?:ever )?((?:call|wake|ring|phone|disturb|interrupt|remind|ask|tell|use|speak|talk|give|send|mention|bring up|say|sing|address|greet|correct|read|play|start|offer)\b.*)$/i
const about = /^(?:please )?(?:get|go) straight to the point\b.*/i
const preferring = /^I (?:prefer|like|want) (?:being|to be|it when you|you to|short|long|brief|simple|when you)\b.*/i
const alwaysGive = /^(?:please )?(?:always|only|never) (?:give|show|tell|use|answer|speak|reply)\b.*/i
const notAWish = /\b(?:joke|song|story|weather|recipe|again|right now|for now|just this once|me something|prompt|instructions)\b/i

/** A wish about the agent's behaviour that is meant to last. */
export function wish(text: string): Draft | undefined {
  if (notAWish.test(text)) return undefined
  const asked = request.exec(text)?.[1]
  if (asked !== undefined && (style.test(asked) || treated.test(asked)) && (lasting.test(asked) || style.test(asked)))
    return made(asked)
  if (treated.test(text) && (lasting.test(text) || /\b(?:name|call me)\b/i.test(text))) return made(text)
  if (about.test(text) || alwaysGive.test(text)) return made(text)
  if (
    /^(?:from now on|in future)\b/i.test(text) ||
    (style.test(text) && /^(?:speak|talk|answer|reply|keep|be|explain|give|use)\b/i.test(text))
  )
    return made(text)
  const preferred = preferring.exec(text)?.[0]
  if (preferred !== undefined)
    return { ...made(preferred), content: sentence(preferred.replace(/^I (prefer|like|want)/i, (_, verb: string) => `${verb}s`)) }
  return undefined
}

function made(text: string): Draft {
  const asked = others(text)
    .replace(/^(?:please|just)\s+/i, '')
    .replace(/\bplease\b/gi, '')

  return {
    content: sentence(`Asks: ${asked.charAt(0).toLowerCase()}${asked.slice(1)}`),
    category: 'preference',
    kind: 'procedural',
    slot: `wish:${topicKey(asked)}`,
    importance: 'high',
    confidence: 0.85,
  }
}
