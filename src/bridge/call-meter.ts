/** Makes figures and a trace out of what a call tells its client: the one place where a caller's experience is counted. */
import { context, type Span, SpanStatusCode, trace } from '@opentelemetry/api'
import type { Metrics } from '../observe/metrics.ts'
import type { ServerEvent } from '../protocol/session.ts'

export type CallMeterOptions = {
  readonly metrics: Metrics
  readonly sessionId: string
  readonly persona: string
  /** Monotonic, ms. */
  readonly now: () => number
}

type EngineEvent = Extract<ServerEvent, { type: 'engine' }>
const tracer = trace.getTracer('duet')

export class CallMeter {
  readonly #metrics: Metrics
  readonly #now: () => number
  readonly #openedMs: number
  readonly #span: Span
  #waiting: Span | undefined
  #engine = ''
  #queuedMs: number | undefined
  #readyMs: number | undefined
  #voiced = false
  #over = false

  constructor({ metrics, sessionId, persona, now }: CallMeterOptions) {
    this.#metrics = metrics
    this.#now = now
    this.#openedMs = now()
    this.#span = tracer.startSpan('duet.call', { attributes: { 'duet.session.id': sessionId, 'gen_ai.agent.name': persona } })
    this.#waiting = this.#child('duet.connect')
  }

  /** The trace that log lines of the call name. */
  get traceId(): string {
    return this.#span.spanContext().traceId
  }

  take(event: ServerEvent): void {
    const metrics = this.#metrics
    switch (event.type) {
      case 'engine':
        this.#engineState(event)
        return
      case 'speech':
        if (event.side === 'agent' && event.speaking) this.#firstVoice()
        return
      case 'turn.end':
        metrics.count('duet_turns_total', { side: event.turn.side })
        return
      case 'latency':
        metrics.record('duet_response_latency_seconds', event.responseMs / 1000, { engine: this.#engine })
        this.#span.addEvent('answer', { 'duet.response_ms': event.responseMs })
        return
      case 'interruption':
        metrics.count('duet_interruptions_total', { by: event.by })
        metrics.record('duet_stop_latency_seconds', event.stopMs / 1000, { by: event.by })
        this.#span.addEvent('interruption', { 'duet.by': event.by, 'duet.stop_ms': event.stopMs })
        return
      case 'backchannel':
        metrics.count('duet_backchannels_total', { side: event.side })
        return
      case 'gap':
        metrics.count('duet_gaps_total')
        this.#span.addEvent('gap', { 'duet.gap_ms': event.endMs - event.startMs })
        return
      case 'recording':
        if (event.detail !== undefined) metrics.count('duet_recordings_stopped_total')
        return
      case 'error':
        metrics.count('duet_errors_total', { code: event.code })
        this.#span.addEvent('error', { 'error.type': event.code })
        return
      case 'end':
        this.end(event.code ?? 'ok')
    }
  }

  /** The call is over, told or not; the first time counts. @param outcome "ok" or a code */
  end(outcome: string): void {
    if (this.#over) return
    this.#over = true
    this.#metrics.count('duet_calls_total', { outcome })
    if (outcome !== 'ok') this.#span.setStatus({ code: SpanStatusCode.ERROR, message: outcome })
    this.#waiting?.end()
    this.#span.end()
  }

  #engineState({ state, name, reason, gapMs }: EngineEvent): void {
    const now = this.#now()
    if (name !== '') this.#engine = name
    if (state === 'queued' && this.#queuedMs === undefined) {
      this.#queuedMs = now
      this.#span.addEvent('queued')
    } else if ((state === 'warming' || state === 'ready') && this.#queuedMs !== undefined) {
      this.#metrics.record('duet_queue_wait_seconds', (now - this.#queuedMs) / 1000)
      this.#queuedMs = undefined
    }
    if (state === 'rollover' || state === 'recovering') this.#waiting ??= this.#child(`duet.${state}`)
    if (state !== 'ready') return
    this.#waiting?.setAttributes({ 'gen_ai.provider.name': name })
    this.#waiting?.end()
    this.#waiting = undefined
    if (this.#readyMs === undefined) {
      this.#readyMs = now
      this.#metrics.record('duet_connect_seconds', (now - this.#openedMs) / 1000, { engine: name })
    } else if (reason !== undefined && reason !== 'start') {
      this.#metrics.count('duet_rollovers_total', { reason })
      this.#metrics.record('duet_rollover_gap_seconds', (gapMs ?? 0) / 1000, { reason })
      this.#span.addEvent('moved', { 'duet.reason': reason, 'duet.gap_ms': gapMs ?? 0 })
    }
  }

  #firstVoice(): void {
    if (this.#voiced || this.#readyMs === undefined) return
    this.#voiced = true
    this.#metrics.record('duet_first_audio_seconds', (this.#now() - this.#readyMs) / 1000, { engine: this.#engine })
  }

  #child(name: string): Span {
    return tracer.startSpan(name, {}, trace.setSpan(context.active(), this.#span))
  }
}
