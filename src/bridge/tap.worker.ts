/**
 * The tap's process: listens along to every call of the bridge; slow or dead, it is never heard. A process and not a thread, since the
 * native runtime of the voice model brings down whatever process it ends in.
 */
import type { ConversationEvent } from '../conversation/conversation.ts'
import type { EarShareStatus } from '../speech/ear-share.ts'
import { createVadBatch, type VadBatch } from '../speech/vad-batch.ts'
import { type RecordingNews, type TapRecordingSettings, TapRecordings } from './recording/tap-recordings.ts'
import { type EarWish, readBatch, type TapNote, type TapRecord } from './tap-batch.ts'
import { TapCall } from './tap-call.ts'
import { type EarEvent, type EarNews, type TapEarSettings, TapEars } from './tap-ears.ts'

/** The records of one tick, as `TapBatch` packs them. */
export type TapRequest = {
  readonly bytes: Uint8Array
  /** Something in it may be to record. */
  readonly recorded: boolean
}
/** The only argument, as JSON. */
export type TapSettings = {
  readonly modelsDir: string
  readonly ear: TapEarSettings | null
  readonly recordings: TapRecordingSettings | null
}
export type TapEvent = ConversationEvent | EarEvent | RecordingNews
export type TapAnswer =
  /** How the user's voice is told from noise; first message. */
  | { readonly type: 'started'; readonly vad: 'model' | 'energy'; readonly detail: string }
  | { readonly type: 'ear'; readonly status: (EarShareStatus & { readonly model: string }) | null }
  | { readonly type: 'events'; readonly call: number; readonly events: readonly TapEvent[] }
  | { readonly type: 'ended'; readonly call: number }
  /** A batch is worked off. */
  | { readonly type: 'done'; readonly byteLength: number }

/** A call and the finals its ear still owes. */
type Entry = { readonly call: TapCall; owed: number; over: boolean }

const statusEveryMs = 500
/** With this many calls their frames are gathered for so long, ms: the model takes many at once for a third of the time. */
const crowd = 16
const gatherMs = 40
const samplesPerMs = 48

// Our own parent wrote it.
const settings = JSON.parse(process.argv[2] ?? '') as TapSettings
/** A bridge that has just ended hears nothing more; without the callback that would end this process before its recordings are written. */
const tell = (answer: TapAnswer) => process.connected && process.send?.(answer, undefined, undefined, () => undefined)
// The bridge is gone or wants us gone. Exiting in the ordinary way would run the native runtime's end.
process.on('disconnect', () => {
  recordings?.flushSync()
  process.kill(process.pid, 'SIGKILL')
})

// Ctrl-C reaches the whole group; the bridge decides when the tap ends.
process.on('SIGINT', () => undefined)
process.on('SIGTERM', () => undefined)

const calls = new Map<number, Entry>()
/** Calls with sound that was not looked at yet. */
const touched = new Set<number>()
let judgedMs = 0
let gathering: NodeJS.Timeout | undefined
let vads: VadBatch | undefined
let ears: TapEars | undefined
const recordings = settings.recordings
  ? new TapRecordings(
      settings.recordings,
      (call, news) => tell({ type: 'events', call, events: [news] }),
      (call) => tellEvents(call),
    )
  : undefined
// Batches are worked off one after the other: the model answers by promise, and a call's sound must stay in order.
let work: Promise<void> = Promise.all([loadVad(), TapEars.open(settings.ear, settings.modelsDir)]).then((loaded) => {
  ;[vads, ears] = loaded
  tellEars()
})
// The only messages on the channel are those of tap.ts.
process.on('message', (message) => {
  const { bytes, recorded } = message as TapRequest
  if (recorded) recordings?.take(bytes)
  work = work.then(() => workOff(bytes))
})
let toldEars = ''
setInterval(tellEars, statusEveryMs).unref()

async function loadVad(): Promise<VadBatch | undefined> {
  try {
    const batch = await createVadBatch({ modelsDir: settings.modelsDir })
    tell({ type: 'started', vad: 'model', detail: '' })
    return batch
  } catch (error) {
    tell({ type: 'started', vad: 'energy', detail: error instanceof Error ? error.message : '' })
    return undefined
  }
}

async function workOff(bytes: Uint8Array): Promise<void> {
  for (const record of readBatch(bytes)) {
    touched.add(record.call)
    take(record)
  }
  const waitMs = calls.size < crowd ? 0 : judgedMs + gatherMs - performance.now()
  if (waitMs <= 0) await judgeAll()
  else
    gathering ??= setTimeout(() => {
      work = work.then(judgeAll)
    }, waitMs)
  tell({ type: 'done', byteLength: bytes.length })
}

async function judgeAll(): Promise<void> {
  clearTimeout(gathering)
  gathering = undefined
  judgedMs = performance.now()
  const ids = [...touched]
  touched.clear()
  await judge(ids)
  for (const id of ids) tellEvents(id)
}

function take(record: TapRecord): void {
  const id = record.call
  if (record.type === 'note' && record.note.type === 'open') return open(id, record.note)
  const entry = calls.get(id)
  if (!entry) return
  const { call } = entry
  if (record.type === 'sound') call.sound(record.side, record.fromSample, record.packet)
  else if (record.type === 'gap') call.gap(record.fromSample, record.toSample)
  else if (record.note.type === 'ear') {
    const { ear } = record.note
    // A fresh leg of an engine that gives no words either breaks nothing off.
    if (!ear) call.listen(undefined)
    else if (!call.expect(ear.hotWords)) call.listen(listener(id, ear))
  } else if (record.note.type !== 'open' && record.note.type !== 'unrecord') {
    call.note(record.note)
    if (record.note.type === 'end') entry.over = true
  }
}

function open(id: number, note: Extract<TapNote, { type: 'open' }>): void {
  const heard = note.ear ? listener(id, note.ear, note.startSample / samplesPerMs) : undefined
  calls.set(id, { call: new TapCall(note, vads !== undefined, heard), owed: 0, over: false })
}

/** The frames of all calls that wait for the model, each call's first, then each call's second, … */
async function judge(ids: readonly number[]): Promise<void> {
  if (!vads) return
  for (;;) {
    const asking = ids.flatMap((id) => {
      const call = calls.get(id)?.call
      const job = call?.undecided
      return call && job ? [{ call, job }] : []
    })
    if (asking.length === 0) return
    const found = await vads.run(asking.map(({ job }) => job))
    for (const [i, { call }] of asking.entries()) call.decide(found[i] ?? 0)
  }
}

/** @param startMs where the call's media time stands before its first sound */
function listener(id: number, wish: EarWish, startMs = 0) {
  const of = (): Entry | undefined => calls.get(id)
  return ears?.listen(wish, {
    words(words) {
      of()?.call.note(words)
      tellEvents(id)
    },
    news: (news: EarNews) => {
      const atMs = of()?.call.nowMs ?? Math.round(startMs)
      tell({ type: 'events', call: id, events: [{ type: 'ear', ...news, atMs }] })
    },
    asked() {
      const entry = of()
      if (entry) entry.owed++
    },
    settled() {
      const entry = of()
      if (entry) entry.owed--
      tellEvents(id)
    },
  })
}

/** What came to light in a call, and that it is over once nothing more can. */
function tellEvents(id: number): void {
  const entry = calls.get(id)
  if (!entry) return
  const events = entry.call.takeEvents()
  if (events.length > 0) tell({ type: 'events', call: id, events })
  if (!entry.over || entry.owed > 0 || entry.call.undecided || recordings?.has(id)) return
  calls.delete(id)
  tell({ type: 'ended', call: id })
}

function tellEars(): void {
  const status = ears?.status ?? null
  const now = JSON.stringify(status)
  if (now === toldEars) return
  toldEars = now
  tell({ type: 'ear', status })
}
