/** Duet's own engine: prompts as PersonaPlex takes them, text in mid-call, and the user's words as metadata. */
import { voiceNames } from '../personas/voices.ts'
import type { Listening } from './engine.ts'
import type { MoshiKind } from './moshi-engine.ts'

export const local: MoshiKind = {
  name: 'local',
  capabilities: {
    personaPrompt: true,
    promptTokenLimit: 200,
    voicePrompt: true,
    voices: voiceNames,
    textInput: true,
    midCallInstruction: true,
    tools: false,
    userTranscript: true,
    metadata: true,
    contextSeconds: null,
    sessionsPerServer: 2,
    audioFormat: 'ogg-opus-24k',
    handshakeMs: 30_000,
  },
  query: ({ prompt, voice, greet, listening }) => ({
    text_prompt: prompt,
    voice_prompt: `${voice}.pt`,
    ...(greet ? { greet: '1' } : {}),
    ...(listening ? listeningQuery(listening) : {}),
  }),
}

function listeningQuery({ language, vocabulary, backchannels }: Listening): Record<string, string> {
  return {
    language,
    ...(vocabulary.length > 0 ? { vocabulary: vocabulary.join('|') } : {}),
    ...(backchannels.length > 0 ? { backchannels: backchannels.join('|') } : {}),
  }
}
