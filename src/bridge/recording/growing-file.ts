/** A file that only grows: bytes are appended in order without anybody waiting, and what is not written yet is bounded. */
import { writeSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'

/** A disk that is this far behind does not keep up, bytes: two minutes of one side. */
const maxWaitingBytes = 1024 * 1024

export class GrowingFile {
  readonly #path: string
  readonly #onFailed: (error: Error) => void
  #waiting: Uint8Array[] = []
  #waitingBytes = 0
  #file: FileHandle | undefined
  #writing: Promise<void> | undefined
  #over = false

  /** A new file, for its owner alone; one that is there already is a failure. @param onFailed once; nothing is written after it */
  constructor(path: string, onFailed: (error: Error) => void) {
    this.#path = path
    this.#onFailed = onFailed
  }

  append(bytes: Uint8Array): void {
    if (this.#over || bytes.length === 0) return
    this.#waiting.push(bytes)
    this.#waitingBytes += bytes.length
    if (this.#waitingBytes > maxWaitingBytes) this.#fail(new Error('the disk does not keep up'))
    else this.#writing ??= this.#write()
  }

  /** Resolves when everything is on the disk, or the file has failed. */
  async close(): Promise<void> {
    await this.#writing
    this.#over = true
    const file = this.#file
    this.#file = undefined
    // Without this a power failure may take the last half minute.
    await file?.datasync().catch(() => {})
    await file?.close().catch(() => {})
  }

  /** Writes what waits at once, since the process ends. What is being written just then is in the kernel's hands. */
  flushSync(last: Uint8Array): void {
    if (this.#over || !this.#file) return
    try {
      for (const bytes of [...this.#waiting.slice(this.#writing ? 1 : 0), last]) writeSync(this.#file.fd, bytes)
    } catch {
      // The process ends; what is there can be read.
    }
  }

  async #write(): Promise<void> {
    try {
      this.#file ??= await open(this.#path, 'ax', 0o600)
      for (let bytes = this.#waiting[0]; bytes && !this.#over; bytes = this.#waiting[0]) {
        await this.#file.appendFile(bytes)
        this.#waiting.shift()
        this.#waitingBytes -= bytes.length
      }
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)))
    } finally {
      this.#writing = undefined
    }
  }

  #fail(error: Error): void {
    if (this.#over) return
    this.#over = true
    this.#waiting = []
    const file = this.#file
    this.#file = undefined
    void file?.close().catch(() => {})
    this.#onFailed(error)
  }
}
