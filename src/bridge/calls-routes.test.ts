import { describe, expect, it } from 'vitest'
import { TestBridge } from './test-bridge.ts'
import { TestClient } from './test-client.ts'

type Answer = {
  readonly calls: readonly Record<string, unknown>[]
  readonly errors: readonly { readonly code: string; readonly session_id: string }[]
}
const seen = async (at: TestBridge) => (await (await fetch(`${at.http}/calls`)).json()) as Answer

describe('the calls that are on', () => {
  it('are shown to who runs Duet, with the engine that carries them, and can be ended: the caller is told by whom', async () => {
    await using at = await TestBridge.start()
    expect((await seen(at)).calls).toEqual([])
    const id = await at.newSession()
    const client = new TestClient(`${at.ws}/ws/${id}`)
    await client.ready()
    await expect
      .poll(() => seen(at))
      .toMatchObject({
        draining: false,
        calls: [{ session_id: id, user_id: 'local', persona: 'duet', state: 'ready', place: null, away: false, epoch: 1 }],
      })
    const ended = await fetch(`${at.http}/calls/${id}/end`, { method: 'POST' })
    expect(await ended.json()).toEqual({ session_id: id, ended: true })
    const { code, reason } = await client.closed
    expect(code).toBe(4410)
    expect(reason).toContain('session.ended')
    const { calls, errors } = await seen(at)
    expect(calls).toEqual([])
    expect(errors).toMatchObject([{ code: 'session.ended', session_id: id }])
  })

  it('that are none cannot be ended', async () => {
    await using at = await TestBridge.start()
    const answer = await fetch(`${at.http}/calls/nobody/end`, { method: 'POST' })
    expect(answer.status).toBe(404)
    expect(await answer.json()).toMatchObject({ error: { code: 'session.not_found' } })
  })
})
