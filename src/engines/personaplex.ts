/** NVIDIA PersonaPlex: one call per process, persona and voice in the query, minutes of compilation at the first call. */
import type { MoshiKind } from './moshi-engine.ts'

export const personaplex: MoshiKind = {
  name: 'personaplex',
  capabilities: {
    personaPrompt: true,
    voicePrompt: true,
    textInput: false,
    userTranscript: false,
    metadata: false,
    handshakeMs: 240_000,
  },
  // Both are required and must not be empty; `seed` ends the call at once. Voice prompts are files there.
  query: ({ prompt, voice }) => ({ text_prompt: prompt, voice_prompt: `${voice}.pt` }),
}
