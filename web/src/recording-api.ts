/** What is kept of conversations, over the bridge: how much, hearing it again, taking it along, and keeping less. */
import type { RecordingLevel } from '../../src/protocol/recording-level.ts'
import { request, send } from './api.ts'

export interface Keeping {
  readonly most: RecordingLevel
  /** Days; null: until they are deleted. */
  readonly days: number | null
  readonly audioDays: number | null
}
/** Peaks of each side, one byte for each step. */
export interface RecordedLevels {
  readonly stepMs: number
  readonly user: Uint8Array
  readonly agent: Uint8Array
}

/** The first time, an hour of sound has to be put together. */
const SOUND_DEADLINE_MS = 900_000

export async function fetchKeeping(): Promise<Keeping> {
  const { most, days, audio_days } = await request<{ most: RecordingLevel; days: number | null; audio_days: number | null }>(
    '/recording',
  )
  return { most, days, audioDays: audio_days }
}

export async function keepLess(sessionId: string, recording: RecordingLevel): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  await request(`${path(sessionId)}/recording`, { method: 'PUT', headers, body: JSON.stringify({ recording }) })
}

/** Media time to which there is sound, ms; 0: there is none. */
export async function fetchSoundMs(sessionId: string): Promise<number> {
  return (await request<{ sound_ms: number }>(`${path(sessionId)}/recording`)).sound_ms
}

/** Both sides as one Ogg Opus file. */
export async function fetchSound(sessionId: string): Promise<Blob> {
  const response = await send(`${path(sessionId)}/audio`, { signal: AbortSignal.timeout(SOUND_DEADLINE_MS) })
  return response.blob()
}

export async function fetchLevels(sessionId: string): Promise<RecordedLevels> {
  const signal = AbortSignal.timeout(SOUND_DEADLINE_MS)
  const { step_ms, user, agent } = await request<{ step_ms: number; user: string; agent: string }>(`${path(sessionId)}/levels`, {
    signal,
  })
  return { stepMs: step_ms, user: bytesOf(user), agent: bytesOf(agent) }
}

/** All that is kept of it, as a zip. */
export async function fetchExport(sessionId: string): Promise<Blob> {
  const response = await send(`${path(sessionId)}/export`, { signal: AbortSignal.timeout(SOUND_DEADLINE_MS) })
  return response.blob()
}

function path(sessionId: string): string {
  return `/session/${encodeURIComponent(sessionId)}`
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0))
}
