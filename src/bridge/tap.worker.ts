/** The tap's thread: listens along to every call of the bridge; slow or dead, it is never heard. */
import { parentPort, workerData } from 'node:worker_threads'
import type { ConversationEvent } from '../conversation/conversation.ts'
import { createVadFactory, type VadFactory } from '../speech/vad.ts'
import { readBatch } from './tap-batch.ts'
import { TapCall } from './tap-call.ts'

export type TapWorkerData = { readonly modelsDir: string }
export type TapRequest =
  | { readonly type: 'batch'; readonly buffer: ArrayBuffer; readonly byteLength: number }
  /** The thread ends by itself: cutting one off within a native call takes the whole process with it. */
  | { readonly type: 'close' }
export type TapAnswer =
  /** How the user's voice is told from noise; first message. */
  | { readonly type: 'started'; readonly vad: 'model' | 'energy'; readonly detail: string }
  | { readonly type: 'events'; readonly call: number; readonly events: readonly ConversationEvent[] }
  | { readonly type: 'ended'; readonly call: number }
  /** A batch is worked off. */
  | { readonly type: 'done'; readonly byteLength: number }

const port = parentPort
if (!port) throw new Error('tap.worker.ts runs as a worker thread')
const tell = (answer: TapAnswer) => port.postMessage(answer)

const calls = new Map<number, TapCall>()
const vads = await loadVad()
let work: Promise<void> = Promise.resolve()
// Batches are worked off one after the other: the model answers by promise, and a call's sound must stay in order.
port.on('message', (request: TapRequest) => {
  work = work.then(() => (request.type === 'close' ? port.close() : workOff(request.buffer, request.byteLength)))
})

async function loadVad(): Promise<VadFactory | undefined> {
  try {
    // Given by `openTap`, the only one that starts this thread.
    const factory = await createVadFactory({ modelsDir: (workerData as TapWorkerData).modelsDir })
    tell({ type: 'started', vad: 'model', detail: '' })
    return factory
  } catch (error) {
    tell({ type: 'started', vad: 'energy', detail: error instanceof Error ? error.message : '' })
    return undefined
  }
}

async function workOff(buffer: ArrayBuffer, byteLength: number): Promise<void> {
  const touched = new Set<number>()
  const ended: number[] = []
  for (const record of readBatch(buffer, byteLength)) {
    const call = calls.get(record.call)
    if (record.type === 'note' && record.note.type === 'open') {
      calls.set(record.call, new TapCall(record.note, vads?.open()))
      continue
    }
    if (record.type === 'note' && record.note.type === 'end') ended.push(record.call)
    if (!call) continue
    touched.add(record.call)
    if (record.type === 'sound') await call.sound(record.side, record.fromSample, record.packet)
    else if (record.type === 'gap') call.gap(record.fromSample, record.toSample)
    else if (record.note.type !== 'open') call.note(record.note)
  }
  for (const id of touched) {
    const events = calls.get(id)?.takeEvents() ?? []
    if (events.length > 0) tell({ type: 'events', call: id, events })
  }
  for (const id of ended) {
    calls.delete(id)
    tell({ type: 'ended', call: id })
  }
  tell({ type: 'done', byteLength })
}
