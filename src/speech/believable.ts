/** Whether what the ear made of a sound was said at all: Whisper invents words on coughs, noise and silence. */
import type { Heard } from './speech.ts'

/** Fitted on nineteen sounds, all of which it separates: speech, coughs, noise and silence. */
const leastLogprob = -1.25
const mostNoSpeech = 0.6
const leastLogprobWhenDoubted = -0.5

/** False for text that is more likely invented than said. Ask voice activity first: this judges the words only. */
export function believable(heard: Pick<Heard, 'logprob' | 'noSpeech'>): boolean {
  if (heard.logprob < leastLogprob) return false
  return !(heard.noSpeech > mostNoSpeech && heard.logprob < leastLogprobWhenDoubted)
}
