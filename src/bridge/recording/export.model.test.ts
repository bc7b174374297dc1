/** What is taken along of a call can be understood: the ear hears the same words in it as were said, each side at its time. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { OpusStreamReader } from '../../audio/ogg-opus.ts'
import { OpusDecoder, OpusEncoder } from '../../audio/opus-codec.ts'
import { readWav } from '../../audio/wav.ts'
import { loadConfig } from '../../config/config.ts'
import { createEar } from '../../speech/ear.ts'
import { segmentName } from './folder.ts'
import { RecordingLibrary } from './library.ts'
import { MadeSound } from './made.ts'
import { SideTrack } from './side-track.ts'

const rate = 16_000

function packetsOf(fixture: string): Uint8Array[] {
  const { channels } = readWav(readFileSync(new URL(`../../../test/fixtures/${fixture}`, import.meta.url)))
  const [samples = new Float32Array(0)] = channels
  const encoder = new OpusEncoder({ sampleRate: rate })
  return Array.from({ length: Math.floor(samples.length / 320) }, (_, i) =>
    encoder.encode(samples.subarray(i * 320, (i + 1) * 320)),
  )
}

it('an export says what was said', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'duet-heard-'))
  mkdirSync(join(dir, 's'))
  const question = packetsOf('question.wav')
  const answerMs = question.length * 20 + 1000
  const write = (side: 'user' | 'agent', startMs: number, packets: readonly Uint8Array[]) => {
    const track = new SideTrack(startMs * 48)
    const pages = packets.flatMap((packet, i) => track.push((startMs + 20 * i) * 48, packet))
    const end = track.end((startMs + 20 * packets.length) * 48)
    writeFileSync(join(dir, 's', segmentName(side, startMs * 48)), Buffer.concat([track.headers(), ...pages, ...end]))
  }
  write('user', 0, question)
  write('agent', answerMs, packetsOf('story.wav'))
  const { path } = await new MadeSound(new RecordingLibrary(dir)).file('s', 'mixed.opus')
  const decoder = new OpusDecoder({ sampleRate: rate })
  const pcm = Float32Array.from(new OpusStreamReader().push(readFileSync(path)).flatMap(({ data }) => [...decoder.decode(data)]))
  const ear = await createEar({ modelsDir: loadConfig({}).config.DUET_MODELS_DIR })
  const split = ((answerMs - 500) * rate) / 1000
  const [first, second] = [await ear.hear(pcm.subarray(0, split)), await ear.hear(pcm.subarray(split))]
  await ear.close()
  rmSync(dir, { recursive: true, force: true })
  expect(second.text.toLowerCase()).toContain('tell me a story')
  expect(first.text).toContain('capital of France')
})
