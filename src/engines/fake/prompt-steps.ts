/** What a prompt costs PersonaPlex before its 0x00: the voice's frames, the pauses around it, and one step a token. */
import { estimateTokens } from '../../personas/tokens.ts'

const voiceFrames = 40
const pauseFrames = 12

/** Steps of the model, 80 ms of its context each. */
export function promptSteps(prompt: string): number {
  return voiceFrames + pauseFrames + estimateTokens(prompt)
}
