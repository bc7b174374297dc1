import { afterEach, expect, it, vi } from 'vitest'
import { TestBridge } from '../bridge/test-bridge.ts'
import { drainEngine, listEngines } from './engines.ts'

afterEach(() => void vi.restoreAllMocks())

it('shows the engines of a running bridge, and takes one out of use and back', async () => {
  await using at = await TestBridge.start({ kind: 'personaplex' })
  const print = vi.spyOn(console, 'log').mockImplementation(() => {})
  const lastPrinted = () => String(print.mock.lastCall?.[0])
  const { client } = await at.call()
  await listEngines({ url: at.http })
  expect(lastPrinted()).toMatch(/personaplex@\S+ +1 busy \(0:0\d\)\n/)
  const id = /personaplex@\S+/.exec(lastPrinted())?.[0] ?? ''
  client.socket.close()
  const asJson = async () => {
    await listEngines({ url: at.http, json: true })
    return lastPrinted()
  }
  await expect.poll(asJson).toContain('"free"')
  await drainEngine(id, true, { url: at.http })
  expect(lastPrinted()).toContain('1 draining')
  await drainEngine(id, false, { url: at.http })
  expect(lastPrinted()).toContain('1 of 1 slot free, nobody waits')
  await expect(drainEngine('nope', true, { url: at.http })).rejects.toThrow(expect.objectContaining({ code: 'engine.unknown' }))
})
