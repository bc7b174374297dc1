/** Callers: opens sessions at a Moshi socket, sends each a sound message every 40 ms, and measures how long the echo takes. Prints one JSON line. */
import { readFileSync } from 'node:fs'
import { WebSocket } from 'ws'
import { OpusStreamWriter } from '../../src/audio/ogg-opus.ts'
import { OpusEncoder } from '../../src/audio/opus-codec.ts'
import { readWav } from '../../src/audio/wav.ts'
import { encodeAudio } from '../../src/protocol/moshi.ts'

const [url = '', sessionsText = '1', warmMs = '2000', windowMs = '5000'] = process.argv.slice(2)
const sessions = Number(sessionsText)
const periodMs = 40

/** A question and as much silence after it: what one side of a call is like. */
function loop(): Uint8Array[] {
  const { channels, sampleRate } = readWav(readFileSync(new URL('../../test/fixtures/question.wav', import.meta.url)))
  if (sampleRate !== 16000 && sampleRate !== 24000 && sampleRate !== 48000) throw new Error(`the fixture has ${sampleRate} Hz`)
  const samples = channels[0] ?? new Float32Array(0)
  const encoder = new OpusEncoder({ sampleRate })
  const frame = sampleRate / 50
  const all = new Float32Array(samples.length * 2)
  all.set(samples)
  return Array.from({ length: Math.floor(all.length / frame) }, (_, i) =>
    encoder.encode(all.subarray(i * frame, (i + 1) * frame)),
  )
}

const packets = loop()
const delays: number[] = []
let measuring = false
let lost = 0
let answered = 0

async function open(index: number) {
  const socket = new WebSocket(url, { perMessageDeflate: false })
  const writer = new OpusStreamWriter({ serial: index + 1, inputSampleRate: 24000 })
  const sent: number[] = []
  let headers = true
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject)
    socket.on('message', (data: Buffer) => {
      if (data[0] === 0) {
        socket.send(encodeAudio(writer.headers()))
        resolve()
      } else if (data[0] === 1) {
        if (headers) {
          headers = data.includes('OpusTags') ? false : headers // header pages of the relay or their echo
          return
        }
        if (data.includes('OpusTags')) return
        const at = sent.shift()
        answered++
        if (measuring && at !== undefined) delays.push(performance.now() - at)
      }
    })
  })
  let at = Math.floor((index * packets.length) / sessions)
  return {
    send() {
      const pair = [packets[at % packets.length], packets[(at + 1) % packets.length]].filter((one) => one !== undefined)
      at += 2
      sent.push(performance.now())
      if (sent.length > 250) lost++
      socket.send(encodeAudio(writer.page(pair)))
    },
    close: () => socket.terminate(),
  }
}

const callers: Awaited<ReturnType<typeof open>>[] = []
for (let i = 0; i < sessions; i += 20) {
  callers.push(...(await Promise.all(Array.from({ length: Math.min(20, sessions - i) }, (_, j) => open(i + j)))))
}
// Each caller has its own phase, so that messages come evenly.
const startMs = performance.now() + 50
let due = 0
const timer = setInterval(() => {
  const elapsed = performance.now() - startMs
  while ((due / sessions) * periodMs <= elapsed) callers[due++ % sessions]?.send()
}, 1)
await new Promise((resolve) => setTimeout(resolve, Number(warmMs)))
console.log('measuring')
measuring = true
const before = answered
await new Promise((resolve) => setTimeout(resolve, Number(windowMs)))
measuring = false
const messages = answered - before
clearInterval(timer)
for (const caller of callers) caller.close()
delays.sort((a, b) => a - b)
const at = (share: number) => delays[Math.min(delays.length - 1, Math.floor(share * delays.length))] ?? Number.NaN
console.log(JSON.stringify({ roundTrips: messages, p50Ms: at(0.5), p99Ms: at(0.99), lost }))
process.exit()
