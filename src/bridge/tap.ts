/** The voice path's side of the tap: takes records without waiting, hands them over once per tick, sheds sound when the worker falls behind. */
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { ConversationEvent } from '../conversation/conversation.ts'
import type { Log } from '../observe/log.ts'
import type { Side } from '../protocol/session.ts'
import type { TapAnswer, TapRequest } from './tap.worker.ts'
import { TapBatch, type TapNote } from './tap-batch.ts'

export type TapOptions = {
  /** DUET_MODELS_DIR; without the voice model loudness alone tells speech. */
  readonly modelsDir: string
  readonly log: Log
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
}

/** One call on the tap. Everything returns at once. Positions are 48 kHz samples of session media time. */
export interface TapLine {
  sound(side: Side, fromSample: number, packet: Uint8Array): void
  gap(fromSample: number, toSample: number): void
  note(note: Exclude<TapNote, { type: 'open' | 'end' }>): void
  /** Resolves when the last event has been told, or after `deadlineMs`. */
  end(sample: number, deadlineMs: number): Promise<void>
}

export interface Tap {
  readonly status: TapStatus
  open(at: Omit<Extract<TapNote, { type: 'open' }>, 'type'>, onEvents: (events: readonly ConversationEvent[]) => void): TapLine
  close(): void
}

const program = fileURLToPath(new URL('./tap.worker.ts', import.meta.url))
/** After a worker died, ms. */
const restartMs = 1000

type Line = {
  readonly onEvents: (events: readonly ConversationEvent[]) => void
  readonly ended: PromiseWithResolvers<void>
  /** Where another worker would take it up. */
  open: Extract<TapNote, { type: 'open' }>
  ending: boolean
}

export function openTap(options: TapOptions): Tap {
  return new WorkerTap(options)
}

class WorkerTap implements Tap {
  readonly #options: Required<TapOptions>
  readonly #lines = new Map<number, Line>()
  readonly #timer: NodeJS.Timeout
  #batch = new TapBatch()
  #worker: ChildProcess | undefined
  #vad: TapStatus['vad'] = 'starting'
  #nextCall = 1
  #pendingBytes = 0
  #shedPackets = 0
  #restarts = 0
  #closed = false

  constructor(options: TapOptions) {
    this.#options = { tickMs: 10, maxPendingBytes: 4 * 1024 * 1024, ...options }
    this.#start()
    this.#timer = setInterval(() => this.#hand(), this.#options.tickMs)
  }

  get status(): TapStatus {
    return {
      vad: this.#vad,
      calls: this.#lines.size,
      pendingBytes: this.#pendingBytes + this.#batch.byteLength,
      shedPackets: this.#shedPackets,
      restarts: this.#restarts,
    }
  }

  open(at: Omit<Extract<TapNote, { type: 'open' }>, 'type'>, onEvents: (events: readonly ConversationEvent[]) => void): TapLine {
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
        if (!this.#full()) this.#batch.note(id, note)
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
    const deadline = setTimeout(() => line.ended.resolve(), deadlineMs)
    await line.ended.promise
    clearTimeout(deadline)
    this.#lines.delete(id)
  }

  #full(): boolean {
    return this.#pendingBytes + this.#batch.byteLength > this.#options.maxPendingBytes
  }

  #hand(): void {
    if (this.#batch.byteLength === 0 || !this.#worker) return
    const bytes = this.#batch.take()
    this.#pendingBytes += bytes.length
    this.#worker.send({ bytes } satisfies TapRequest)
  }

  #start(): void {
    const worker = fork(program, [this.#options.modelsDir], { serialization: 'advanced', execArgv: [] })
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

/** Where a call goes on if its worker is lost: after the turns that were told. */
function afterEvents(
  open: Extract<TapNote, { type: 'open' }>,
  events: readonly ConversationEvent[],
): Extract<TapNote, { type: 'open' }> {
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
