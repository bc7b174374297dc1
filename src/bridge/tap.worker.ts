/**
 * The tap's process: listens along to every call of the bridge; slow or dead, it is never heard. A process and not a thread, since the
 * native runtime of the voice model brings down whatever process it ends in.
 */
import type { ConversationEvent } from '../conversation/conversation.ts'
import { createVadFactory, type VadFactory } from '../speech/vad.ts'
import { readBatch } from './tap-batch.ts'
import { TapCall } from './tap-call.ts'

/** The records of one tick, as `TapBatch` packs them. */
export type TapRequest = { readonly bytes: Uint8Array }
export type TapAnswer =
  /** How the user's voice is told from noise; first message. */
  | { readonly type: 'started'; readonly vad: 'model' | 'energy'; readonly detail: string }
  | { readonly type: 'events'; readonly call: number; readonly events: readonly ConversationEvent[] }
  | { readonly type: 'ended'; readonly call: number }
  /** A batch is worked off. */
  | { readonly type: 'done'; readonly byteLength: number }

const [modelsDir = ''] = process.argv.slice(2)
const tell = (answer: TapAnswer) => process.connected && process.send?.(answer)
// The bridge is gone or wants us gone. Exiting in the ordinary way would run the native runtime's end.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))

// Ctrl-C reaches the whole group; the bridge decides when the tap ends.
process.on('SIGINT', () => undefined)
process.on('SIGTERM', () => undefined)

const calls = new Map<number, TapCall>()
let vads: VadFactory | undefined
// Batches are worked off one after the other: the model answers by promise, and a call's sound must stay in order.
let work: Promise<void> = loadVad().then((factory) => {
  vads = factory
})
// The only messages on the channel are those of tap.ts.
process.on('message', (request) => {
  work = work.then(() => workOff((request as TapRequest).bytes))
})

async function loadVad(): Promise<VadFactory | undefined> {
  try {
    const factory = await createVadFactory({ modelsDir })
    tell({ type: 'started', vad: 'model', detail: '' })
    return factory
  } catch (error) {
    tell({ type: 'started', vad: 'energy', detail: error instanceof Error ? error.message : '' })
    return undefined
  }
}

async function workOff(bytes: Uint8Array): Promise<void> {
  const touched = new Set<number>()
  const ended: number[] = []
  for (const record of readBatch(bytes)) {
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
  tell({ type: 'done', byteLength: bytes.length })
}
