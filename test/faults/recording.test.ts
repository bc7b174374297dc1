/** What is recorded of a call, when the processes that record it are killed in the middle, and when the disk is full. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CallRecording, type RecordingFailure } from '../../src/bridge/recording/call-recording.ts'
import { recordingsDir } from '../../src/bridge/recording/folder.ts'
import { RecordingLibrary, sidePackets } from '../../src/bridge/recording/library.ts'
import { RecordingRoom } from '../../src/bridge/recording/room.ts'
import { agentPackets, speak, userPackets } from '../../src/bridge/recording/test-call.ts'
import { TestClient } from '../../src/bridge/test-client.ts'
import { TestEngine } from '../../src/engines/test-engine.ts'
import { commandOf, descendants, freePorts, root, temporaryFolder, until } from '../system/duet.ts'

const engine = new TestEngine()
let bridge: { readonly process: ChildProcess; readonly port: number; readonly dir: string }

beforeAll(async () => {
  const address = await engine.start()
  const [port = 0, page = 0] = await freePorts(2)
  const dir = temporaryFolder('recording')
  const child = spawn(process.execPath, [join(root, 'src/main.ts'), 'bridge'], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      DUET_BRIDGE_PORT: String(port),
      DUET_PAGE_PORT: String(page),
      DUET_DATA_DIR: dir,
      DUET_ENGINES: `local=${address.href}`,
      DUET_MAS: 'off',
      DUET_BRIDGE_EAR: 'off',
    },
    stdio: 'ignore',
  })
  bridge = { process: child, port, dir }
  await until(
    'the bridge answers',
    async () => (await fetch(`http://127.0.0.1:${port}/health`).catch(() => undefined))?.ok === true,
  )
})
afterAll(async () => {
  bridge.process.kill('SIGKILL')
  await engine.stop()
})

async function recordedCall() {
  const response = await fetch(`http://127.0.0.1:${bridge.port}/session`, { method: 'POST', body: '{"recording":"audio"}' })
  const { session_id } = (await response.json()) as { session_id: string } // the seed's answer
  const client = new TestClient(`ws://127.0.0.1:${bridge.port}/ws/${session_id}`)
  client.socket.on('error', () => {})
  await client.ready()
  client.headers()
  engine.calls.at(-1)?.audio(agentPackets(1500))
  return { sessionId: session_id, client }
}

async function lengthMs(sessionId: string, side: 'user' | 'agent'): Promise<number> {
  const library = new RecordingLibrary(recordingsDir(bridge.dir))
  let end = 0
  for await (const { fromSample, durationSamples48 } of sidePackets(await library.segments(sessionId), side))
    end = fromSample + durationSamples48
  return end / 48
}

/** What ffmpeg makes of a file: its length in ms, or the error. */
function decodedMs(path: string): number {
  const pcm = execFileSync('ffmpeg', ['-v', 'error', '-i', path, '-f', 's16le', '-ac', '1', '-ar', '8000', '-'], {
    maxBuffer: 1 << 26,
  })
  return pcm.length / 16
}

describe('a recording whose process is killed', () => {
  it('goes on in another file when the tap is killed, and only that moment is missing', async () => {
    const { sessionId, client } = await recordedCall()
    const speaking = speak(client, userPackets(8000))
    await until('sound is on the disk', async () => (await lengthMs(sessionId, 'user').catch(() => 0)) > 1500)
    const tap = descendants(bridge.process.pid ?? 0).find((pid) => commandOf(pid).includes('tap.worker'))
    process.kill(tap ?? 0, 'SIGKILL')
    await speaking
    client.send({ type: 'end' })
    await client.closed
    const segments = await new RecordingLibrary(recordingsDir(bridge.dir)).segments(sessionId)
    expect(segments.filter(({ side }) => side === 'user')).toHaveLength(2)
    await until('the end is on the disk', async () => (await lengthMs(sessionId, 'user')) > 7000)
    for (const { path } of segments) expect(decodedMs(path)).toBeGreaterThan(500)
  })

  it('can be read up to the last second when the bridge is killed, and is known to the next bridge', async () => {
    const { sessionId, client } = await recordedCall()
    const from = performance.now()
    const speaking = speak(client, userPackets(6500)).catch(() => {})
    await until('sound is on the disk', async () => (await lengthMs(sessionId, 'user').catch(() => 0)) > 2500)
    const saidMs = performance.now() - from
    bridge.process.kill('SIGKILL')
    await speaking
    const tap = () => descendants(bridge.process.pid ?? 0).filter((pid) => commandOf(pid).includes('tap.worker'))
    await until('the tap is gone, too', () => tap().length === 0)
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(await lengthMs(sessionId, 'user')).toBeGreaterThan(saidMs - 1200)
    for (const { path } of await new RecordingLibrary(recordingsDir(bridge.dir)).segments(sessionId))
      expect(decodedMs(path)).toBeGreaterThan(900)
    expect(await new RecordingLibrary(recordingsDir(bridge.dir)).endMs(sessionId)).toBeCloseTo(
      await lengthMs(sessionId, 'user'),
      0,
    )
  })
})

/** Mounting a small disk needs root. */
const mayMount = process.getuid?.() === 0

describe.skipIf(!mayMount)('a recording on a full disk', () => {
  let dir: string
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'duet-full-'))
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=200k', 'tmpfs', dir])
  })
  afterAll(() => {
    execFileSync('umount', [dir])
    rmSync(dir, { recursive: true, force: true })
  })

  it('is given up with a reason, and what is there can be read', async () => {
    const room = new RecordingRoom({ dir, maxBytes: 1e9, reserveBytes: 0 })
    await room.measure()
    const failed = Promise.withResolvers<RecordingFailure>()
    const recording = new CallRecording(join(dir, 's'), room, failed.resolve)
    const packets = userPackets(1000)
    for (let i = 0; i < 200 * packets.length; i++) {
      const packet = packets[i % packets.length]
      if (packet) recording.sound('user', i * 960, packet)
      if (i % 500 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    expect(await failed.promise).toMatchObject({ reason: 'disk', detail: expect.stringContaining('ENOSPC') })
    const [segment] = await new RecordingLibrary(dir).segments('s')
    expect(decodedMs(segment?.path ?? '')).toBeGreaterThan(5000)
  })

  it('is not begun where too little is free for what matters more', async () => {
    const room = new RecordingRoom({ dir, maxBytes: 1e9, reserveBytes: 100_000_000 })
    await room.measure()
    const failed = Promise.withResolvers<RecordingFailure>()
    const recording = new CallRecording(join(dir, 't'), room, failed.resolve)
    for (const packet of userPackets(40)) recording.sound('user', 0, packet)
    expect(await failed.promise).toMatchObject({ reason: 'room', detail: expect.stringContaining('free on the disk') })
  })
})
