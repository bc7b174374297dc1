/**
 * A process that makes of a session's files what people listen to: both sides mixed, each side as one file, and how loud they were. A process
 * and not the bridge: an hour of sound takes three quarters of a minute of one core (10 minutes: 7.6 s).
 */
import { open, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Side } from '../../protocol/session.ts'
import { segmentsIn, sidePackets } from './library.ts'
import { levelStepMs, mixedPages, SideReader } from './mix.ts'
import { SideTrack } from './side-track.ts'

/** The only argument, as JSON. */
export type MixRequest = { readonly folder: string; readonly into: string }

// Our own parent wrote it.
const { folder, into } = JSON.parse(process.argv[2] ?? '') as MixRequest
process.on('disconnect', () => process.exit(1))

const segments = await segmentsIn(folder)
await write('user.opus', side('user'))
await write('agent.opus', side('agent'))
const levels = { user: [] as number[], agent: [] as number[] }
await write(
  'mixed.opus',
  mixedPages(new SideReader(sidePackets(segments, 'user')), new SideReader(sidePackets(segments, 'agent')), levels),
)
await writeFile(
  join(into, 'levels.json'),
  JSON.stringify({
    step_ms: levelStepMs,
    user: Buffer.from(levels.user).toString('base64'),
    agent: Buffer.from(levels.agent).toString('base64'),
  }),
  { mode: 0o600 },
)
process.exit(0)

/** From the beginning of the session on, whenever the side began. */
async function* side(which: Side): AsyncGenerator<Uint8Array> {
  const track = new SideTrack(0)
  yield track.headers()
  let end = 0
  for await (const { fromSample, durationSamples48, data } of sidePackets(segments, which)) {
    yield* track.push(fromSample, data)
    end = fromSample + durationSamples48
  }
  yield* track.end(end)
}

/** Whole or not at all. */
async function write(name: string, pages: AsyncIterable<Uint8Array>): Promise<void> {
  const path = join(into, name)
  const file = await open(`${path}.part`, 'w', 0o600)
  try {
    for await (const page of pages) await file.write(page)
    await file.close()
    await rename(`${path}.part`, path)
  } catch (error) {
    await file.close().catch(() => {})
    await rm(`${path}.part`, { force: true })
    throw error
  }
}
