/** Everything started as a user starts it, and the main job done on recorded speech: a question goes in, a spoken answer comes out. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readWav } from '../../src/audio/wav.ts'
import type { CallEvent } from '../../src/cli/call-event.ts'
import { duet, fixture, isAlive, type RunningDuet, startDuet, temporaryFolder, until } from './duet.ts'

const rms = (samples: Float32Array) => Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / Math.max(1, samples.length))

/** Asks the recorded question with `duet call` and reads back what it wrote. */
async function ask(url: string) {
  const folder = temporaryFolder('call')
  const [out, events] = [join(folder, 'both.wav'), join(folder, 'events.jsonl')]
  const finished = await duet([
    'call',
    '--url',
    url,
    '--in',
    fixture('question.wav'),
    '--out',
    out,
    '--events',
    events,
    '--tail',
    '12s',
  ])
  const { channels, sampleRate } = readWav(readFileSync(out))
  const [user, agent] = channels
  if (!user || !agent) throw new Error('The recording is not stereo.')
  const lines = readFileSync(events, 'utf8').trim().split('\n')
  // Written by `duet call` as such.
  return { ...finished, user, agent, sampleRate, events: lines.map((line) => JSON.parse(line) as CallEvent) }
}

/** The agent's words, from kind-2 messages or the bridge's text events. */
function wordsOf(events: readonly CallEvent[]): string {
  return events
    .map((event) => {
      if (event.type === 'text') return event.text
      const said = event.type === 'event' ? event.event : undefined
      return typeof said === 'object' && said !== null && 'type' in said && said.type === 'text' && 'text' in said
        ? said.text
        : ''
    })
    .join('')
}

describe('duet up', () => {
  let running: RunningDuet
  let sessionId = ''
  const dataDir = temporaryFolder('data')
  beforeAll(async () => {
    running = await startDuet({ dataDir })
  })
  afterAll(() => running.end())

  it('prints one address, and the page is there', async () => {
    expect(running.output().match(/http:\/\/\S+/g)).toEqual([`${running.page}/test-voice`])
    const response = await fetch(`${running.page}/test-voice`)
    expect(response.status).toBe(200)
    expect(await response.text()).toContain('<html')
  })

  it('answers the seed’s API', async () => {
    const base = running.bridge.replace('ws', 'http')
    expect(await (await fetch(`${base}/health`)).json()).toMatchObject({ status: 'healthy', moshi_available: true })
    const made = await fetch(`${base}/session`, { method: 'POST' })
    expect(await made.json()).toEqual({ session_id: expect.any(String), conversation_id: expect.any(String) })
    expect((await fetch(`${base}/session/unknown/history`)).status).toBe(404)
  })

  it('a recorded question gets a spoken answer through the bridge', async () => {
    const { code, stderr, user, agent, sampleRate, events } = await ask(running.bridge)
    expect(stderr).toBe('')
    expect(code).toBe(0)
    expect(sampleRate).toBe(24_000)
    expect(agent).toHaveLength(user.length)
    expect(rms(user)).toBeGreaterThan(0.01)
    expect(rms(agent)).toBeGreaterThan(0.005)
    expect(wordsOf(events)).toContain('Paris')
    const session = events.find((event) => event.type === 'session')
    sessionId = session?.type === 'session' ? session.sessionId : ''
  })

  it('the answer is silent before the question is over', async () => {
    const { agent, sampleRate, events } = await ask(running.engine)
    expect(wordsOf(events)).toContain('Paris')
    expect(rms(agent.subarray(0, 2 * sampleRate))).toBeLessThan(0.002)
    expect(rms(agent)).toBeGreaterThan(0.005)
  })

  it('both sides’ words reach the orchestrator: step 5 of the seed’s test', async () => {
    const said = async () => {
      const response = await fetch(`${running.mas}/voice/feedback/recent`)
      const { items } = (await response.json()) as { items: { transcript: string | null; response_text: string | null }[] } // as docs/api.md has it
      return items.map((one) => one.transcript ?? one.response_text ?? '').join(' ')
    }
    await expect.poll(async () => (await said()).toLowerCase(), { timeout: 15_000 }).toContain('capital of france')
    await expect.poll(said, { timeout: 15_000 }).toContain('Paris')
  })

  it('doctor finds it running', async () => {
    const url = new URL(running.bridge)
    const env = {
      DUET_BRIDGE_PORT: url.port,
      DUET_PAGE_PORT: new URL(running.page).port,
      MOSHI_PORT: new URL(running.engine).port,
      DUET_DATA_DIR: dataDir,
    }
    const { code, stdout } = await duet(['doctor'], env)
    expect(stdout).toMatch(/✓ Engine port +\d+ is ours: local engine, brain built-in/)
    expect(stdout).toMatch(/✓ Bridge port +\d+ is ours: bridge, engine reachable/)
    expect(code).toBe(0)
  })

  it('one Ctrl-C ends everything in order', async () => {
    const family = running.family()
    expect(family.length).toBeGreaterThanOrEqual(2)
    expect(await running.end()).toBe(0)
    await until('all children are gone', () => !family.some(isAlive))
  })

  it('what was said is still there after a restart', async () => {
    running = await startDuet({ dataDir })
    const response = await fetch(`${running.bridge.replace('ws', 'http')}/session/${sessionId}/history`)
    expect(response.status).toBe(200)
    const { history } = (await response.json()) as { history: { speaker: string; text: string }[] } // as docs/api.md has it
    expect(history.find((turn) => turn.speaker === 'user')?.text.toLowerCase()).toContain('capital of france')
    expect(history.find((turn) => turn.speaker !== 'user')?.text).toContain('Paris')
  })
})
