/** SIGTERM to a whole `duet up` with a caller in it: the call goes on until its caller ends it, nobody new comes in, then all ends with 0. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TestClient } from '../../src/bridge/test-client.ts'
import { TestEngine } from '../../src/engines/test-engine.ts'
import { isAlive, type RunningDuet, startDuet, until } from './duet.ts'

describe('duet up with DUET_DRAIN', () => {
  const engine = new TestEngine()
  let running: RunningDuet
  beforeAll(async () => {
    const address = await engine.start()
    const env = { DUET_ENGINES: `personaplex=${address.href}`, DUET_BRIDGE_EAR: 'off', DUET_MAS: 'off', DUET_DRAIN: '60' }
    running = await startDuet({ env })
  })
  afterAll(async () => {
    running.process.kill('SIGKILL')
    await engine.stop()
  })

  it('lets the running call end by itself after SIGTERM', async () => {
    const base = running.bridge.replace('ws', 'http')
    const made = await fetch(`${base}/session`, { method: 'POST' })
    const { session_id: id } = (await made.json()) as { session_id: string } // as docs/api.md has it
    const client = new TestClient(`${running.bridge}/ws/${id}`)
    const call = await engine.next()
    await client.ready()
    const family = running.family()

    running.process.kill('SIGTERM')
    await until('new calls are refused', async () => (await fetch(`${base}/session`, { method: 'POST' })).status === 503)
    client.headers()
    client.audio([Uint8Array.of(0xf8, 0xff, 0xfe)])
    await until('the call is still relayed', () => call.packets.length > 0)
    expect(running.process.exitCode).toBeNull()

    client.socket.close()
    await until('everything has ended', () => running.process.exitCode !== null)
    expect(running.process.exitCode).toBe(0)
    await until('all children are gone', () => !family.some(isAlive))
  })
})
