import { describe, expect, it } from 'vitest'
import { OpusEncoder } from '../audio/opus-codec.ts'
import { tone } from '../audio/test-sound.ts'
import type { ConversationEvent } from '../conversation/conversation.ts'
import { readBatch, TapBatch } from './tap-batch.ts'
import { TapCall } from './tap-call.ts'
import { VoiceGate } from './voice-gate.ts'

const samplesPerMs = 48
const packetMs = 20

/** Feeds 20 ms packets of both sides, tone or silence, as the script says, and gives the events. */
async function play(
  script: readonly { readonly ms: number; readonly user?: true; readonly agent?: true; readonly says?: string }[],
  startMs = 0,
) {
  const startSample = startMs * samplesPerMs
  const call = new TapCall(
    { type: 'open', startSample, userTurns: startMs ? 3 : 0, agentTurns: startMs ? 2 : 0, userWords: false },
    false,
  )
  const coders = { user: new OpusEncoder({ sampleRate: 16000 }), agent: new OpusEncoder({ sampleRate: 24000 }) }
  const events: ConversationEvent[] = []
  let atMs = startMs
  for (const part of script) {
    if (part.says) call.note({ type: 'piece', text: part.says, atSample: atMs * samplesPerMs })
    for (let ms = 0; ms < part.ms; ms += packetMs, atMs += packetMs) {
      for (const side of ['user', 'agent'] as const) {
        const sampleRate = side === 'user' ? 16000 : 24000
        const pcm = tone({ hz: 220, ms: packetMs, sampleRate })
        const packet = coders[side].encode(part[side] ? pcm : pcm.fill(0))
        call.sound(side, atMs * samplesPerMs, packet)
      }
      events.push(...call.takeEvents())
    }
  }
  call.note({ type: 'end', sample: atMs * samplesPerMs })
  return [...events, ...call.takeEvents()]
}

describe('the tap', () => {
  it('finds the turns of both sides, the agent’s with its words, and the silence before the answer', async () => {
    const events = await play([
      { ms: 500 },
      { ms: 1500, user: true },
      { ms: 500 },
      { ms: 1500, agent: true, says: ' Well, hello.' },
      { ms: 1500 },
    ])
    const turns = events.flatMap((event) => (event.type === 'turn.end' ? [event.turn] : []))
    expect(turns.map(({ turnId, text }) => ({ turnId, text: text.trim() }))).toEqual([
      { turnId: 'u1', text: '' },
      { turnId: 'a1', text: 'Well, hello.' },
    ])
    expect(turns[1]?.responseMs).toBeGreaterThan(350)
    expect(turns[1]?.responseMs).toBeLessThan(650)
  })

  it('goes on counting where a session that is taken up again was', async () => {
    const events = await play([{ ms: 500 }, { ms: 1500, user: true }, { ms: 4000 }], 60_000)
    const [turn] = events.flatMap((event) => (event.type === 'turn.end' ? [event.turn] : []))
    expect(turn?.turnId).toBe('u4')
    expect(turn?.startMs).toBeGreaterThan(60_300)
  })

  it('passes over packets it cannot decode', async () => {
    const call = new TapCall({ type: 'open', startSample: 0, userTurns: 0, agentTurns: 0, userWords: false }, false)
    expect(() => call.sound('user', 0, Uint8Array.of(0xf8, 0xff))).not.toThrow()
  })
})

describe('a batch of the tap', () => {
  it('gives its records back in order, beyond the size it began with, and is empty after', () => {
    const batch = new TapBatch()
    const packet = new Uint8Array(1000).map((_, i) => i)
    for (let i = 0; i < 50; i++) batch.sound(i, i % 2 ? 'user' : 'agent', i * 960, packet)
    batch.gap(7, 2 ** 40, 2 ** 40 + 960)
    batch.note(8, { type: 'piece', text: ' für', atSample: 5 })
    const records = [...readBatch(batch.take())]
    expect(records).toHaveLength(52)
    expect(records[49]).toEqual({ type: 'sound', call: 49, side: 'user', fromSample: 49 * 960, packet })
    expect(records[50]).toEqual({ type: 'gap', call: 7, fromSample: 2 ** 40, toSample: 2 ** 40 + 960 })
    expect(records[51]).toEqual({ type: 'note', call: 8, note: { type: 'piece', text: ' für', atSample: 5 } })
    expect([...readBatch(batch.take())]).toEqual([])
  })
})

describe('the voice gate', () => {
  const frame = (amplitude: number) => new Float32Array(512).fill(amplitude)
  it('opens above the noise of the room and not for the noise itself', () => {
    const gate = new VoiceGate({ overFloorDb: 14, neverDb: -60, surelyDb: -10 })
    const noise = 0.01 // −40 dBFS
    const heard = Array.from({ length: 200 }, () => gate.next(frame(noise), 32))
    expect(heard.slice(-50)).not.toContain(true)
    expect(gate.next(frame(noise * 10), 32)).toBe(true)
    expect(gate.next(frame(noise), 32)).toBe(false)
  })
  it('never opens for next to nothing', () => {
    const gate = new VoiceGate({ overFloorDb: 6, neverDb: -60, surelyDb: -35 })
    for (let i = 0; i < 100; i++) gate.next(frame(0), 32)
    expect(gate.next(frame(0.0005), 32)).toBe(false)
  })
})
