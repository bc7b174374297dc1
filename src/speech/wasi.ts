/**
 * As much of WASI (preview 1) as a command needs that writes one file: arguments, a clock, one folder in memory. Nothing
 * touches the disk, so what is said leaves no trace there. https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md
 */

const ok = 0
const badDescriptor = 8
const invalid = 28
const noSuchFile = 44
const firstFolder = 3
const folderName = '/'
const fileLimitBytes = 64 * 1024 * 1024

class Exited extends Error {
  readonly code: number
  constructor(code: number) {
    super(`exit ${code}`)
    this.code = code
  }
}

/**
 * Runs a WASI command to its end.
 * @param args the program's name first
 * @returns the bytes it wrote into files of its root folder, by name
 * @throws Error when it ends with another code than 0
 */
export function runWasi(module: WebAssembly.Module, args: readonly string[]): Map<string, Uint8Array> {
  const files = new Map<string, MemoryFile>()
  const open = new Map<number, { readonly file: MemoryFile; at: number }>()
  const argv = args.map((arg) => new TextEncoder().encode(`${arg}\0`))
  const memory: { current?: WebAssembly.Memory } = {}
  const view = (): DataView => new DataView(buffer())
  const buffer = (): ArrayBuffer => {
    if (!memory.current) throw new Error('the program has no memory yet')
    return memory.current.buffer
  }
  const slices = (at: number, count: number): Uint8Array[] =>
    Array.from(
      { length: count },
      (_, i) => new Uint8Array(buffer(), view().getUint32(at + i * 8, true), view().getUint32(at + i * 8 + 4, true)),
    )

  const wasi_snapshot_preview1 = {
    args_sizes_get(countAt: number, bytesAt: number): number {
      view().setUint32(countAt, argv.length, true)
      view().setUint32(
        bytesAt,
        argv.reduce((sum, arg) => sum + arg.length, 0),
        true,
      )
      return ok
    },
    args_get(pointersAt: number, bytesAt: number): number {
      let at = bytesAt
      for (const [i, arg] of argv.entries()) {
        view().setUint32(pointersAt + i * 4, at, true)
        new Uint8Array(buffer(), at, arg.length).set(arg)
        at += arg.length
      }
      return ok
    },
    clock_time_get(_clock: number, _precision: bigint, at: number): number {
      view().setBigUint64(at, 0n, true)
      return ok
    },
    fd_prestat_get(fd: number, at: number): number {
      if (fd !== firstFolder) return badDescriptor
      view().setUint32(at, 0, true)
      view().setUint32(at + 4, folderName.length, true)
      return ok
    },
    fd_prestat_dir_name(fd: number, at: number, bytes: number): number {
      if (fd !== firstFolder) return badDescriptor
      new Uint8Array(buffer(), at, bytes).set(new TextEncoder().encode(folderName).subarray(0, bytes))
      return ok
    },
    fd_fdstat_get(fd: number, at: number): number {
      if (fd > firstFolder && !open.has(fd)) return badDescriptor
      new Uint8Array(buffer(), at, 24).fill(0)
      view().setUint8(at, fd === firstFolder ? 3 : fd < firstFolder ? 2 : 4) // directory, character device, regular file
      view().setBigUint64(at + 8, ~0n & 0x1fffffffn, true) // all rights
      view().setBigUint64(at + 16, ~0n & 0x1fffffffn, true)
      return ok
    },
    fd_fdstat_set_flags: (): number => ok,
    path_open(
      fd: number,
      _f: number,
      pathAt: number,
      bytes: number,
      flags: number,
      _r: bigint,
      _i: bigint,
      _d: number,
      at: number,
    ): number {
      if (fd !== firstFolder) return badDescriptor
      const name = new TextDecoder().decode(new Uint8Array(buffer(), pathAt, bytes))
      const create = (flags & 1) !== 0
      let file = files.get(name)
      if (!file && !create) return noSuchFile
      file ??= new MemoryFile()
      if (flags & 8) file.truncate()
      files.set(name, file)
      const handle = firstFolder + 1 + open.size
      open.set(handle, { file, at: 0 })
      view().setUint32(at, handle, true)
      return ok
    },
    fd_close: (): number => ok, // descriptors are few and their numbers are not used again
    fd_seek(fd: number, offset: bigint, whence: number, at: number): number {
      const handle = open.get(fd)
      if (!handle) return badDescriptor
      const base = whence === 0 ? 0 : whence === 1 ? handle.at : handle.file.bytes
      const to = base + Number(offset)
      if (to < 0 || to > fileLimitBytes) return invalid
      handle.at = to
      view().setBigUint64(at, BigInt(to), true)
      return ok
    },
    fd_read(fd: number, at: number, count: number, readAt: number): number {
      const handle = open.get(fd)
      let bytes = 0
      for (const slice of handle ? slices(at, count) : []) bytes += handle ? handle.file.read(handle, slice) : 0
      view().setUint32(readAt, bytes, true)
      return ok
    },
    fd_write(fd: number, at: number, count: number, writtenAt: number): number {
      const handle = open.get(fd)
      let bytes = 0
      for (const slice of slices(at, count)) {
        if (handle && !handle.file.write(handle, slice)) return invalid
        bytes += slice.length // what goes to stdout and stderr is dropped
      }
      view().setUint32(writtenAt, bytes, true)
      return ok
    },
    proc_exit(code: number): never {
      throw new Exited(code)
    },
  }

  const instance = new WebAssembly.Instance(module, { wasi_snapshot_preview1 })
  const { memory: exported, _start: start } = instance.exports
  if (!(exported instanceof WebAssembly.Memory) || typeof start !== 'function') throw new Error('not a WASI command')
  memory.current = exported
  try {
    start()
  } catch (error) {
    if (!(error instanceof Exited) || error.code !== 0) throw error
  }
  return new Map([...files].map(([name, file]) => [name, file.content()]))
}

type Position = { at: number }

/** A file that grows by doubling, up to a limit. */
class MemoryFile {
  bytes = 0
  #data = new Uint8Array(64 * 1024)

  truncate(): void {
    this.bytes = 0
  }
  content(): Uint8Array {
    return this.#data.subarray(0, this.bytes)
  }
  read(position: Position, into: Uint8Array): number {
    const some = this.#data.subarray(position.at, Math.min(this.bytes, position.at + into.length))
    into.set(some)
    position.at += some.length
    return some.length
  }
  write(position: Position, from: Uint8Array): boolean {
    const end = position.at + from.length
    if (end > fileLimitBytes) return false
    if (end > this.#data.length) {
      const grown = new Uint8Array(Math.max(end, this.#data.length * 2))
      grown.set(this.#data)
      this.#data = grown
    }
    this.#data.set(from, position.at)
    position.at = end
    this.bytes = Math.max(this.bytes, end)
    return true
  }
}
