/** A call with sound of both sides for tests of recording: tones that can be told apart, at places that are known. */
import { tonePackets } from '../../audio/test-sound.ts'
import type { TestBridge } from '../test-bridge.ts'
import type { TestClient } from '../test-client.ts'

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
