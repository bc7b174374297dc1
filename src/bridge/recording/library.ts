/** The recordings that are kept: what there is of a session, where its sound ends, and deleting it. */
import { open, readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { MAX_OGG_PAGE_BYTES, OggPageReader } from '../../audio/ogg.ts'
import { type OpusPacket, OpusStreamReader } from '../../audio/ogg-opus.ts'
import type { Side } from '../../protocol/session.ts'
import { parseSegmentName } from './folder.ts'

/** A stretch of one side, in a file of its own. */
export type Segment = { readonly side: Side; readonly startSample: number; readonly path: string; readonly bytes: number }
/** A packet and its place, 48 kHz samples of session media time. */
export type PlacedPacket = OpusPacket & { readonly fromSample: number }

export class RecordingLibrary {
  readonly #dir: string

  /** @param dir the folder of all recordings; it may not be there */
  constructor(dir: string) {
    this.#dir = dir
  }

  folder(sessionId: string): string {
    if (!/^[\w-]{1,100}$/.test(sessionId)) throw new Error('no session has such an id')
    return join(this.#dir, sessionId)
  }

  /** In the order of their sound; none where nothing is recorded. */
  segments(sessionId: string): Promise<readonly Segment[]> {
    return segmentsIn(this.folder(sessionId))
  }

  /** Media time to which the sound of a session reaches, ms; 0: there is none. */
  async endMs(sessionId: string): Promise<number> {
    const ends = (await this.segments(sessionId)).map(async (one) => one.startSample + (await lengthSamples(one.path)))
    return Math.max(0, ...(await Promise.all(ends))) / 48
  }

  /** @returns the bytes there were */
  async remove(sessionId: string): Promise<number> {
    const folder = this.folder(sessionId)
    const bytes = await bytesIn(folder)
    await rm(folder, { recursive: true, force: true })
    return bytes
  }

  /** When its sound was last written, epoch ms. */
  async newestMs(sessionId: string): Promise<number> {
    const times = (await this.segments(sessionId)).map(async ({ path }) => (await stat(path)).mtimeMs)
    return times.length === 0 ? (await stat(this.folder(sessionId))).mtimeMs : Math.max(...(await Promise.all(times)))
  }

  /** The sessions of which there is sound. */
  async sessions(): Promise<readonly string[]> {
    return (await readdir(this.#dir).catch(() => [])).filter((name) => /^[\w-]{1,100}$/.test(name))
  }

  bytes(): Promise<number> {
    return bytesIn(this.#dir)
  }
}

export async function segmentsIn(folder: string): Promise<readonly Segment[]> {
  const names = await readdir(folder).catch(() => [])
  const found: Segment[] = []
  for (const name of names) {
    const parsed = parseSegmentName(name)
    const path = join(folder, name)
    const size = parsed && (await stat(path).catch(() => undefined))?.size
    if (parsed && size) found.push({ ...parsed, path, bytes: size })
  }
  return found.sort((a, b) => a.startSample - b.startSample)
}

/** One side of a session, as its files hold it; where a later file begins, the earlier one is over. */
export async function* sidePackets(segments: readonly Segment[], side: Side): AsyncGenerator<PlacedPacket> {
  const own = segments.filter((one) => one.side === side)
  for (const [i, { path, startSample }] of own.entries()) {
    const untilSample = own[i + 1]?.startSample ?? Number.POSITIVE_INFINITY
    let fromSample = startSample
    for (const packet of new OpusStreamReader().push(await readFile(path))) {
      if (fromSample + packet.durationSamples48 > untilSample) break
      yield { ...packet, fromSample }
      fromSample += packet.durationSamples48
    }
  }
}

/** 48 kHz samples in a file of ours, by its last whole page: a crash may have cut the one after it. */
async function lengthSamples(path: string): Promise<number> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const tail = new Uint8Array(Math.min(size, 2 * MAX_OGG_PAGE_BYTES))
    await file.read(tail, 0, tail.length, size - tail.length)
    return new OggPageReader().push(tail).reduce((latest, page) => Math.max(latest, page.granule), 0)
  } finally {
    await file.close()
  }
}

async function bytesIn(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => [])
  const sizes = names.map(async (name) => {
    const found = await stat(join(folder, name)).catch(() => undefined)
    return found?.isFile() ? found.size : 0
  })
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}
