/** What is recorded of all calls: taken from the tap's batches as they come, before voice or ear have looked at them. Runs in the tap's process. */
import { join } from 'node:path'
import { readBatch } from '../tap-batch.ts'
import { CallRecording, type RecordingFailure } from './call-recording.ts'
import { RecordingRoom } from './room.ts'

export type TapRecordingSettings = {
  /** The folder of all recordings. */
  readonly dir: string
  readonly maxBytes: number
  /** As of `RecordingRoom`. */
  readonly reserveBytes?: number
}

/** A call is no longer recorded; `wish`: because it was asked for. */
export type RecordingNews = {
  readonly type: 'unrecorded'
  readonly reason: RecordingFailure['reason'] | 'wish'
  readonly detail: string
}

export class TapRecordings {
  readonly #dir: string
  readonly #room: RecordingRoom
  readonly #news: (call: number, news: RecordingNews) => void
  readonly #onWritten: (call: number) => void
  readonly #calls = new Map<number, CallRecording>()

  /** @param onWritten the recording of a call that is over is on the disk */
  constructor(
    settings: TapRecordingSettings,
    news: (call: number, news: RecordingNews) => void,
    onWritten: (call: number) => void,
  ) {
    this.#dir = settings.dir
    this.#room = new RecordingRoom(settings)
    this.#news = news
    this.#onWritten = onWritten
    void this.#room.measure()
  }

  /** Whether something of this call is still to be written. */
  has(call: number): boolean {
    return this.#calls.has(call)
  }

  take(batch: Uint8Array): void {
    for (const record of readBatch(batch)) {
      const { call } = record
      if (record.type === 'sound') this.#calls.get(call)?.sound(record.side, record.fromSample, record.packet)
      else if (record.type === 'note') {
        const { note } = record
        if (note.type === 'open' && note.record !== undefined) this.#open(call, note.record)
        else if (note.type === 'end') void this.#end(call, note.sample)
        else if (note.type === 'unrecord') void this.#unrecord(call)
      }
    }
  }

  /** The process ends now. */
  flushSync(): void {
    for (const recording of this.#calls.values()) recording.flushSync()
  }

  #open(call: number, folder: string): void {
    const recording = new CallRecording(join(this.#dir, folder), this.#room, ({ reason, detail }) => {
      this.#calls.delete(call)
      this.#news(call, { type: 'unrecorded', reason, detail })
    })
    this.#calls.set(call, recording)
  }

  async #end(call: number, sample: number): Promise<void> {
    const recording = this.#calls.get(call)
    if (!recording) return
    await recording.end(sample)
    this.#calls.delete(call)
    this.#onWritten(call)
  }

  async #unrecord(call: number): Promise<void> {
    await this.#calls.get(call)?.stop()
    this.#calls.delete(call)
    this.#news(call, { type: 'unrecorded', reason: 'wish', detail: '' })
  }
}
