/** Kyutai Moshi: takes no prompt at all; a second caller waits silently for the first to leave. */
import type { MoshiKind } from './moshi-engine.ts'

export const moshi: MoshiKind = {
  name: 'moshi',
  capabilities: {
    personaPrompt: false,
    voicePrompt: false,
    textInput: false,
    userTranscript: false,
    metadata: false,
    handshakeMs: 240_000,
  },
  query: () => ({}),
}
