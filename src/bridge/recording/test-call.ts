/** A call with sound of both sides for tests of recording: tones that can be told apart, at places that are known. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tonePackets } from '../../audio/test-sound.ts'
import type { Turn } from '../../protocol/session.ts'
import type { TestBridge } from '../test-bridge.ts'
import type { TestClient } from '../test-client.ts'
import { recordingsDir, segmentName } from './folder.ts'
import { SideTrack } from './side-track.ts'

const turn: Turn = {
  turnId: 'u1',
  side: 'user',
  startMs: 500,
  endMs: 1500,
  text: 'a tone of 440',
  interrupted: false,
  responseMs: null,
}

export const userPackets = (ms: number) => tonePackets({ hz: 440, ms, packetMs: 20, sampleRate: 24_000 })
export const agentPackets = (ms: number) => tonePackets({ hz: 880, ms, packetMs: 80 / 4, sampleRate: 24_000 })

/** Sends the packets at the pace they were recorded, two to a message, and resolves after the last one. */
export async function speak(client: TestClient, packets: readonly Uint8Array[]): Promise<void> {
  const from = performance.now()
  for (let i = 0; i < packets.length; i += 2) {
    const waitMs = from + i * 20 - performance.now()
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs))
    client.audio(packets.slice(i, i + 2))
  }
}

/** A new session that keeps its sound, with its call. */
export async function recordedCall(at: TestBridge) {
  const sessionId = await at.newSession({ recording: 'audio' })
  const { client, engine } = await at.call(`/ws/${sessionId}`)
  client.headers()
  return { sessionId, client, engine }
}

/** A session with 3 s of sound: the user's tone in the first second after half a second, the agent's in the third, in two files. */
export async function withSound(at: TestBridge, { userId = 'ana', createdAt = Date.now() } = {}): Promise<string> {
  const sessionId = crypto.randomUUID()
  const session = { sessionId, conversationId: 'c', persona: 'duet', voice: 'NATF2', userId, createdAt }
  await at.journal.createSession({ ...session, recording: 'audio' })
  await at.journal.recordTurn(sessionId, { turn, saidAt: Date.now(), engine: 'local' })
  const folder = join(recordingsDir(at.dir), sessionId)
  mkdirSync(folder, { recursive: true })
  const write = (side: 'user' | 'agent', startMs: number, packets: readonly Uint8Array[], endMs: number) => {
    const track = new SideTrack(startMs * 48)
    const pages = [track.headers(), ...packets.flatMap((packet, i) => track.push((startMs + 20 * i) * 48, packet))]
    writeFileSync(join(folder, segmentName(side, startMs * 48)), Buffer.concat([...pages, ...track.end(endMs * 48)]))
  }
  write('user', 500, userPackets(1000), 3000)
  write('agent', 0, [], 1000)
  write('agent', 2000, agentPackets(1000), 3000)
  return sessionId
}
