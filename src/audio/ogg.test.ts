import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { oggCrc } from './crc.ts'
import { MAX_OGG_PACKET_BYTES, MAX_OGG_PAGE_BYTES, OggPacketReader, type OggPage, OggPageReader, OggPageWriter } from './ogg.ts'
import { cut, join } from './test-sound.ts'

const seed = 3533
const packets = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.uint8Array({ maxLength: 600 }) },
    {
      weight: 2,
      arbitrary: fc.constantFrom(0, 254, 255, 256, 510, 65_024 - 4000).map((length) => new Uint8Array(length).fill(7)),
    },
    {
      weight: 1,
      arbitrary: fc.integer({ min: 30_000, max: MAX_OGG_PACKET_BYTES }).map((length) => new Uint8Array(length).fill(9)),
    },
  ),
  { maxLength: 12 },
)
const chunking = fc.array(fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 70_000 })), { maxLength: 60 })

function written(groups: readonly (readonly Uint8Array[])[], serial = 5): Uint8Array[] {
  const writer = new OggPageWriter({ serial })
  let granule = 0
  return groups.map((group, i) =>
    writer.write(
      group,
      group.map(() => (granule += 960)),
      { bos: i === 0, eos: i === groups.length - 1 },
    ),
  )
}

function readAll(chunks: readonly Uint8Array[]) {
  const pageReader = new OggPageReader()
  const packetReader = new OggPacketReader()
  const pages: OggPage[] = []
  const found: Uint8Array[] = []
  for (const chunk of chunks) {
    for (const page of pageReader.push(chunk)) {
      pages.push(page)
      found.push(...packetReader.read(page))
    }
  }
  return { pages, found, pageReader, packetReader }
}

const pageBytes = (page: OggPage): number => 27 + page.lacing.length + page.body.length

describe('checksum', () => {
  test('equals the definition bit by bit', () => {
    const plain = (bytes: Uint8Array): number => {
      let crc = 0
      for (const byte of bytes) {
        crc ^= byte << 24
        for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1
      }
      return crc
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(20), (bytes, skip) => {
        const start = Math.min(skip, bytes.length)
        expect(oggCrc(0, bytes, start, bytes.length)).toBe(plain(bytes.subarray(start)))
      }),
      { seed },
    )
  })
})

describe('pages and packets', () => {
  test('what is written is read again, whatever the chunking', () => {
    fc.assert(
      fc.property(fc.array(packets, { minLength: 1, maxLength: 4 }), chunking, (groups, lengths) => {
        const { found, pages, pageReader, packetReader } = readAll(cut(join(written(groups)), lengths))
        expect(found.map((packet) => Buffer.from(packet).toString('hex'))).toEqual(
          groups.flat().map((packet) => Buffer.from(packet).toString('hex')),
        )
        expect(pages.map((page) => page.sequence)).toEqual(pages.map((_, i) => i))
        expect(pages.map((page) => page.bos)).toEqual(pages.map((_, i) => i === 0))
        expect(pages.map((page) => page.eos)).toEqual(pages.map((_, i) => i === pages.length - 1))
        expect([pageReader.droppedBytes, pageReader.badChecksums, packetReader.droppedPackets]).toEqual([0, 0, 0])
      }),
      { seed, numRuns: 60 },
    )
  })

  test('a page’s granule is that of the last packet ending on it, −1 where none ends', () => {
    const writer = new OggPageWriter({ serial: 1 })
    const big = new Uint8Array(60_000)
    const { pages } = readAll([writer.write([Uint8Array.of(1), big, big], [960, 1920, 2 ** 40 + 3])])
    expect(pages.map(({ granule, continued }) => [granule, continued])).toEqual([
      [1920, false],
      [2 ** 40 + 3, true],
    ])
    const long = readAll([new OggPageWriter({ serial: 1 }).write([new Uint8Array(3 * 65_025)], [7])])
    expect(long.pages.map((page) => page.granule)).toEqual([-1, -1, -1, 7])
  })

  test('one page that lies in one chunk is not copied', () => {
    const [page] = written([[Uint8Array.of(1, 2, 3)]])
    if (page === undefined) throw new Error('no page')
    expect(readAll([page]).found[0]?.buffer).toBe(page.buffer)
  })

  test('pages handed out stay as they are when more is pushed', () => {
    const stream = join(written([[new Uint8Array(300).fill(1)], [new Uint8Array(300).fill(2)], [new Uint8Array(300).fill(3)]]))
    const { found } = readAll(
      cut(
        stream,
        Array.from({ length: 40 }, () => 25),
      ),
    )
    expect(found.map((packet) => [...new Set(packet)])).toEqual([[1], [2], [3]])
  })

  test('garbage before, between and after pages is dropped and counted', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 80 }), { minLength: 3, maxLength: 3 }), chunking, (garbage, lengths) => {
        // No "O" in it: what begins like a page may hold the reader until it is sure.
        const clean = garbage.map((bytes) => bytes.map((byte) => (byte === 0x4f ? 0 : byte)))
        const pages = written([[Uint8Array.of(1)], [Uint8Array.of(2, 2)]])
        const stream = join([clean[0], pages[0], clean[1], pages[1], clean[2]].map((part) => part ?? new Uint8Array(0)))
        const { found, pageReader } = readAll(cut(stream, lengths))
        expect(found.map((packet) => packet.length)).toEqual([1, 2])
        expect(pageReader.droppedBytes).toBe(clean.reduce((n, part) => n + part.length, 0))
      }),
      { seed },
    )
  })

  test('a changed byte loses its page and no other', () => {
    const pages = written(Array.from({ length: 5 }, (_, i) => [new Uint8Array(200).fill(i)]))
    const length = pages[2]?.length ?? 0
    for (let at = 0; at < length; at++) {
      const damaged = pages.map((page) => page.slice())
      const page = damaged[2]
      if (page !== undefined) page[at] = (page[at] ?? 0) ^ 0x10
      const kept = readAll([join(damaged)]).found.map((packet) => packet[0])
      expect(kept, `byte ${at}`).toEqual([0, 1, 3, 4])
    }
  })

  test('a page cut short is given up when the next begins within it', () => {
    const pages = written([[new Uint8Array(200).fill(1)], [new Uint8Array(200).fill(2)], [new Uint8Array(200).fill(3)]])
    const short = pages.map((page, i) => (i === 0 ? page.subarray(0, 100) : page))
    expect(readAll(short).found.map((packet) => packet[0])).toEqual([2, 3])
  })

  test('a lost page loses the packets that touch it, and says so', () => {
    const writer = new OggPageWriter({ serial: 1 })
    const pages = [
      writer.write([Uint8Array.of(1)], [1]),
      ...splitPages(
        writer.write([new Uint8Array(100_000).fill(2).subarray(0, MAX_OGG_PACKET_BYTES), new Uint8Array(40_000).fill(3)], [2, 3]),
      ),
      writer.write([Uint8Array.of(4)], [4]),
    ]
    expect(pages).toHaveLength(4)
    const lostStart = readAll([pages[0], pages[2], pages[3]].filter((page) => page !== undefined))
    expect(lostStart.found.map((packet) => packet[0])).toEqual([1, 4])
    expect(lostStart.packetReader.droppedPackets).toBe(1)
    const lostEnd = readAll([pages[0], pages[1], pages[3]].filter((page) => page !== undefined))
    expect(lostEnd.found.map((packet) => packet[0])).toEqual([1, 2, 4])
    expect(lostEnd.packetReader.droppedPackets).toBe(1)
  })

  test('the ends of two different packets around a lost page are not joined', () => {
    const sizes = [40_000, 50_000, 60_000, 10]
    const pages = splitPages(
      new OggPageWriter({ serial: 1 }).write(
        sizes.map((size, i) => new Uint8Array(size).fill(i)),
        sizes,
      ),
    )
    expect(pages).toHaveLength(3)
    const { found, packetReader } = readAll(pages.filter((_, i) => i !== 1))
    expect(found.map((packet) => packet[0])).toEqual([0, 3])
    expect(packetReader.droppedPackets).toBe(2)
  })

  test('a packet longer than the bound is dropped, on one page or many', () => {
    for (const length of [MAX_OGG_PACKET_BYTES + 1, 400_000]) {
      const { found, packetReader } = readAll(written([[Uint8Array.of(1), new Uint8Array(length), Uint8Array.of(2)]]))
      expect(found.map((packet) => packet[0])).toEqual([1, 2])
      expect(packetReader.droppedPackets).toBe(1)
    }
  })

  test('a chained stream is read on, and does not finish a packet of the one before', () => {
    const first = splitPages(new OggPageWriter({ serial: 1 }).write([new Uint8Array(60_000 + 6000)], [1], { bos: true }))
    const second = written([[Uint8Array.of(5)], [Uint8Array.of(6)]], 1)
    const { found, packetReader } = readAll([...first.slice(0, 1), ...second])
    expect(found.map((packet) => [...packet])).toEqual([[5], [6]])
    expect(packetReader.droppedPackets).toBe(1)
  })
})

describe('hostile bytes', () => {
  const hostile = fc.array(
    fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.constant(Uint8Array.from([0x4f, 0x67, 0x67, 0x53])),
      fc.constant(Uint8Array.from([0x4f, 0x67, 0x67, 0x53, 0, 0])),
      fc.uint8Array({ maxLength: 100 }).map((body) => new OggPageWriter({ serial: 1 }).write([body], [1])),
      fc
        .uint8Array({ minLength: 40, maxLength: 100 })
        .map((body) => new OggPageWriter({ serial: 1 }).write([body], [1]).subarray(0, 50)),
      fc.constant(new Uint8Array(70_000).fill(0x4f)),
    ),
    { maxLength: 20 },
  )
  test('every byte is read, dropped or held, and less than one page is held', () => {
    fc.assert(
      fc.property(hostile, chunking, (parts, lengths) => {
        const pageReader = new OggPageReader()
        const packetReader = new OggPacketReader()
        let pushed = 0
        let read = 0
        for (const chunk of cut(join(parts), lengths)) {
          pushed += chunk.length
          for (const page of pageReader.push(chunk)) {
            read += pageBytes(page)
            packetReader.read(page)
          }
          const held = pushed - read - pageReader.droppedBytes
          expect(held).toBeGreaterThanOrEqual(0)
          expect(held).toBeLessThan(MAX_OGG_PAGE_BYTES)
        }
      }),
      { seed, numRuns: 200 },
    )
  })

  test('bytes made to fail as many checksums as possible are given up in a few', () => {
    const pattern = Uint8Array.from([0x4f, 0x67, 0x67, 0x53, 0])
    const message = Uint8Array.from({ length: 1024 * 1024 }, (_, i) => pattern[i % 5] ?? 0)
    const reader = new OggPageReader()
    reader.push(message)
    // Each failure costs a checksum over about 7.5 KB; one at every capture would be 210,000.
    expect(reader.badChecksums).toBeLessThan(400)
  })
})

/** The pages of one run of bytes, each by itself. */
function splitPages(bytes: Uint8Array): Uint8Array[] {
  const lengths = new OggPageReader().push(bytes).map(pageBytes)
  return cut(bytes, lengths.slice(0, -1))
}
