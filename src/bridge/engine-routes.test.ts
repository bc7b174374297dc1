import { describe, expect, it } from 'vitest'
import type { ServerReport } from '../engines/managed/server-report.ts'
import { deepHealthSchema, enginesSchema } from './api.ts'
import { TestBridge } from './test-bridge.ts'

/** A bridge whose only engine is a server that nobody has started yet, but whoever runs it tells of it. */
async function bridgeWith(changed: Partial<ServerReport>) {
  const at = await TestBridge.start({ settings: { DUET_ENGINES: 'moshi=ws://127.0.0.1:1' } })
  const told = { name: 'moshi-1', address: 'ws://127.0.0.1:1', since: Date.now() - 5000, detail: null, action: null }
  at.bridge.managed([{ ...told, state: 'starting', ...changed }])
  const engines = async () => enginesSchema.parse(await (await fetch(`${at.http}/engines`)).json()).servers
  const health = async () => {
    const response = await fetch(`${at.http}/health/deep`)
    return { http: response.status, moshi: deepHealthSchema.parse(await response.json()).checks.moshi }
  }
  return { at, engines, health, [Symbol.asyncDispose]: () => at[Symbol.asyncDispose]() }
}

describe('the process behind an engine', () => {
  it('is shown with it: that its weights are being fetched, how far, and since when', async () => {
    await using given = await bridgeWith({ state: 'fetching', detail: 'model.safetensors: 42% of 15.4GB' })
    const [server] = await given.engines()
    expect(server?.process).toMatchObject({ name: 'moshi-1', state: 'fetching', detail: 'model.safetensors: 42% of 15.4GB' })
    expect(server).toMatchObject({ slots: [{ state: 'failing' }], detail: 'moshi-1 is fetching its model.' })
    expect(server?.process?.for_ms).toBeGreaterThanOrEqual(5000)
    expect((await given.health()).moshi).toEqual({ status: 'starting', detail: 'moshi-1: model.safetensors: 42% of 15.4GB' })
  })

  it('is shown as given up with the cause and what to do, and then no call can be held', async () => {
    const cause = { detail: 'moshi-1: HF_TOKEN is not set.', action: 'Set HF_TOKEN.' }
    await using given = await bridgeWith({ state: 'given_up', ...cause })
    expect((await given.engines())[0]?.process).toMatchObject({ state: 'given_up', ...cause })
    expect(await given.health()).toEqual({ http: 503, moshi: { status: 'down', detail: cause.detail } })
  })

  it('is none where nobody told of one at that address', async () => {
    await using given = await bridgeWith({ address: 'ws://127.0.0.1:2' })
    expect((await given.engines())[0]?.process).toBeNull()
  })
})
