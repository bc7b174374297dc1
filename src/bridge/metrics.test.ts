import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type MetricRole, metricCatalogue, metricNames } from '../observe/metric-catalogue.ts'
import { metricsDocs } from '../observe/metrics-docs.ts'
import type { ServerEvent } from '../protocol/session.ts'
import { deepHealthSchema } from './api.ts'
import { CallMeter } from './call-meter.ts'
import { TestBridge } from './test-bridge.ts'

const namesIn = (text: string) => [...text.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name ?? '').sort()
const documented = (role: MetricRole) => metricNames.filter((name) => metricCatalogue[name].role === role).sort()

/** What a call may tell its client, one of each kind that counts. */
const everything: readonly ServerEvent[] = [
  { type: 'engine', state: 'connecting', name: 'local' },
  { type: 'engine', state: 'queued', name: '', place: 1, estimatedWaitMs: null },
  { type: 'engine', state: 'warming', name: 'local' },
  { type: 'engine', state: 'ready', name: 'local', epoch: 1, reason: 'start' },
  { type: 'speech', side: 'agent', speaking: true, atMs: 1 },
  {
    type: 'turn.end',
    turn: { turnId: 'u1', side: 'user', startMs: 0, endMs: 1, text: '', interrupted: false, responseMs: null },
  },
  { type: 'latency', turnId: 'a1', responseMs: 480, fromMs: 0, toMs: 480 },
  { type: 'interruption', by: 'user', turnId: 'a1', atMs: 1, stopMs: 420 },
  { type: 'backchannel', side: 'agent', startMs: 0, endMs: 1, text: 'mm' },
  { type: 'gap', startMs: 0, endMs: 100, detail: '' },
  { type: 'engine', state: 'rollover', name: 'local', reason: 'context' },
  { type: 'engine', state: 'ready', name: 'local', epoch: 2, reason: 'context', gapMs: 120 },
  { type: 'recording', level: 'transcript', days: null, audioDays: 30, detail: 'no room', atMs: 1 },
  { type: 'error', code: 'engine.lost', message: '', action: '', retryable: true },
  { type: 'end', reason: 'over', code: null },
]

describe('the bridge’s metrics', () => {
  it('are exactly those that are documented, once a call has shown everything', async () => {
    await using at = await TestBridge.start()
    const { metrics } = at.bridge
    let clock = 0
    const meter = new CallMeter({ metrics, sessionId: 's', persona: 'duet', now: () => (clock += 100) })
    for (const event of everything) meter.take(event)
    metrics.record('duet_relay_delay_seconds', 0.0001)
    metrics.record('duet_resume_gap_seconds', 1.2)
    metrics.count('duet_resumes_total', { outcome: 'kept' })
    const text = await (await fetch(`${at.http}/metrics`)).text()
    expect(namesIn(text)).toEqual(documented('bridge'))
    expect(text).toContain('duet_rollover_gap_seconds_sum{reason="context"} 0.12\n')
    expect(text).toContain('duet_calls_total{outcome="ok"} 1\n')
  })
  it('count a real call, and what was told to be wrong in it by code', async () => {
    await using at = await TestBridge.start()
    const { client } = await at.call()
    client.send({ nonsense: true })
    client.send({ type: 'end' })
    await client.closed
    const text = async () => (await fetch(`${at.http}/metrics`)).text()
    await expect.poll(text).toContain('duet_calls_total{outcome="ok"} 1')
    expect(await text()).toContain('duet_errors_total{code="request.invalid"} 1')
    expect(await text()).toMatch(/duet_connect_seconds_count\{engine="local"\} 1/)
    expect(await text()).toMatch(/duet_slots\{engine="local",state="\w+"\} \d/)
  })
  it('measure one in 64 of the relayed messages', async () => {
    await using at = await TestBridge.start()
    const { client, engine } = await at.call()
    client.headers()
    for (let i = 0; i < 130; i++) client.audio([Uint8Array.of(0xf8, 0xff, 0xfe)])
    await engine.until(() => engine.packets.length >= 100)
    await expect.poll(async () => (await fetch(`${at.http}/metrics`)).text()).toContain('duet_relay_delay_seconds_count 2\n')
  })
})

describe('docs/metrics.md', () => {
  it('is what the catalogue makes', () => {
    expect(readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8')).toBe(metricsDocs())
  })
})

describe('/health/deep', () => {
  it('is ok while calls can be held, part by part', async () => {
    await using at = await TestBridge.start()
    const response = await fetch(`${at.http}/health/deep`)
    const health = deepHealthSchema.parse(await response.json())
    expect([response.status, health.status]).toEqual([200, 'ok'])
    expect(health.checks.moshi).toEqual({ status: 'ok', detail: expect.stringMatching(/^\d+ of \d+ slots usable$/) })
    expect((await (await fetch(`${at.http}/health/startup`)).json()) as unknown).toEqual({ status: 'ok', bridge: 'ready' })
  })
  it('is starting while no engine answers in the first minutes, then unhealthy with 503', async () => {
    let clock = 0
    await using at = await TestBridge.start({
      settings: { DUET_ENGINES: 'local=ws://127.0.0.1:1' },
      bridge: { now: () => clock },
    })
    const look = async () => {
      const response = await fetch(`${at.http}/health/deep`)
      return [response.status, deepHealthSchema.parse(await response.json()).status]
    }
    expect(await look()).toEqual([200, 'starting'])
    clock = 301_000
    expect(await look()).toEqual([503, 'unhealthy'])
  })
  it('is degraded, not unhealthy, while the orchestrator is away', async () => {
    await using at = await TestBridge.start({ settings: { DUET_MAS: 'on', MAS_ORCHESTRATOR_URL: 'http://127.0.0.1:9' } })
    const id = await at.newSession()
    const { client } = await at.call(`/ws/${id}`)
    client.send({ text: 'hello' })
    await expect
      .poll(async () => deepHealthSchema.parse(await (await fetch(`${at.http}/health/deep`)).json()).checks.orchestrator.status, {
        timeout: 15_000,
      })
      .toBe('degraded')
    expect((await fetch(`${at.http}/health/deep`)).status).toBe(200)
  })
})
