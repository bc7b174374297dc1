import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { OpusStreamWriter } from '../../src/audio/ogg-opus.ts'
import { OpusEncoder } from '../../src/audio/opus-codec.ts'
import { decodeMoshi, encodeAudio, encodeMoshi } from '../../src/protocol/moshi.ts'
import type { Ear } from '../../src/speech/speech.ts'
import type { Item } from './families.ts'
import { hearAgent, record } from './recording.ts'
import { scoreItem } from './score-item.ts'

const rate = 24_000
const packet = rate / 50
const tone = (samples: number) => Float32Array.from({ length: samples }, (_, i) => 0.2 * Math.sin(i / 10))

let server: WebSocketServer | undefined
afterEach(() => server?.close())

/** An agent that answers every page it gets with 40 ms of its own: voice from one page to another, else silence. */
async function agent(voiceFrom: number, voiceTo: number): Promise<string> {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  server.on('connection', (socket) => {
    const writer = new OpusStreamWriter({ serial: 7, inputSampleRate: rate })
    const encoder = new OpusEncoder({ sampleRate: rate })
    let pages = -1
    socket.send(encodeMoshi({ type: 'handshake', payload: new Uint8Array(0) }))
    socket.send(encodeAudio(writer.headers()))
    socket.on('message', (data: Buffer) => {
      if (decodeMoshi(data).type !== 'audio') return
      pages += 1
      const sound = pages >= voiceFrom && pages < voiceTo ? tone(2 * packet) : new Float32Array(2 * packet)
      const packets = [sound.subarray(0, packet), sound.subarray(packet)].map((pcm) => encoder.encode(pcm))
      socket.send(encodeAudio(writer.page(packets)))
    })
  })
  // A listening TCP server has an address with a port.
  const { port } = server.address() as AddressInfo
  return `ws://127.0.0.1:${port}/api/chat`
}

const says = (text: string): Ear => ({
  name: 'fake',
  hear: async () => ({ text, words: [], logprob: 0, noSpeech: 0, stopped: 'end', ms: 0 }),
  close: async () => {},
})

const turn = {
  name: 'turn',
  text: 'Are you there?',
  samples: tone(rate / 2),
  speech: [{ startSamples: 0, endSamples: rate / 2 }],
}
const item: Item = {
  id: 'smooth-01',
  family: 'smooth',
  seed: 1,
  steps: [
    { type: 'say', sound: turn },
    { type: 'untilAnswered', forMs: 400, withinMs: 3000 },
  ],
}

test('an answered turn is recorded with both sides on one time line, and scored', async () => {
  const recording = await record(item, await agent(25, 200), new AbortController().signal)
  expect(recording.complete).toBe(true)
  expect(recording.marks).toMatchObject([{ name: 'turn', startMs: 0, endMs: 500 }])
  expect(recording.stretches).toHaveLength(1)
  expect(recording.stretches[0]?.startMs).toBeGreaterThan(500)
  const { score } = await scoreItem(recording, says('Yes I am certainly here'))
  expect(score).toMatchObject({ family: 'smooth', takeover: true })
})

test('an agent that says nothing takes nothing over', async () => {
  const recording = await record(
    { ...item, steps: [{ type: 'say', sound: turn }] },
    await agent(0, 0),
    new AbortController().signal,
  )
  expect(await hearAgent(recording, says('never asked'), 0, recording.lengthMs)).toEqual([])
  const { score } = await scoreItem(recording, says('never asked'))
  expect(score).toMatchObject({ takeover: false, latencyMs: undefined })
})
