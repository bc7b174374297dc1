import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { zipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openArchive } from './archive.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'duet-archive-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const long = Buffer.alloc(300_000, 'abcdefghij')
const put = async (name: string, bytes: Uint8Array): Promise<string> => {
  await writeFile(join(dir, name), bytes)
  return join(dir, name)
}

describe('a wheel', () => {
  const wheel = (): Uint8Array => zipSync({ 'x/packed': long, 'x/stored': [long, { level: 0 }], 'x/empty': new Uint8Array() })

  it('gives its entries, packed, stored and empty', async () => {
    const archive = await openArchive(await put('a.whl', wheel()))
    expect([...archive.paths].sort()).toEqual(['x/empty', 'x/packed', 'x/stored'])
    expect((await buffer(await archive.read('x/packed'))).equals(long)).toBe(true)
    expect((await buffer(await archive.read('x/stored'))).equals(long)).toBe(true)
    expect((await buffer(await archive.read('x/empty'))).length).toBe(0)
    await expect(archive.read('x/none')).rejects.toThrow('no x/none')
    await archive.close()
  })
  it('is refused when cut short or no zip at all', async () => {
    const bytes = wheel()
    await expect(openArchive(await put('cut.whl', bytes.subarray(0, bytes.length - 30)))).rejects.toThrow()
    await expect(openArchive(await put('not.whl', Buffer.from('hello')))).rejects.toThrow('not a zip archive')
    await expect(openArchive(await put('none.whl', new Uint8Array()))).rejects.toThrow()
  })
  it('fails in reading when an entry is not as long as the directory says', async () => {
    const bytes = Buffer.from(wheel())
    const at = bytes.indexOf('PK\x01\x02', 0, 'latin1')
    bytes.writeUInt32LE(long.length + 1, at + 24)
    const archive = await openArchive(await put('c.whl', bytes))
    await expect(archive.read('x/packed').then(buffer)).rejects.toThrow('shorter than it says')
    await archive.close()
  })
  it('fails in reading when an entry is damaged', async () => {
    const path = await put('b.whl', wheel())
    const bytes = await readFile(path)
    bytes.fill(0xff, 50, 90)
    await writeFile(path, bytes)
    const archive = await openArchive(path)
    await expect(archive.read('x/packed').then(buffer)).rejects.toThrow()
    await archive.close()
  })
})

describe('an npm package', () => {
  const entry = (path: string, content: Buffer): Buffer => {
    const header = Buffer.alloc(512)
    header.write(path, 0)
    header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124)
    header.write('0', 156)
    const padding = Buffer.alloc((512 - (content.length % 512)) % 512)
    return Buffer.concat([header, content, padding])
  }
  it('gives its files', async () => {
    const tar = Buffer.concat([entry('package/a.txt', Buffer.from('A')), entry('package/b.bin', long), Buffer.alloc(1024)])
    const archive = await openArchive(await put('p.tgz', gzipSync(tar)))
    expect(archive.paths).toEqual(['package/a.txt', 'package/b.bin'])
    expect((await buffer(await archive.read('package/b.bin'))).equals(long)).toBe(true)
    await archive.close()
  })
  it('is refused when a file is longer than the archive', async () => {
    await expect(openArchive(await put('q.tgz', gzipSync(entry('a', long).subarray(0, 1024))))).rejects.toThrow('damaged')
  })
})
