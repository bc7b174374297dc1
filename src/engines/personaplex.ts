/** NVIDIA PersonaPlex: one call per process, persona and voice in the query, minutes of compilation at the first call. */
import { voiceName, voiceNames } from '../personas/voices.ts'
import { DuetError } from '../protocol/errors.ts'
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
  frameSamples48: 3840,
  // A second socket would overwrite the first one's persona and voice, a waiting one too.
  oneSession: true,
  // Its log alone says what failed; most often it is the voice file, and then the next caller of that voice gets another one's.
  endedEarly: 'engine.voice_failed',
  query: ({ prompt, voice }) => personaplexQuery(prompt, voice),
}

/**
 * Both are required and must not be empty, and `seed` ends the call at once. Voice prompts are files there, joined to a folder unread:
 * only known names may pass. Throws `voice.unknown`.
 */
function personaplexQuery(prompt: string, voice: string): { readonly text_prompt: string; readonly voice_prompt: string } {
  const known = voiceName(voice)
  if (known === undefined)
    throw new DuetError('voice.unknown', `"${voice}" is not one of ${voiceNames.join(', ')}.`, { field: 'voice' })
  // One blank is the shortest prompt that does not end the call.
  return { text_prompt: prompt.trim() === '' ? ' ' : prompt, voice_prompt: `${known}.pt` }
}
