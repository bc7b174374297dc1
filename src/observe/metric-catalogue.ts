/** Every figure Duet shows to Prometheus: name, kind, unit, labels, one sentence. `docs/metrics.md` is made from it. */

export type MetricRole = 'bridge' | 'engine' | 'mas'
export type MetricKind = 'counter' | 'gauge' | 'histogram'

export type MetricEntry = {
  readonly role: MetricRole
  readonly kind: MetricKind
  readonly about: string
  readonly labels?: readonly string[]
  /** Somebody else keeps the count; it is read when the figures are looked at. */
  readonly watched?: true
  /** Upper bounds, in the unit of the name. */
  readonly buckets?: readonly number[]
}

type More = Pick<MetricEntry, 'labels'>
const counter = (role: MetricRole, about: string, more: More = {}) => ({ kind: 'counter' as const, role, about, ...more })
/** A count that is kept elsewhere. */
const watchedCounter = (role: MetricRole, about: string, more: More = {}) => ({
  ...counter(role, about, more),
  watched: true as const,
})
const gauge = (role: MetricRole, about: string, more: More = {}) => ({ kind: 'gauge' as const, role, about, ...more })
const histogram = (role: MetricRole, about: string, more: More & { readonly buckets: readonly number[] }) => ({
  kind: 'histogram' as const,
  role,
  about,
  ...more,
})

/** What a person feels as a wait: finest around the half second that is the goal. */
const felt = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.5, 2, 3, 5, 10]
const starting = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 240]
/** The time a connection is gone. */
const waited = [0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 30, 60]
const relayed = [0.00002, 0.00005, 0.0001, 0.0002, 0.0003, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.05]
const thinking = [0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 2, 5]

export const metricCatalogue = {
  duet_calls_live: gauge('bridge', 'Calls now.'),
  duet_calls_total: counter('bridge', 'Calls that ended, by how: "ok" or the code of the error.', { labels: ['outcome'] }),
  duet_queue_waiting: gauge('bridge', 'Callers in the queue for a slot.'),
  duet_queue_wait_seconds: histogram('bridge', 'Wait in the queue of those who got a slot.', { buckets: starting }),
  duet_slots: gauge('bridge', 'Slots of all engines, by state.', { labels: ['engine', 'state'] }),
  duet_connect_seconds: histogram('bridge', 'From the open socket to the first moment sound can be sent, queue included.', {
    labels: ['engine'],
    buckets: starting,
  }),
  duet_first_audio_seconds: histogram('bridge', 'From there to the agent’s first voice.', { labels: ['engine'], buckets: felt }),
  duet_response_latency_seconds: histogram('bridge', 'Silence before an answer, as the caller heard it.', {
    labels: ['engine'],
    buckets: felt,
  }),
  duet_interruptions_total: counter('bridge', 'Interruptions, by who cut in.', { labels: ['by'] }),
  duet_stop_latency_seconds: histogram('bridge', 'From the start of an interruption until the other side was silent.', {
    labels: ['by'],
    buckets: felt,
  }),
  duet_backchannels_total: counter('bridge', 'Murmurs that took no floor, by side.', { labels: ['side'] }),
  duet_turns_total: counter('bridge', 'Turns, by side.', { labels: ['side'] }),
  duet_engine_lag_seconds: gauge('bridge', 'How far the slowest running leg of an engine is behind.', { labels: ['engine'] }),
  duet_rollovers_total: counter('bridge', 'Calls moved to a fresh leg, by reason.', { labels: ['reason'] }),
  duet_rollover_gap_seconds: histogram('bridge', 'Silence a caller heard because of such a move.', {
    labels: ['reason'],
    buckets: felt,
  }),
  duet_resumes_total: counter(
    'bridge',
    'Connections to a call that was there: "kept": its client came back to its engine, "new": to a new one, "taken_over": another client took it, "refused".',
    { labels: ['outcome'] },
  ),
  duet_resume_gap_seconds: histogram('bridge', 'From a client’s last sign of life to the first sound it got when it was back.', {
    buckets: waited,
  }),
  duet_relay_delay_seconds: histogram(
    'bridge',
    'From a client’s message read to its sound being on its way to the engine; one in 64 is measured.',
    {
      buckets: relayed,
    },
  ),
  duet_event_loop_delay_seconds: gauge('bridge', 'How late the bridge’s event loop ran lately, 99th percentile.'),
  duet_tap_backlog_bytes: gauge('bridge', 'Sound and notes the tap has not worked off.'),
  duet_tap_shed_packets_total: watchedCounter('bridge', 'Packets the tap did not listen to.'),
  duet_tap_restarts_total: watchedCounter('bridge', 'Times the tap’s process was started again.'),
  duet_ear_waiting_seconds: gauge('bridge', 'Sound that waits for the bridge’s ear.'),
  duet_ear_shed_total: watchedCounter('bridge', 'Recognitions the bridge’s ear left out, by kind.', { labels: ['kind'] }),
  duet_gaps_total: counter('bridge', 'Stretches where a client’s sound was missing.'),
  duet_recordings_stopped_total: counter('bridge', 'Calls whose sound could no longer be kept: no room, or a failing disk.'),
  duet_outbox_pending: gauge('bridge', 'Deliveries to the orchestrator that wait.'),
  duet_outbox_dead: gauge('bridge', 'Deliveries given up.'),
  duet_outbox_oldest_seconds: gauge('bridge', 'How long the oldest of them has waited.'),
  duet_journal_queued: gauge('bridge', 'Writes not on disk yet.'),
  duet_journal_lost_total: watchedCounter('bridge', 'Writes given up.'),
  duet_errors_total: counter('bridge', 'Errors told to clients, by code of the catalogue.', { labels: ['code'] }),

  duet_engine_calls_live: gauge('engine', 'Calls of the local engine.'),
  duet_engine_ear_seconds: histogram('engine', 'One recognition by the local engine’s ear.', { buckets: thinking }),
  duet_engine_brain_seconds: histogram('engine', 'From the question to the first words of the brain.', {
    labels: ['brain'],
    buckets: thinking,
  }),
  duet_engine_mouth_seconds: histogram('engine', 'One clause spoken by the mouth.', { buckets: thinking }),

  duet_mas_turns_total: counter('mas', 'Turns taken, by side.', { labels: ['side'] }),
  duet_mas_work: gauge('mas', 'Turns nobody has read yet.'),
  duet_mas_digests_total: counter('mas', 'Digests rendered anew.'),
} as const satisfies Record<string, MetricEntry>

export type MetricName = keyof typeof metricCatalogue
// Keys of a const object are exactly its names.
export const metricNames = Object.keys(metricCatalogue) as readonly MetricName[]
type OfKind<K extends MetricKind> = {
  [N in MetricName]: (typeof metricCatalogue)[N]['kind'] extends K ? N : never
}[MetricName]
export type CounterName = OfKind<'counter'>
export type GaugeName = OfKind<'gauge'>
export type HistogramName = OfKind<'histogram'>
