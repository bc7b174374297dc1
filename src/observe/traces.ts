/** Traces over OTLP, where the environment names a collector (OTEL_EXPORTER_OTLP_ENDPOINT or OTEL_EXPORTER_OTLP_TRACES_ENDPOINT); else none. */
import { trace } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'

/** Longest wait for the collector when the process ends, ms. */
const flushMs = 2000

/**
 * Sends the spans of this process from now on. The exporter reads its own OTEL_ variables (endpoint, headers, time-out).
 * @param role "bridge", "engine", "mas"; the service is OTEL_SERVICE_NAME or duet-ROLE
 * @returns how to send the last ones; undefined where no collector is named
 */
export function startTraces(
  role: string,
  version: string,
  env: NodeJS.ProcessEnv = process.env,
): (() => Promise<void>) | undefined {
  const wanted = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? env.OTEL_EXPORTER_OTLP_ENDPOINT
  if (!wanted || env.OTEL_SDK_DISABLED === 'true') return undefined
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': env.OTEL_SERVICE_NAME ?? `duet-${role}`, 'service.version': version }),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
  })
  trace.setGlobalTracerProvider(provider)
  return async () => {
    const late = new Promise<void>((resolve) => setTimeout(resolve, flushMs).unref())
    await Promise.race([provider.shutdown().catch(() => {}), late])
  }
}
