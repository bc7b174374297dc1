/** An archive as a registry hands it out, a wheel (zip) or an npm package (tar.gz): its paths and their contents. */
import { Readable } from 'node:stream'
import { readTarGz } from './tar.ts'
import { Zip } from './zip.ts'

export type Archive = {
  readonly paths: readonly string[]
  read(path: string): Promise<Readable>
  close(): Promise<void>
}

/** Opens by the file's name: `.tgz`, else zip. */
export async function openArchive(path: string): Promise<Archive> {
  if (path.endsWith('.tgz')) {
    const entries = await readTarGz(path)
    return {
      paths: [...entries.keys()],
      read: async (name) => Readable.from([found(entries.get(name), name)], { objectMode: false }),
      close: async () => entries.clear(),
    }
  }
  const zip = await Zip.open(path)
  return {
    paths: [...zip.entries.keys()],
    read: async (name) => zip.read(found(zip.entries.get(name), name)),
    close: () => zip.close(),
  }
}

function found<T>(entry: T | undefined, name: string): T {
  if (entry === undefined) throw new Error(`the archive has no ${name}`)
  return entry
}
