/** Checksums and checked copies of model files. */
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Readable } from 'node:stream'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { DuetError } from '../protocol/errors.ts'

/** The sha256 of a file, in hex. */
export async function fileSum(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), hash, { ...(signal && { signal }) })
  return hash.digest('hex')
}

/** One sum over many files: the sha256 of `sha256  path` lines, as sha256sum prints them, in byte order of the paths. */
export function treeSum(files: readonly { readonly path: string; readonly sha256: string }[]): string {
  const sorted = [...files].sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)))
  return createHash('sha256')
    .update(sorted.map((file) => `${file.sha256}  ${file.path}\n`).join(''))
    .digest('hex')
}

/** Writes a stream to a file, under another name until it is complete and its sum is right; returns the sum. */
export async function writeChecked(source: Readable, path: string, sha256?: string, signal?: AbortSignal): Promise<string> {
  await mkdir(dirname(path), { recursive: true })
  const unfinished = `${path}.unfinished`
  const hash = createHash('sha256')
  const pass = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      done(null, chunk)
    },
  })
  try {
    await pipeline(source, pass, createWriteStream(unfinished), { ...(signal && { signal }) })
    const found = hash.digest('hex')
    if (sha256 !== undefined && found !== sha256) throw wrongSum(path, found, sha256)
    await rename(unfinished, path)
    return found
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
}

/** The refusal of a file that is not what the catalogue says. */
export function wrongSum(path: string, found: string, expected: string): DuetError {
  return new DuetError('model.checksum', `${path} has sha256 ${found}, expected ${expected}.`, { field: path })
}

/** Whether a file is there with this length. */
export async function hasLength(path: string, bytes: number): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  return found?.isFile() === true && found.size === bytes
}
