import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { OggPageReader, OggPageWriter } from './ogg.ts'
import { OpusStreamReader, OpusStreamWriter } from './ogg-opus.ts'
import { OpusDecoder } from './opus-codec.ts'
import { cut, join, tone, tonePackets, toneShare } from './test-sound.ts'
import { readWav, writeWav } from './wav.ts'

const seed = 7845
const chunking = fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 60 })
const packets20 = tonePackets({ hz: 440, ms: 400, packetMs: 20, sampleRate: 24_000 })

function stream(groups: readonly (readonly Uint8Array[])[], serial = 11): Uint8Array[] {
  const writer = new OpusStreamWriter({ serial, inputSampleRate: 24_000 })
  return [writer.headers(), ...groups.map((group) => writer.page(group)), writer.end()]
}

function readAll(chunks: readonly Uint8Array[]) {
  const reader = new OpusStreamReader()
  const packets = chunks.flatMap((chunk) => reader.push(chunk))
  return { reader, packets, data: packets.map((packet) => [...packet.data]) }
}

describe('streams of ours', () => {
  test('what is written is read again, whatever the chunking', () => {
    const groups = fc.array(fc.array(fc.constantFrom(...packets20), { maxLength: 5 }), { maxLength: 6 })
    fc.assert(
      fc.property(groups, chunking, (parts, lengths) => {
        const { reader, packets, data } = readAll(cut(join(stream(parts)), lengths))
        expect(data).toEqual(parts.flat().map((packet) => [...packet]))
        expect(packets.every((packet) => packet.durationSamples48 === 960)).toBe(true)
        expect(reader.head).toEqual({ channels: 1, preSkip: 312, inputSampleRate: 24_000 })
        expect(reader.dropped).toEqual({ bytes: 0, badChecksums: 0, packets: 0 })
      }),
      { seed },
    )
  })

  test('granules count 48 kHz samples from the first packet on, two header pages at 0, the last page closing', () => {
    const pages = new OggPageReader().push(join(stream([packets20.slice(0, 4), packets20.slice(4, 5)])))
    expect(pages.map(({ granule, bos, eos, sequence, serial }) => ({ granule, bos, eos, sequence, serial }))).toEqual([
      { granule: 0, bos: true, eos: false, sequence: 0, serial: 11 },
      { granule: 0, bos: false, eos: false, sequence: 1, serial: 11 },
      { granule: 3840, bos: false, eos: false, sequence: 2, serial: 11 },
      { granule: 4800, bos: false, eos: false, sequence: 3, serial: 11 },
      { granule: -1, bos: false, eos: true, sequence: 4, serial: 11 },
    ])
  })

  test('empty and malformed packets are not written, a page of none is no bytes', () => {
    const writer = new OpusStreamWriter({ serial: 1, inputSampleRate: 48_000 })
    expect(writer.page([new Uint8Array(0), Uint8Array.of(3)])).toHaveLength(0)
    expect(readAll([writer.page([new Uint8Array(0), Uint8Array.of(8, 1)])]).data).toEqual([[8, 1]])
  })
})

describe('streams of others', () => {
  const sound = (serial: number, ...packets: Uint8Array[]): Uint8Array =>
    new OggPageWriter({ serial }).write(
      packets,
      packets.map(() => 0),
    )

  test('a stream without headers is read', () => {
    const { reader, data } = readAll([sound(4, Uint8Array.of(8, 1), Uint8Array.of(8, 2))])
    expect(data).toEqual([
      [8, 1],
      [8, 2],
    ])
    expect(reader.head).toBeUndefined()
  })

  test('repeated headers, a chained stream and a new serial without headers are read on', () => {
    const first = stream([[Uint8Array.of(8, 1)]], 1)
    const { data, reader } = readAll([
      ...first.slice(0, 2),
      ...first,
      ...stream([[Uint8Array.of(8, 2)]], 2),
      sound(3, Uint8Array.of(8, 3)),
    ])
    expect(data).toEqual([
      [8, 1],
      [8, 1],
      [8, 2],
      [8, 3],
    ])
    expect(reader.dropped.packets).toBe(0)
  })

  test('empty and malformed packets and damaged heads are dropped and counted', () => {
    const { data, reader } = readAll([
      sound(4, new Uint8Array(0), Uint8Array.of(3), Uint8Array.of(8, 1), Buffer.from('OpusHead')),
    ])
    expect(data).toEqual([[8, 1]])
    expect(reader.dropped.packets).toBe(3)
    expect(reader.head).toBeUndefined()
  })

  test('the pages upstream writes: serial 42, pre-skip 3840, granules at 24 kHz, 80 ms packets', () => {
    const writer = new OggPageWriter({ serial: 42 })
    const head = Uint8Array.from([...Buffer.from('OpusHead'), 1, 1, 0, 15, 0xc0, 0x5d, 0, 0, 0, 0, 0])
    const packets = tonePackets({ hz: 440, ms: 400, packetMs: 80, sampleRate: 24_000 })
    const { packets: read, reader } = readAll([
      writer.write([head], [0], { bos: true }),
      writer.write([Buffer.from('OpusTags\x0a\0\0\0sphn-pyo3\x0a\0\0\0\0')], [0]),
      ...packets.map((packet, i) => writer.write([packet], [1920 * (i + 1)])),
    ])
    expect(reader.head).toEqual({ channels: 1, preSkip: 3840, inputSampleRate: 24_000 })
    expect(read.map((packet) => packet.durationSamples48)).toEqual(packets.map(() => 3840))
  })

  test('no bytes make it fail, and what it gives can be decoded', () => {
    const valid = join(stream([packets20.slice(0, 3), packets20.slice(3, 5)]))
    const decoder = new OpusDecoder({ sampleRate: 16000 })
    const change = fc.record({ at: fc.nat(valid.length - 1), to: fc.integer({ min: 0, max: 255 }) })
    fc.assert(
      fc.property(fc.array(change, { maxLength: 6 }), fc.uint8Array({ maxLength: 60 }), chunking, (changes, extra, lengths) => {
        const bytes = valid.slice()
        for (const { at, to } of changes) bytes[at] = to
        for (const packet of readAll(cut(join([extra, bytes]), lengths)).packets)
          expect(decoder.decode(packet.data).length * 3).toBe(packet.durationSamples48)
      }),
      { seed, numRuns: 300 },
    )
  })
})

const run = (tool: string, args: readonly string[]) => spawnSync(tool, args, { maxBuffer: 1 << 24 })
const tools = ['ffmpeg', 'ffprobe', 'opusinfo'].filter((tool) => run(tool, ['-version']).error !== undefined)
if (tools.length > 0) console.warn(`Left out: reading and writing with other programs. Not found: ${tools.join(', ')}.`)

describe.skipIf(tools.length > 0 && process.env.CI !== 'true')('other programs', () => {
  let dir = ''
  beforeAll(() => {
    dir = mkdtempSync(joinPath(tmpdir(), 'duet-ogg-'))
  })
  afterAll(() => rmSync(dir, { recursive: true, force: true }))
  const ours = (packetMs: number, perPage: number, sampleRate: 24_000 | 48_000): string => {
    const writer = new OpusStreamWriter({ serial: 77, inputSampleRate: sampleRate })
    const packets = tonePackets({ hz: 440, ms: 2000, packetMs, sampleRate })
    const pages = [writer.headers()]
    for (let i = 0; i < packets.length; i += perPage) pages.push(writer.page(packets.slice(i, i + perPage)))
    pages.push(writer.end())
    const file = joinPath(dir, `ours-${packetMs}-${perPage}-${sampleRate}.opus`)
    writeFileSync(file, join(pages))
    return file
  }

  test.each([
    [20, 1, 24_000],
    [20, 4, 48_000],
    [80, 1, 24_000],
    [20, 300, 24_000],
  ] as const)(
    'ffprobe, ffmpeg and opusinfo read %i ms packets, %i a page, %i Hz, without a complaint',
    (packetMs, perPage, sampleRate) => {
      const file = ours(packetMs, perPage, sampleRate)
      const probed: unknown = JSON.parse(
        run('ffprobe', ['-v', 'warning', '-show_streams', '-show_format', '-of', 'json', file]).stdout.toString(),
      )
      expect(probed).toMatchObject({ streams: [{ codec_name: 'opus', channels: 1 }], format: { format_name: 'ogg' } })
      const info = run('opusinfo', [file])
      expect(`${info.stdout}${info.stderr}`).not.toMatch(/warning|error|invalid/i)
      expect(info.stdout.toString()).toMatch(/Playback length: 0m:01\.99/)
      expect(info.stdout.toString()).toMatch(new RegExp(`Original sample rate: ${sampleRate} ?Hz`))
      const decoded = run('ffmpeg', ['-v', 'warning', '-i', file, '-ac', '1', '-ar', '48000', '-f', 'wav', '-'])
      expect(decoded.stderr.toString()).toBe('')
      const [samples] = readWav(decoded.stdout).channels
      expect(samples?.length).toBe(2 * 48_000 - 312)
      expect(toneShare(samples?.subarray(4800) ?? new Float32Array(0), 440, 48_000)).toBeGreaterThan(0.98)
    },
  )

  test.each([
    ['20', '24k', 1],
    ['60', '24k', 1],
    ['120', '96k', 2],
    ['2.5', '64k', 1],
  ])('we read what ffmpeg writes: %s ms, %s, %i channels', (frameMs, bitrate, channels) => {
    const wav = joinPath(dir, 'in.wav')
    const file = joinPath(dir, 'theirs.opus')
    const sound = tone({ hz: 440, ms: 2000, sampleRate: 48_000 })
    writeFileSync(wav, writeWav(channels === 1 ? [sound] : [sound, sound], 48_000))
    expect(
      run('ffmpeg', [
        '-v',
        'error',
        '-y',
        '-i',
        wav,
        '-c:a',
        'libopus',
        '-frame_duration',
        frameMs,
        '-b:a',
        bitrate,
        file,
      ]).stderr.toString(),
    ).toBe('')
    const { packets, reader } = readAll(cut(readFileSync(file), [1, 30, 500, 1000, 3]))
    expect(reader.head).toMatchObject({ channels, inputSampleRate: 48_000 })
    expect(reader.dropped).toEqual({ bytes: 0, badChecksums: 0, packets: 0 })
    expect(packets.every((packet) => packet.durationSamples48 === Number(frameMs) * 48)).toBe(true)
    const decoder = new OpusDecoder({ sampleRate: 16000 })
    const heard = Float32Array.from(packets.flatMap((packet) => [...decoder.decode(packet.data)]))
    expect(toneShare(heard.subarray(1600, 30_000), 440, 16_000)).toBeGreaterThan(0.98)
  })
})
