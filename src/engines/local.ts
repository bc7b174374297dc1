/** Duet's own engine: prompts as PersonaPlex takes them, text in mid-call, and the user's words as metadata. */
import type { MoshiKind } from './moshi-engine.ts'

export const local: MoshiKind = {
  name: 'local',
  capabilities: {
    personaPrompt: true,
    voicePrompt: true,
    textInput: true,
    userTranscript: true,
    metadata: true,
    handshakeMs: 30_000,
  },
  query: ({ prompt, voice, greet }) => ({ text_prompt: prompt, voice_prompt: `${voice}.pt`, ...(greet ? { greet: '1' } : {}) }),
}
