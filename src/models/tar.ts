/** Reads an npm package (a gzipped tar archive, POSIX ustar) into memory; npm writes no links and no long names. */
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'

const unpackedLimitBytes = 512 * 1024 * 1024

/** The regular files by path. @throws Error when the archive is cut short or its sizes make no sense */
export async function readTarGz(path: string): Promise<Map<string, Buffer>> {
  const tar = await promisify(gunzip)(await readFile(path), { maxOutputLength: unpackedLimitBytes })
  const files = new Map<string, Buffer>()
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0; ) {
    const text = (from: number, bytes: number): string =>
      tar
        .toString('utf8', at + from, at + from + bytes)
        .split('\0', 1)
        .join('')
    const size = Number.parseInt(text(124, 12), 8)
    const end = at + 512 + size
    if (!(size >= 0) || end > tar.length) throw new Error('the tar archive is damaged')
    const type = text(156, 1)
    const prefix = text(345, 155)
    if (type === '0' || type === '') files.set(`${prefix ? `${prefix}/` : ''}${text(0, 100)}`, tar.subarray(at + 512, end))
    at += 512 + Math.ceil(size / 512) * 512
  }
  return files
}
