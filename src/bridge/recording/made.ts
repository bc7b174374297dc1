/** What is made of a session's sound for people to listen to: made once, in a process of its own, and again only where there is more sound. */
import { fork } from 'node:child_process'
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DuetError } from '../../protocol/errors.ts'
import type { RecordingLibrary } from './library.ts'
import type { MixRequest } from './mix.worker.ts'

export const madeNames = ['mixed.opus', 'user.opus', 'agent.opus', 'levels.json'] as const
export type MadeName = (typeof madeNames)[number]
export type MadeFile = { readonly path: string; readonly bytes: number }

const program = fileURLToPath(new URL('./mix.worker.ts', import.meta.url))
/** An hour takes three quarters of a minute on a core that has nothing else to do. */
const deadlineMs = 900_000

export class MadeSound {
  readonly #library: RecordingLibrary
  #work: Promise<unknown> = Promise.resolve()
  readonly #closing = new AbortController()

  constructor(library: RecordingLibrary) {
    this.#library = library
  }

  /**
   * A file of a session, as it is now. One session is worked on at a time.
   * Throws `recording.none` where there is no sound, `store.failed`.
   */
  async file(sessionId: string, name: MadeName): Promise<MadeFile> {
    const made = this.#work.then(() => this.#make(sessionId))
    this.#work = made.catch(() => {})
    const path = join(await made, name)
    return { path, bytes: (await stat(path)).size }
  }

  close(): void {
    this.#closing.abort()
  }

  /** @returns the folder */
  async #make(sessionId: string): Promise<string> {
    const segments = await this.#library.segments(sessionId)
    if (segments.length === 0) throw new DuetError('recording.none', 'There is no sound of this conversation.')
    const folder = this.#library.folder(sessionId)
    const into = join(folder, 'made')
    const of = segments.reduce((sum, { bytes }) => sum + bytes, 0)
    const note = join(into, 'made-of')
    if ((await readFile(note, 'utf8').catch(() => '')) === String(of)) return into
    try {
      await rm(into, { recursive: true, force: true })
      await mkdir(into, { mode: 0o700 })
      await run({ folder, into }, this.#closing.signal)
      await writeFile(note, String(of))
      return into
    } catch (cause) {
      await rm(into, { recursive: true, force: true }).catch(() => {})
      throw new DuetError('store.failed', 'The sound could not be put together.', { field: 'DUET_DATA_DIR', cause })
    }
  }
}

function run(request: MixRequest, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = fork(program, [JSON.stringify(request)], { execArgv: [], stdio: 'ignore', signal, killSignal: 'SIGKILL' })
    const late = setTimeout(() => child.kill('SIGKILL'), deadlineMs)
    child.on('error', reject)
    child.on('exit', (code, how) => {
      clearTimeout(late)
      if (code === 0) resolve()
      else reject(new Error(`mixing ended with ${how ?? code}`))
    })
  })
}
