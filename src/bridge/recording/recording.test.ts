import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { OpusDecoder } from '../../audio/opus-codec.ts'
import { toneShare } from '../../audio/test-sound.ts'
import { TestBridge } from '../test-bridge.ts'
import { recordingsDir } from './folder.ts'
import { type PlacedPacket, RecordingLibrary, sidePackets } from './library.ts'
import { agentPackets, recordedCall, speak, userPackets } from './test-call.ts'

const listening = { listening: true, settings: { DUET_BRIDGE_EAR: 'off' } } as const

async function packetsOf(at: TestBridge, sessionId: string, side: 'user' | 'agent'): Promise<PlacedPacket[]> {
  const found: PlacedPacket[] = []
  const segments = await new RecordingLibrary(recordingsDir(at.dir)).segments(sessionId)
  for await (const packet of sidePackets(segments, side)) found.push(packet)
  return found
}

/** Once it is so: the last of it may be written after the client was told that the call is over. */
async function until(
  at: TestBridge,
  sessionId: string,
  side: 'user' | 'agent',
  done: (found: readonly PlacedPacket[]) => boolean,
): Promise<PlacedPacket[]> {
  let found: PlacedPacket[] = []
  await expect
    .poll(
      async () => {
        found = await packetsOf(at, sessionId, side)
        return done(found)
      },
      { timeout: 10_000 },
    )
    .toBe(true)
  return found
}

/** Whether there are recordings of anybody. */
function recorded(at: TestBridge): string[] {
  try {
    return readdirSync(recordingsDir(at.dir), { recursive: true }).map(String)
  } catch {
    return []
  }
}

describe('a call whose sound is kept', () => {
  it('is one file a side: the packets as they came, and the agent’s at the moment they were sent', async () => {
    await using at = await TestBridge.start(listening)
    const { sessionId, client, engine } = await recordedCall(at)
    const said = userPackets(3000)
    const speaking = speak(client, said)
    await engine.until((call) => call.packets.length >= 75)
    const answer = agentPackets(800)
    engine.audio(answer)
    await speaking
    client.send({ type: 'end' })
    await client.closed
    const silent = 'f8fffe'
    const hex = (packet: { readonly data: Uint8Array }) => Buffer.from(packet.data).toString('hex')
    const got = engine.packets.map(hex).filter((one) => one !== silent)
    const user = await until(at, sessionId, 'user', (found) => found.filter((one) => hex(one) !== silent).length >= got.length)
    // A packet that came too late is neither heard by the engine nor kept; what the engine heard is kept, in its order.
    expect(user.map(hex).filter((one) => one !== silent)).toEqual(got)
    const agent = await until(at, sessionId, 'agent', (found) => found.length > answer.length)
    expect(agent.slice(0, answer.length).map(({ data }) => Buffer.from(data))).toEqual(answer.map((one) => Buffer.from(one)))
    expect(agent[0]?.fromSample).toBeGreaterThanOrEqual(1000 * 48)
    // The agent's side is as long as the user's: both end where the call did.
    const end = (side: readonly PlacedPacket[]) => (side.at(-1)?.fromSample ?? 0) + (side.at(-1)?.durationSamples48 ?? 0)
    expect(Math.abs(end(agent) - end(user))).toBeLessThan(240)
    const decoder = new OpusDecoder({ sampleRate: 24_000 })
    const heard = agent.slice(5, answer.length - 5).map(({ data }) => decoder.decode(data))
    expect(toneShare(Float32Array.from(heard.flatMap((pcm) => [...pcm])), 880, 24_000)).toBeGreaterThan(0.9)
  })

  it('is nothing on the disk where nobody asked for it', async () => {
    await using at = await TestBridge.start(listening)
    const { client } = await at.call()
    client.headers()
    await speak(client, userPackets(400))
    client.send({ type: 'end' })
    await client.closed
    expect(recorded(at)).toEqual([])
  })

  it('is gone as soon as the caller wants it kept no longer, and stays gone', async () => {
    await using at = await TestBridge.start(listening)
    const { sessionId, client } = await recordedCall(at)
    await speak(client, userPackets(1600))
    const body = JSON.stringify({ recording: 'transcript' })
    expect((await fetch(`${at.http}/session/${sessionId}/recording`, { method: 'PUT', body })).status).toBe(200)
    await speak(client, userPackets(1600))
    client.send({ type: 'end' })
    await client.closed
    expect(recorded(at)).toEqual([])
    expect(client.events.filter((event) => event.type === 'recording').map(({ level }) => level)).toEqual(['audio', 'transcript'])
  })

  it('is deleted with the call, running or over', async () => {
    await using at = await TestBridge.start(listening)
    const { sessionId, client } = await recordedCall(at)
    await speak(client, userPackets(1600))
    await expect.poll(() => recorded(at), { timeout: 10_000 }).not.toEqual([])
    expect((await fetch(`${at.http}/session/${sessionId}`, { method: 'DELETE' })).status).toBe(200)
    await client.closed
    expect(recorded(at)).toEqual([])
  })

  it('goes on without its sound where there is no room, and says so to caller and operator', async () => {
    await using at = await TestBridge.start({
      ...listening,
      settings: { ...listening.settings, DUET_RECORDING_MAX_MB: '1' },
      before(dir) {
        mkdirSync(join(recordingsDir(dir), 'earlier'), { recursive: true })
        writeFileSync(join(recordingsDir(dir), 'earlier', 'user-000000000000.opus'), Buffer.alloc(1_000_000))
      },
    })
    const { client, engine } = await recordedCall(at)
    const speaking = speak(client, userPackets(5000))
    await client.until(() => client.events.some((event) => event.type === 'recording' && event.level === 'transcript'))
    const told = client.events.findLast((event) => event.type === 'recording')
    expect(told).toMatchObject({ detail: expect.stringContaining('no room') })
    const before = engine.packets.length
    await engine.until((call) => call.packets.length > before + 10)
    await speaking
    expect(
      at.lines.map((line) => JSON.parse(line)).filter((line) => line.msg === 'the sound of a call is no longer kept'),
    ).toMatchObject([{ level: 50, reason: 'room', detail: expect.stringContaining('DUET_RECORDING_MAX_MB') }])
    expect(await at.bridge.metrics.text()).toContain('duet_recordings_stopped_total 1')
  })

  it('goes on in media time when the call is taken up again, after all that was recorded before', async () => {
    await using at = await TestBridge.start(listening)
    const { sessionId, client } = await recordedCall(at)
    await speak(client, userPackets(2000))
    client.socket.terminate()
    await expect.poll(() => at.bridge.status.calls).toBe(0)
    const before = await until(at, sessionId, 'user', (found) => found.length > 75)
    const again = await at.call(`/ws/${sessionId}`)
    again.client.headers()
    await speak(again.client, userPackets(1000))
    again.client.send({ type: 'end' })
    await again.client.closed
    const after = await until(at, sessionId, 'user', (found) => found.length > before.length + 30)
    expect(after.slice(0, before.length).map(({ fromSample }) => fromSample)).toEqual(before.map(({ fromSample }) => fromSample))
  })
})
