/** The figures of one process: counted through OpenTelemetry, shown in Prometheus' text form. */
import type { Counter, Histogram } from '@opentelemetry/api'
import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus'
import { AggregationType, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics'
import {
  type CounterName,
  type GaugeName,
  type HistogramName,
  type MetricEntry,
  type MetricRole,
  metricCatalogue,
  metricNames,
} from './metric-catalogue.ts'

export type Labels = Readonly<Record<string, string>>
export type Reading = { readonly value: number; readonly labels?: Labels }

export interface Metrics {
  count(name: CounterName, labels?: Labels, by?: number): void
  /** @param value in the unit of the name */
  record(name: HistogramName, value: number, labels?: Labels): void
  /** A gauge, or a counter somebody else keeps: read whenever the figures are looked at. */
  watch(name: GaugeName | CounterName, read: () => readonly Reading[] | Promise<readonly Reading[]>): void
  /** Everything in Prometheus' text exposition format. */
  text(): Promise<string>
}

/** Collects when it is asked, and keeps nothing. */
class OnDemand extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

/** The media type of `text()`. */
export const metricsType = 'text/plain; version=0.0.4; charset=utf-8'

/** The metrics of a role; one per process. Names of other roles are refused by their type's use: they are simply not made. */
export function createMetrics(role: MetricRole): Metrics {
  const reader = new OnDemand()
  const provider = new MeterProvider({
    readers: [reader],
    views: metricNames.flatMap((name) => {
      const { buckets }: MetricEntry = metricCatalogue[name]
      if (!buckets) return []
      return [
        {
          instrumentName: name,
          aggregation: { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options: { boundaries: [...buckets] } },
        },
      ]
    }),
  })
  const meter = provider.getMeter('duet')
  const serializer = new PrometheusSerializer('', false, undefined, true, true)
  const counters = new Map<string, Counter>()
  const histograms = new Map<string, Histogram>()

  function made<T>(kept: Map<string, T>, name: string, make: () => T): T {
    const found = kept.get(name) ?? make()
    kept.set(name, found)
    return found
  }
  // Those without labels are there from the beginning, so that a rate can be taken of the first one.
  for (const name of metricNames) {
    const { kind, about, labels, watched, role: of }: MetricEntry = metricCatalogue[name]
    if (of === role && kind === 'counter' && !labels && !watched)
      made(counters, name, () => meter.createCounter(name, { description: about })).add(0)
  }

  return {
    count(name, labels = {}, by = 1) {
      made(counters, name, () => meter.createCounter(name, { description: metricCatalogue[name].about })).add(by, labels)
    },
    record(name, value, labels = {}) {
      made(histograms, name, () => meter.createHistogram(name, { description: metricCatalogue[name].about })).record(
        value,
        labels,
      )
    },
    watch(name, read) {
      const { kind, about } = metricCatalogue[name]
      const options = { description: about }
      const instrument =
        kind === 'gauge' ? meter.createObservableGauge(name, options) : meter.createObservableCounter(name, options)
      instrument.addCallback(async (result) => {
        for (const { value, labels = {} } of await read()) result.observe(value, labels)
      })
    },
    async text() {
      const { resourceMetrics } = await reader.collect()
      return serializer.serialize(resourceMetrics)
    },
  }
}
