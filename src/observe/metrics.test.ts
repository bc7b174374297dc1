import { describe, expect, it } from 'vitest'
import { createMetrics } from './metrics.ts'

describe('metrics', () => {
  it('are shown in Prometheus’ text form: counters, gauges, histograms with buckets of their own', async () => {
    const metrics = createMetrics('bridge')
    metrics.count('duet_errors_total', { code: 'engine.lost' })
    metrics.count('duet_errors_total', { code: 'engine.lost' }, 2)
    metrics.record('duet_response_latency_seconds', 0.48, { engine: 'local' })
    metrics.watch('duet_calls_live', () => [{ value: 3 }])
    const text = await metrics.text()
    expect(text).toContain('# TYPE duet_errors_total counter\nduet_errors_total{code="engine.lost"} 3')
    expect(text).toContain('duet_calls_live 3')
    expect(text).toContain('duet_response_latency_seconds_bucket{engine="local",le="0.4"} 0')
    expect(text).toContain('duet_response_latency_seconds_bucket{engine="local",le="0.5"} 1')
    expect(text).toContain('duet_response_latency_seconds_count{engine="local"} 1')
  })
  it('count from zero where nothing tells them apart, in the process they belong to', async () => {
    expect(await createMetrics('bridge').text()).toContain('duet_gaps_total 0')
    expect(await createMetrics('mas').text()).not.toContain('duet_gaps_total')
  })
})
