/** Whether what the ear made of a sound was said at all: Whisper invents words on coughs, noise and silence. */
import type { Heard } from './speech.ts'

/** Fitted on nineteen sounds, all of which it separates: speech, coughs, noise and silence. */
const leastLogprob = -1.25
const mostNoSpeech = 0.6
const leastLogprobWhenDoubted = -0.5
/**
 * A word or two have few tokens and a low mean, said or not; there the model's opinion whether anybody spoke tells more. Fitted on 48 short
 * answers of ten voices and ten noises.
 */
const fewWords = 2
const leastLogprobOfFew = -2
const mostNoSpeechOfFew = 0.35

/** Nobody says more words than this in a second of voice, and a few. */
const mostWordsPerS = 8
const spareWords = 3

/**
 * False for text that is more likely invented than said. Ask voice activity first: this judges the words only.
 * @param voicedMs how much voice was in the sound, where that is known
 */
export function believable(heard: Pick<Heard, 'logprob' | 'noSpeech' | 'words'>, voicedMs?: number): boolean {
  const few = heard.words.length > 0 && heard.words.length <= fewWords && heard.noSpeech <= mostNoSpeechOfFew
  if (heard.logprob < (few ? leastLogprobOfFew : leastLogprob)) return false
  if (voicedMs !== undefined && heard.words.length > spareWords + (mostWordsPerS * voicedMs) / 1000) return false
  return !(heard.noSpeech > mostNoSpeech && heard.logprob < leastLogprobWhenDoubted)
}
