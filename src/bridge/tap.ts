/** The voice path's side of the tap: takes records without waiting, hands them over once per tick, sheds sound when the worker falls behind. */
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Log } from '../observe/log.ts'
import type { Side } from '../protocol/session.ts'
import type { EarShareStatus } from '../speech/ear-share.ts'
import type { TapRecordingSettings } from './recording/tap-recordings.ts'
import type { TapAnswer, TapEvent, TapRequest, TapSettings } from './tap.worker.ts'
import { type EarWish, TapBatch, type TapNote } from './tap-batch.ts'
import type { TapEarSettings } from './tap-ears.ts'

type OpenNote = Extract<TapNote, { type: 'open' }>

export type TapOptions = {
  /** DUET_MODELS_DIR; without the voice model loudness alone tells speech. */
  readonly modelsDir: string
  readonly log: Log
  /** What writes down the user's words where an engine does not; nothing does if not given. */
  readonly ear?: TapEarSettings
  /** Where sound is kept of calls that are to be recorded; none is if not given. */
  readonly recordings?: TapRecordingSettings
  /** Time between two batches, ms. */
  readonly tickMs?: number
  /** Bytes handed over and not yet worked off, beyond which sound is shed. */
  readonly maxPendingBytes?: number
}

export type TapStatus = {
  readonly vad: 'model' | 'energy' | 'starting'
  readonly calls: number
  readonly pendingBytes: number
  /** Packets the tap did not listen to. */
  readonly shedPackets: number
  readonly restarts: number
  /** Null: there is no ear. */
  readonly ear: (EarShareStatus & { readonly model: string }) | null
}

/** One call on the tap. Everything returns at once. Positions are 48 kHz samples of session media time. */
export interface TapLine {
  sound(side: Side, fromSample: number, packet: Uint8Array): void
  gap(fromSample: number, toSample: number): void
  note(note: Exclude<TapNote, { type: 'open' | 'end' }>): void
  /** Resolves when the last event has been told, or after `deadlineMs`; the words of an ear that is behind are told even later. */
  end(sample: number, deadlineMs: number): Promise<void>
}

export interface Tap {
  readonly status: TapStatus
  open(at: Omit<OpenNote, 'type'>, onEvents: (events: readonly TapEvent[]) => void): TapLine
  /** Resolves when no call's words are waited for, or after `deadlineMs`. */
  settled(deadlineMs: number): Promise<void>
  close(): void
}

const program = fileURLToPath(new URL('./tap.worker.ts', import.meta.url))
/** Until the worker has told. */
const noEars: EarShareStatus = { ears: 0, pids: [], waitingFinals: 0, waitingMs: 0, shedPartials: 0, lostFinals: 0, restarts: 0 }
/** After a worker died, ms. */
const restartMs = 1000
/** How long after a call its last words may still come, ms: as much sound as may wait for the ear. */
const lateMs = 120_000

type Line = {
  readonly onEvents: (events: readonly TapEvent[]) => void
  readonly ended: PromiseWithResolvers<void>
  /** Where another worker would take it up. */
  open: OpenNote
  ending: boolean
}

export function openTap(options: TapOptions): Tap {
  return new WorkerTap(options)
}

class WorkerTap implements Tap {
  readonly #options: TapOptions & Required<Pick<TapOptions, 'tickMs' | 'maxPendingBytes'>>
  readonly #lines = new Map<number, Line>()
  readonly #timer: NodeJS.Timeout
  #batch = new TapBatch()
  #worker: ChildProcess | undefined
  #vad: TapStatus['vad'] = 'starting'
  #nextCall = 1
  #pendingBytes = 0
  #shedPackets = 0
  #restarts = 0
  #ear: TapStatus['ear']
  #closed = false

  constructor(options: TapOptions) {
    this.#ear = options.ear ? { model: options.ear.model, ...noEars } : null
    this.#options = { tickMs: 10, maxPendingBytes: 4 * 1024 * 1024, ...options }
    this.#start()
    this.#timer = setInterval(() => this.#hand(), this.#options.tickMs)
  }

  get status(): TapStatus {
    return {
      vad: this.#vad,
      calls: [...this.#lines.values()].filter((line) => !line.ending).length,
      pendingBytes: this.#pendingBytes + this.#batch.byteLength,
      shedPackets: this.#shedPackets,
      restarts: this.#restarts,
      ear: this.#ear,
    }
  }

  open(at: Omit<OpenNote, 'type'>, onEvents: (events: readonly TapEvent[]) => void): TapLine {
    const id = this.#nextCall++
    const line: Line = { onEvents, ended: Promise.withResolvers(), open: { type: 'open', ...at }, ending: false }
    this.#lines.set(id, line)
    this.#batch.note(id, line.open)
    return {
      sound: (side, fromSample, packet) => {
        if (this.#full()) this.#shedPackets++
        else this.#batch.sound(id, side, fromSample, packet)
      },
      gap: (fromSample, toSample) => this.#batch.gap(id, fromSample, toSample),
      note: (note) => {
        if (note.type === 'ear') line.open = withEar(line.open, note.ear)
        if (note.type === 'unrecord') line.open = unrecorded(line.open)
        if (note.type === 'ear' || note.type === 'unrecord' || !this.#full()) this.#batch.note(id, note)
      },
      end: (sample, deadlineMs) => this.#end(id, line, sample, deadlineMs),
    }
  }

  close(): void {
    this.#closed = true
    clearInterval(this.#timer)
    for (const line of this.#lines.values()) line.ended.resolve()
    this.#lines.clear()
    this.#worker?.kill('SIGKILL') // it holds nothing that must be kept
  }

  async #end(id: number, line: Line, sample: number, deadlineMs: number): Promise<void> {
    line.ending = true
    this.#batch.note(id, { type: 'end', sample })
    const forget = setTimeout(() => this.#lines.delete(id), lateMs)
    forget.unref()
    void line.ended.promise.then(() => {
      clearTimeout(forget)
      this.#lines.delete(id)
    })
    await withDeadline(line.ended.promise, deadlineMs)
  }

  async settled(deadlineMs: number): Promise<void> {
    const ending = [...this.#lines.values()].filter((line) => line.ending)
    await withDeadline(Promise.all(ending.map((line) => line.ended.promise)), deadlineMs)
  }

  #full(): boolean {
    return this.#pendingBytes + this.#batch.byteLength > this.#options.maxPendingBytes
  }

  #hand(): void {
    if (this.#batch.byteLength === 0 || !this.#worker) return
    const bytes = this.#batch.take()
    this.#pendingBytes += bytes.length
    this.#worker.send({ bytes, recorded: this.#options.recordings !== undefined } satisfies TapRequest)
  }

  #start(): void {
    const { modelsDir, ear = null, recordings = null } = this.#options
    const worker = fork(program, [JSON.stringify({ modelsDir, ear, recordings } satisfies TapSettings)], {
      serialization: 'advanced',
      execArgv: [],
    })
    this.#worker = worker
    // The only messages on the channel are those of tap.worker.ts.
    worker.on('message', (answer) => this.#answer(answer as TapAnswer))
    worker.on('error', (error) => this.#options.log.error({ err: error }, 'the tap failed'))
    worker.on('exit', (code, signal) => this.#restart(worker, signal ?? String(code)))
  }

  #answer(answer: TapAnswer): void {
    switch (answer.type) {
      case 'started':
        this.#vad = answer.vad
        if (answer.vad === 'energy') {
          this.#options.log.warn({ reason: answer.detail }, 'no voice model; turns are found by loudness alone')
        }
        return
      case 'ear':
        this.#ear = answer.status
        return
      case 'done':
        this.#pendingBytes = Math.max(0, this.#pendingBytes - answer.byteLength)
        return
      case 'ended':
        this.#lines.get(answer.call)?.ended.resolve()
        return
      case 'events': {
        const line = this.#lines.get(answer.call)
        if (!line) return
        line.open = afterEvents(line.open, answer.events)
        line.onEvents(answer.events)
      }
    }
  }

  /** Calls go on: the new worker takes each up where the old one's events ended. */
  #restart(worker: ChildProcess, how: string): void {
    if (this.#closed || this.#worker !== worker) return
    this.#options.log.error({ how }, 'the tap ended; it is started again')
    this.#restarts++
    this.#pendingBytes = 0
    this.#batch = new TapBatch()
    for (const [id, line] of this.#lines) {
      if (line.ending) line.ended.resolve()
      else this.#batch.note(id, line.open)
    }
    setTimeout(() => {
      if (!this.#closed) this.#start()
    }, restartMs)
    this.#worker = undefined
  }
}

async function withDeadline(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([work, deadline])
  clearTimeout(timer)
}

function withEar({ ear: _, ...open }: OpenNote, ear: EarWish | null): OpenNote {
  return ear ? { ...open, ear } : open
}

function unrecorded({ record: _, ...open }: OpenNote): OpenNote {
  return open
}

/** Where a call goes on if its worker is lost: after the turns that were told. */
function afterEvents(open: OpenNote, events: readonly TapEvent[]): OpenNote {
  if (events.some((event) => event.type === 'unrecorded'))
    return afterEvents(
      unrecorded(open),
      events.filter(({ type }) => type !== 'unrecorded'),
    )
  let { startSample, userTurns, agentTurns } = open
  for (const event of events) {
    if (event.type === 'turn.start') {
      if (event.side === 'user') userTurns++
      else agentTurns++
    }
    if (event.type === 'turn.end') startSample = Math.max(startSample, event.turn.endMs * 48)
  }
  return { ...open, startSample, userTurns, agentTurns }
}
