/** What a user's turn wants, by its words: something of the memory, of the clock, of the documents, a task done, or just to talk. Pure. */
import { clausesOf } from '../../memory/extract/clauses.ts'
import { type Spoken, spokenToMemory } from '../../memory/extract/spoken.ts'
import { queryTerms } from '../../store/memory/terms.ts'
import { type ReminderWish, reminderWish } from './reminder-wish.ts'

export type Intent =
  | { readonly type: 'memory'; readonly ask: Exclude<Spoken['type'], 'meant'> | 'tell' }
  | { readonly type: 'time'; readonly wish: ReminderWish }
  | { readonly type: 'question'; readonly question: string }
  | { readonly type: 'task'; readonly task: string }
  | { readonly type: 'small-talk' }

/** Where and when it was said. */
export type Said = { readonly saidAt: number; readonly timeZone: string }

const tellMe =
  /\bwhat (?:do|did|have) you (?:still )?(?:know|remember|learn(?:ed)?|kept?|noted|stored?) (?:about|of|on) me\b|\b(?:tell me|list|say) (?:everything |all |what )?(?:that )?you (?:know|remember) (?:about|of) me\b|\bwhat is in your memory\b/i
const polite = '(?:please|can you|could you|would you|will you|I want you to|I need you to|I would like you to|you should|go and)'
const deeds =
  'book|order|send|email|mail|text|message|write|draft|research|look up|search|google|find(?: out)?|summari[sz]e|translate|prepare|create|make me|plan|organi[sz]e|schedule|arrange|compare|download|upload|buy|reserve|fill in|update|post|publish|print|run|deploy|open a ticket|file a'
const task = new RegExp(`^(?:${polite}[ ,]+)*(?:${deeds})\\b(?=.*\\p{L}{3,}.*\\p{L}{3,})`, 'iu')
/** Nobody says so of what is only to be talked about. */
const aside = /\b(?:in the background|while we (?:talk|speak)|and let me know when (?:it is|you are) done)\b/i
const asking =
  /^(?:(?:so|and|but|well|okay|ok|hey|please|sorry)[, ]+)*(?:what|when|where|which|who|whose|whom|why|how|do|does|did|is|are|was|were|can|could|may|must|should|will|would|has|have|tell me|explain|do you know|I (?:want|need|would like) to know)\b/i
/** Asked of the one who speaks, or of the day: nothing a document knows. */
const chat =
  /\b(?:how are you|how do you feel|your name|who are you|are you (?:there|real|ok|okay|a)|can you hear|do you (?:like|love|think|feel|hear)|what time|what day|the time|the date|what is up|how was your)\b/i

/** What the turn wants first of all; of several sentences the most telling one counts. */
export function intentOf(text: string, said: Said): Intent {
  const wish = reminderWish(text, said)
  if (wish) return { type: 'time', wish }
  const plain = text
    .replaceAll(/[’`]/g, "'")
    .replaceAll(/\bwhat's\b/gi, 'what is')
    .trim()
  if (tellMe.test(plain)) return { type: 'memory', ask: 'tell' }
  for (const clause of clausesOf(text)) {
    const spoken = spokenToMemory(clause.text)
    if (spoken && spoken.type !== 'meant') return { type: 'memory', ask: spoken.type }
  }
  const sentences = plain.split(/(?<=[.!?])\s+/).filter(Boolean)
  const deed = sentences.find((one) => task.test(one) || aside.test(one))
  if (deed !== undefined) return { type: 'task', task: deed }
  const question = sentences.findLast((one) => (one.endsWith('?') || asking.test(one)) && !chat.test(one))
  if (question !== undefined && queryTerms(question).some((term) => term.length > 2)) return { type: 'question', question }
  return { type: 'small-talk' }
}
