import { describe, expect, it } from 'vitest'
import type { RecordingLevel } from '../../protocol/recording-level.ts'
import { createdSessionSchema, historySchema, sessionsSchema } from '../api.ts'
import { TestBridge } from '../test-bridge.ts'
import { keptLevelSchema } from './api.ts'

async function created(at: TestBridge, body: Record<string, unknown>) {
  const response = await fetch(`${at.http}/session`, { method: 'POST', body: JSON.stringify(body) })
  return createdSessionSchema.parse(await response.json())
}
async function keepLess(at: TestBridge, sessionId: string, recording: RecordingLevel) {
  return fetch(`${at.http}/session/${sessionId}/recording`, { method: 'PUT', body: JSON.stringify({ recording }) })
}
async function said(at: TestBridge, sessionId: string): Promise<readonly string[]> {
  const { history } = historySchema.parse(await (await fetch(`${at.http}/session/${sessionId}/history`)).json())
  return history.map(({ text }) => text)
}

describe('what is kept of a call', () => {
  it('is its words where nothing else is asked for, its sound by wish, and never more than the operator allows', async () => {
    await using at = await TestBridge.start()
    const usual = await created(at, {})
    // The seed's answer, to who asks as the seed does.
    expect(Object.keys(usual)).toEqual(['session_id', 'conversation_id'])
    expect((await at.journal.session(usual.session_id))?.recording).toBe('transcript')
    expect((await created(at, { recording: 'audio' })).recording).toBe('audio')
    await using words = await TestBridge.start({ settings: { DUET_RECORDING: 'transcript' } })
    expect((await created(words, { recording: 'audio' })).recording).toBe('transcript')
    expect((await created(words, { recording: 'off' })).recording).toBe('off')
  })

  it('is told to the client before anything is said, with how long it is kept', async () => {
    await using at = await TestBridge.start({ settings: { DUET_KEEP_DAYS: '14' } })
    const { session_id } = await created(at, { recording: 'audio' })
    const { client } = await at.call(`/ws/${session_id}`)
    expect(client.order.slice(0, 2)).toEqual(['event:session', 'event:recording'])
    expect(await client.event('recording')).toEqual({ type: 'recording', level: 'audio', days: 14, audioDays: 14, atMs: 0 })
  })

  it('is nothing that was said where it is off: not in the journal, not in a log, and the call goes on', async () => {
    await using at = await TestBridge.start()
    const { session_id } = await created(at, { recording: 'off' })
    const { client } = await at.call(`/ws/${session_id}`)
    client.send({ text: 'my secret plan' })
    expect((await client.event('turn.end')).turn.text).toBe('my secret plan')
    client.send({ type: 'end' })
    await client.closed
    expect(await said(at, session_id)).toEqual([])
    const list = sessionsSchema.parse(await (await fetch(`${at.http}/sessions`)).json())
    expect(list.sessions[0]).toMatchObject({ session_id, recording: 'off', turns: 0, opening: '' })
    expect(at.lines.join('')).not.toContain('secret')
  })

  it('can be made less in the middle of a call, with all that was kept before, and never more', async () => {
    await using at = await TestBridge.start()
    const { session_id } = await created(at, {})
    const { client } = await at.call(`/ws/${session_id}`)
    client.send({ text: 'one' })
    await client.event('turn.end')
    expect(await said(at, session_id)).toEqual(['one'])
    const refused = await keepLess(at, session_id, 'audio')
    expect(refused.status).toBe(400)
    expect(keptLevelSchema.parse(await (await keepLess(at, session_id, 'off')).json()).recording).toBe('off')
    await client.until(() => client.events.some((event) => event.type === 'recording' && event.level === 'off'))
    client.send({ text: 'two' })
    await client.until(() => client.events.filter((event) => event.type === 'turn.end').length === 2)
    client.send({ type: 'end' })
    await client.closed
    expect(await said(at, session_id)).toEqual([])
    expect((await at.journal.session(session_id))?.recording).toBe('off')
    expect(await at.journal.events(session_id)).toEqual([])
  })
})
