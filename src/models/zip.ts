/** Reads single entries out of a zip archive (a Python wheel is one) as streams, without unpacking the rest. */
import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { type Readable, Transform } from 'node:stream'
import { createInflateRaw } from 'node:zlib'

export type ZipEntry = {
  readonly path: string
  readonly bytes: number
  readonly packedBytes: number
  readonly method: number
  readonly headerAt: number
}

/** The longest end record: 22 bytes and a comment of up to 65,535 (APPNOTE 4.3.16). */
const endRecordBytes = 22 + 0xffff
const directoryLimitBytes = 64 * 1024 * 1024

/** An open zip archive. Zip64, encryption and methods other than stored and deflated are refused. */
export class Zip {
  readonly entries: ReadonlyMap<string, ZipEntry>
  readonly #path: string
  readonly #file: FileHandle

  private constructor(path: string, file: FileHandle, entries: Map<string, ZipEntry>) {
    this.#path = path
    this.#file = file
    this.entries = entries
  }

  /** @throws Error when the file is no zip archive or uses what is not read here */
  static async open(path: string): Promise<Zip> {
    const file = await open(path, 'r')
    try {
      return new Zip(path, file, await readDirectory(file))
    } catch (error) {
      await file.close()
      throw error
    }
  }

  /** The entry's content. Its length is checked; what it should hash to is the caller's to know. */
  async read(entry: ZipEntry): Promise<Readable> {
    const header = await readAt(this.#file, entry.headerAt, 30)
    if (header.readUInt32LE(0) !== 0x04034b50) throw new Error(`zip entry ${entry.path} has no header`)
    const start = entry.headerAt + 30 + header.readUInt16LE(26) + header.readUInt16LE(28)
    const end = start + entry.packedBytes - 1
    const length = exactLength(entry)
    if (entry.packedBytes === 0) {
      length.end()
      return length
    }
    const packed = createReadStream(this.#path, { start, end, highWaterMark: 256 * 1024 })
    packed.on('error', (error) => length.destroy(error))
    if (entry.method === 0) return packed.pipe(length)
    const inflate = createInflateRaw({ chunkSize: 256 * 1024 })
    inflate.on('error', (error) => length.destroy(error))
    return packed.pipe(inflate).pipe(length)
  }

  close(): Promise<void> {
    return this.#file.close()
  }
}

function exactLength(entry: ZipEntry): Transform {
  let seen = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length
      if (seen > entry.bytes) done(new Error(`zip entry ${entry.path} is longer than it says`))
      else done(null, chunk)
    },
    flush(done) {
      done(seen === entry.bytes ? null : new Error(`zip entry ${entry.path} is shorter than it says`))
    },
  })
}

async function readAt(file: FileHandle, at: number, bytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes)
  const { bytesRead } = await file.read(buffer, 0, bytes, at)
  if (bytesRead < bytes) throw new Error('the zip archive is cut short')
  return buffer
}

async function readDirectory(file: FileHandle): Promise<Map<string, ZipEntry>> {
  const { size } = await file.stat()
  const tailBytes = Math.min(size, endRecordBytes)
  const tail = await readAt(file, size - tailBytes, tailBytes)
  let end = tail.length - 22
  while (end >= 0 && tail.readUInt32LE(end) !== 0x06054b50) end--
  if (end < 0) throw new Error('not a zip archive')
  const count = tail.readUInt16LE(end + 10)
  const bytes = tail.readUInt32LE(end + 12)
  const at = tail.readUInt32LE(end + 16)
  if (count === 0xffff || at === 0xffffffff || bytes > directoryLimitBytes) throw new Error('zip64 archives are not read')
  const directory = await readAt(file, at, bytes)
  const entries = new Map<string, ZipEntry>()
  for (let i = 0, o = 0; i < count; i++) {
    if (o + 46 > directory.length || directory.readUInt32LE(o) !== 0x02014b50) throw new Error('the zip directory is damaged')
    const nameBytes = directory.readUInt16LE(o + 28)
    const path = directory.toString('utf8', o + 46, o + 46 + nameBytes)
    const method = directory.readUInt16LE(o + 10)
    if (directory.readUInt16LE(o + 8) & 1 || (method !== 0 && method !== 8)) throw new Error(`zip entry ${path} cannot be read`)
    entries.set(path, {
      path,
      method,
      packedBytes: directory.readUInt32LE(o + 20),
      bytes: directory.readUInt32LE(o + 24),
      headerAt: directory.readUInt32LE(o + 42),
    })
    o += 46 + nameBytes + directory.readUInt16LE(o + 30) + directory.readUInt16LE(o + 32)
  }
  return entries
}
