/** NVIDIA PersonaPlex: one call per process, persona and voice in the query, minutes of compilation at the first call. */
import { voiceNames } from '../personas/voices.ts'
import type { MoshiKind } from './moshi-engine.ts'

export const personaplex: MoshiKind = {
  name: 'personaplex',
  capabilities: {
    personaPrompt: true,
    promptTokenLimit: 200,
    voicePrompt: true,
    voices: voiceNames,
    textInput: false,
    midCallInstruction: false,
    tools: false,
    userTranscript: false,
    metadata: false,
    contextSeconds: 240,
    sessionsPerServer: 1,
    audioFormat: 'ogg-opus-24k',
    handshakeMs: 240_000,
  },
  // Both are required and must not be empty; `seed` ends the call at once. Voice prompts are files there.
  query: ({ prompt, voice }) => ({ text_prompt: prompt, voice_prompt: `${voice}.pt` }),
}
