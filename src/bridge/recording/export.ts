/** All that is kept of a session as files: words, events and sound. */
import { createReadStream } from 'node:fs'
import { Zip, ZipDeflate, ZipPassThrough } from 'fflate'
import { DuetError } from '../../protocol/errors.ts'
import type { Journal, SessionRecord, TurnRecord } from '../../store/journal.ts'
import type { MadeSound } from './made.ts'
import { eventsJsonl, type Said, transcriptJson, transcriptText, transcriptVtt } from './transcript.ts'

/** `text`, or what stands in a file. */
export type ExportedFile = { readonly name: string } & ({ readonly text: string } | { readonly path: string })
export type ExportSources = {
  readonly journal: Pick<Journal, 'history' | 'events'>
  readonly made: Pick<MadeSound, 'file'>
}

const turnsAtOnce = 500
const soundNames = ['user.opus', 'agent.opus', 'mixed.opus'] as const

/** @param agent the persona's name, for people. Throws `store.failed`. */
export async function exportedFiles(
  session: SessionRecord,
  agent: string,
  { journal, made }: ExportSources,
): Promise<readonly ExportedFile[]> {
  const { sessionId } = session
  const said: Said = { session, agent, turns: await allTurns(journal, sessionId), events: await journal.events(sessionId) }
  return [
    { name: 'transcript.txt', text: transcriptText(said) },
    { name: 'transcript.json', text: transcriptJson(said) },
    { name: 'transcript.vtt', text: transcriptVtt(said) },
    { name: 'events.jsonl', text: eventsJsonl(said) },
    ...(await soundFiles(made, sessionId)),
  ]
}

/** The files as one zip, a piece at a time. */
export async function* zipped(files: readonly ExportedFile[]): AsyncGenerator<Uint8Array> {
  let ready: Uint8Array[] = []
  let failed: Error | undefined
  const zip = new Zip((error, chunk) => {
    if (error) failed = error
    else ready.push(chunk)
  })
  const taken = () => {
    if (failed) throw failed
    const chunks = ready
    ready = []
    return chunks
  }
  for (const file of files) {
    // Sound is packed already.
    const entry = 'text' in file ? new ZipDeflate(file.name, { level: 6 }) : new ZipPassThrough(file.name)
    zip.add(entry)
    if ('text' in file) entry.push(new TextEncoder().encode(file.text), true)
    else {
      for await (const chunk of createReadStream(file.path)) {
        entry.push(new Uint8Array(chunk as Buffer)) // a stream without an encoding gives buffers
        yield* taken()
      }
      entry.push(new Uint8Array(0), true)
    }
    yield* taken()
  }
  zip.end()
  yield* taken()
}

async function soundFiles(made: ExportSources['made'], sessionId: string): Promise<ExportedFile[]> {
  try {
    const files = await Promise.all(soundNames.map(async (name) => ({ name, path: (await made.file(sessionId, name)).path })))
    return files
  } catch (error) {
    if (error instanceof DuetError && error.code === 'recording.none') return []
    throw error
  }
}

async function allTurns(journal: ExportSources['journal'], sessionId: string): Promise<readonly TurnRecord[]> {
  let turns: readonly TurnRecord[] = []
  let before: number | undefined
  for (;;) {
    const page = await journal.history(sessionId, { limit: turnsAtOnce, before })
    turns = [...page.turns, ...turns]
    if (page.older === null) return turns
    before = page.older
  }
}
