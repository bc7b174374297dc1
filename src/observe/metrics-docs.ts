/** `docs/metrics.md`, made from the catalogue. */
import { type MetricEntry, metricCatalogue, metricNames } from './metric-catalogue.ts'

const roles = {
  bridge: '`GET /metrics` of the bridge (8999). Beyond loopback it asks for a key with the scope `metrics`.',
  engine: '`GET /metrics` of the local engine (8998).',
  mas: '`GET /metrics` of the orchestrator (8001).',
} as const

export function metricsDocs(): string {
  const lines = [
    '# Metrics',
    '',
    'Made by `node scripts/api-docs.ts` from `src/observe/metric-catalogue.ts`. Prometheus’ text format; `deploy/prometheus/` has alert rules,',
    '`deploy/grafana/` a dashboard. Traces go to a collector where `OTEL_EXPORTER_OTLP_ENDPOINT` names one: a span for each call with its waits,',
    'moves and answers, and one for each question to the brain. Neither holds anything that was said.',
    '',
  ]
  for (const [role, where] of Object.entries(roles)) {
    lines.push(`## ${role}`, '', where, '', '| name | kind | labels | |', '|---|---|---|---|')
    for (const name of metricNames) {
      const { kind, about, labels = [], role: of }: MetricEntry = metricCatalogue[name]
      if (of === role) lines.push(`| \`${name}\` | ${kind} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${about} |`)
    }
    lines.push('')
  }
  return lines.join('\n')
}
