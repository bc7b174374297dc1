/** Kyutai Moshi: takes no prompt at all; a second caller waits silently for the first to leave. */
import type { MoshiKind } from './moshi-engine.ts'

export const moshi: MoshiKind = {
  name: 'moshi',
  capabilities: {
    personaPrompt: false,
    promptTokenLimit: null,
    voicePrompt: false,
    voices: [],
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
  frameSamples48: 3840,
  query: () => ({}),
}
