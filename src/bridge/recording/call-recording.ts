/** The sound of one call, each side in files of its own as it came; runs in the tap's process. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Side } from '../../protocol/session.ts'
import { segmentName } from './folder.ts'
import { GrowingFile } from './growing-file.ts'
import type { RecordingRoom } from './room.ts'
import { SideTrack } from './side-track.ts'

/** Why a call is no longer recorded. `room`: DUET_RECORDING_MAX_MB, or little left on the disk. */
export type RecordingFailure = { readonly reason: 'room' | 'disk'; readonly detail: string }

type Recorded = { readonly track: SideTrack; readonly file: GrowingFile }

export class CallRecording {
  readonly #dir: string
  readonly #room: RecordingRoom
  readonly #onFailed: (failure: RecordingFailure) => void
  readonly #sides = new Map<Side, Recorded>()
  #over = false

  /** @param dir the session's own folder, made here. @param onFailed once; nothing is recorded after it */
  constructor(dir: string, room: RecordingRoom, onFailed: (failure: RecordingFailure) => void) {
    this.#dir = dir
    this.#room = room
    this.#onFailed = onFailed
  }

  /** @param fromSample 48 kHz samples of session media time */
  sound(side: Side, fromSample: number, packet: Uint8Array): void {
    if (this.#over) return
    const recorded = this.#sides.get(side) ?? this.#begin(side, fromSample)
    if (recorded) this.#append(recorded, recorded.track.push(fromSample, packet))
  }

  /** Both sides reach until here. Resolves when all is on the disk. */
  async end(sample: number): Promise<void> {
    if (this.#over) return
    for (const recorded of this.#sides.values()) this.#append(recorded, recorded.track.end(sample))
    await this.stop()
  }

  /** Nothing more is written. */
  async stop(): Promise<void> {
    this.#over = true
    await Promise.all([...this.#sides.values()].map(({ file }) => file.close()))
  }

  /** The process ends now. */
  flushSync(): void {
    if (this.#over) return
    for (const { track, file } of this.#sides.values()) file.flushSync(track.flush())
  }

  #begin(side: Side, fromSample: number): Recorded | undefined {
    try {
      mkdirSync(this.#dir, { recursive: true, mode: 0o700 })
    } catch (error) {
      this.#fail('disk', error instanceof Error ? error.message : String(error))
      return undefined
    }
    const path = join(this.#dir, segmentName(side, fromSample))
    const recorded = {
      track: new SideTrack(fromSample),
      file: new GrowingFile(path, (error) => this.#fail('disk', error.message)),
    }
    this.#sides.set(side, recorded)
    this.#append(recorded, [recorded.track.headers()])
    return recorded
  }

  #append({ file }: Recorded, pages: readonly Uint8Array[]): void {
    for (const page of pages) {
      if (this.#room.take(page.length)) file.append(page)
      else this.#fail('room', this.#room.full)
    }
  }

  #fail(reason: RecordingFailure['reason'], detail: string): void {
    if (this.#over) return
    this.#over = true
    for (const { track, file } of this.#sides.values()) {
      // What there is until here stays whole.
      if (reason === 'room') file.append(track.flush())
      void file.close()
    }
    this.#onFailed({ reason, detail })
  }
}
