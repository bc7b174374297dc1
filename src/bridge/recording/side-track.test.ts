import { describe, expect, it } from 'vitest'
import { OggPageReader } from '../../audio/ogg.ts'
import { OpusStreamReader } from '../../audio/ogg-opus.ts'
import { OpusDecoder } from '../../audio/opus-codec.ts'
import { tonePackets } from '../../audio/test-sound.ts'
import { SideTrack } from './side-track.ts'

const packets = tonePackets({ hz: 440, ms: 3000, packetMs: 20, sampleRate: 24_000 })

function written(pages: readonly Uint8Array[]) {
  const bytes = Buffer.concat(pages)
  const read = new OpusStreamReader().push(bytes)
  const found = new OggPageReader().push(bytes)
  return { bytes, read, pages: found, samples: read.reduce((sum, { durationSamples48 }) => sum + durationSamples48, 0) }
}

describe('one side of a call', () => {
  it('keeps the packets as they came, with granules of media time, and is closed', () => {
    const track = new SideTrack(0)
    const pages = [
      track.headers(),
      ...packets.flatMap((packet, i) => track.push(i * 960, packet)),
      ...track.end(packets.length * 960),
    ]
    const { read, pages: found } = written(pages)
    expect(read.map(({ data }) => Buffer.from(data))).toEqual(packets.map((packet) => Buffer.from(packet)))
    expect(found.at(-1)?.eos).toBe(true)
    expect(Math.max(...found.map((page) => page.granule))).toBe(packets.length * 960)
  })

  it('has silence where no sound came, to within 2.5 ms however often, so that what comes later is at its place', () => {
    const track = new SideTrack(48_000)
    const pages = [track.headers()]
    let at = 48_000
    for (const [i, packet] of packets.entries()) {
      // 7.3 ms are missing before every fifth.
      if (i % 5 === 0) at += 350
      pages.push(...track.push(at, packet))
      at += 960
    }
    pages.push(...track.end(at + 480_000))
    const { read, samples } = written(pages)
    expect(Math.abs(samples - (at + 480_000 - 48_000))).toBeLessThan(120)
    const decoder = new OpusDecoder({ sampleRate: 48_000 })
    const loudest = read
      .slice(-400)
      .map(({ data }) => decoder.decode(data).reduce((most, one) => Math.max(most, Math.abs(one)), 0))
    expect(Math.max(...loudest)).toBeLessThan(0.001)
  })

  it('leaves out what lies where sound is already', () => {
    const track = new SideTrack(0)
    const [one, two] = packets
    if (!one || !two) throw new Error('no packets')
    const pages = [track.headers(), ...track.push(0, one), ...track.push(0, two), ...track.push(960, two), ...track.end(1920)]
    expect(written(pages).read).toHaveLength(2)
  })

  it('gives out a page for each second, so that a crash takes no more', () => {
    const track = new SideTrack(0)
    const given = packets.flatMap((packet, i) => track.push(i * 960, packet))
    expect(given).toHaveLength(3)
  })
})
