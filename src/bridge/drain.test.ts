import { describe, expect, it } from 'vitest'
import { TestBridge } from './test-bridge.ts'
import { TestClient } from './test-client.ts'

const long = 60_000

describe('a bridge that drains', () => {
  it('lets nobody new in, says so to whoever looks, and lets the running call go on until its caller ends it', async () => {
    await using at = await TestBridge.start()
    const waiting = await at.newSession()
    const { client, engine } = await at.call()
    let over = false
    const drained = at.bridge.drain(long).then(() => {
      over = true
    })

    const refused = await fetch(`${at.http}/session`, { method: 'POST' })
    expect(refused.status).toBe(503)
    expect(await refused.json()).toMatchObject({ error: { code: 'server.stopping' } })
    await expect(new TestClient(`${at.ws}/ws/${waiting}`).opened).rejects.toThrow(/^503 .*server\.stopping/)
    await expect(new TestClient(`${at.ws}/api/chat`).opened).rejects.toThrow(/^503 /)
    const health = await fetch(`${at.http}/health/deep`)
    expect(health.status).toBe(503)
    expect(await health.json()).toMatchObject({ status: 'unhealthy', checks: { queue: { status: 'down' } } })

    // The call is whole in both directions.
    client.headers()
    client.audio([Uint8Array.of(0xf8, 0xff, 0xfe)])
    await engine.until(() => engine.packets.length > 0)
    expect(over).toBe(false)
    client.socket.close()
    await drained
    expect(at.bridge.status.calls).toBe(0)
  })

  it('gives up waiting at the limit, and the close then tells the caller why', async () => {
    await using at = await TestBridge.start()
    const { client } = await at.call()
    await at.bridge.drain(50)
    expect(at.bridge.status.calls).toBe(1)
    await at.bridge.close('terminated')
    expect(await client.closed).toMatchObject({ code: 1001 })
    expect(client.events).toContainEqual(expect.objectContaining({ type: 'error', code: 'server.stopping' }))
  })

  it('is done at once where nobody talks', async () => {
    await using at = await TestBridge.start()
    await at.bridge.drain(long)
    expect(at.bridge.status.calls).toBe(0)
  })
})
