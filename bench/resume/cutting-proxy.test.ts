/** `duet call` over a network that is cut, against the real bridge. */
import { describe, expect, it } from 'vitest'
import { TestBridge } from '../../src/bridge/test-bridge.ts'
import { call } from '../../src/cli/call-client.ts'
import type { CallEvent } from '../../src/cli/call-event.ts'
import { callRate } from '../../src/cli/call-source.ts'
import { CuttingProxy } from './cutting-proxy.ts'

/** Sound without an end, and what happened so far. */
async function calling(at: TestBridge, network: CuttingProxy, resume = true) {
  const events: CallEvent[] = []
  const hangUp = new AbortController()
  let position = 0
  const source = { read: (count: number) => Float32Array.from({ length: count }, () => 0.3 * Math.sin(position++ / 9)) }
  const result = call({
    url: `ws://127.0.0.1:${network.port}`,
    source,
    resume,
    signal: hangUp.signal,
    onEvent: (event) => events.push(event),
  })
  const engine = await at.engine.next()
  await engine.until(() => engine.packets.length > 10)
  return { events, result, engine, hangUp: () => hangUp.abort() }
}
const types = (events: readonly CallEvent[]) => events.map((event) => event.type)
const portOf = (address: string) => Number(new URL(address).port)

describe('a headless call over a network that is cut', () => {
  it.each(['closed', 'silent'] as const)('goes on with the same engine afterwards (%s)', async (how) => {
    await using at = await TestBridge.start()
    await using network = await CuttingProxy.to(portOf(at.http))
    const { events, result, engine, hangUp } = await calling(at, network)
    network.cut(how)
    await expect.poll(() => types(events), { timeout: 15_000 }).toContain('broken')
    network.mend(false)
    await expect.poll(() => types(events), { timeout: 15_000 }).toContain('back')
    const heard = engine.packets.length
    await engine.until(() => engine.packets.slice(heard).some((packet) => packet.data.length > 3))
    hangUp()
    expect(await result).toMatchObject({ endedBy: 'client', sampleRate: callRate })
    expect(at.engine.calls).toHaveLength(1)
    expect({ streams: engine.streams, bad: engine.badPages }).toEqual({ streams: 1, bad: 0 })
    // Whoever reads the events cannot take the call.
    expect(JSON.stringify(events)).not.toMatch(/"token":"[^"]/)
  })

  it('ends with its connection where that is asked for', async () => {
    await using at = await TestBridge.start()
    await using network = await CuttingProxy.to(portOf(at.http))
    const { result } = await calling(at, network, false)
    network.cut('closed')
    expect(await result).toMatchObject({ endedBy: 'server' })
    await expect.poll(() => at.bridge.status.calls).toBe(0)
  })

  it('ends with a bridge that says so, however it is asked', async () => {
    await using at = await TestBridge.start()
    await using network = await CuttingProxy.to(portOf(at.http))
    const { events, result } = await calling(at, network)
    const { sessionId } = events.find((event) => event.type === 'session') ?? expect.fail('there is no session')
    await fetch(`${at.http}/session/${sessionId}`, { method: 'DELETE' })
    expect(await result).toMatchObject({ endedBy: 'server', code: 'session.ended' })
    expect(types(events)).not.toContain('broken')
  })
})
