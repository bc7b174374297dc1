/** From the measurements of all rounds to the table: medians with their spread, and whether the run counts at all. */

/** What the callers saw in one measurement. */
export type Measured = {
  readonly seconds: number
  readonly sent: number
  readonly answered: number
  /** Not sent because the callers themselves were late. */
  readonly skipped: number
  /** Connections that were closed on them. */
  readonly gone: number
  readonly p50Ms: number
  /** Median of the half seconds' 99th percentiles. */
  readonly p99Ms: number
}

export type Measurement = Measured & {
  readonly relay: string
  readonly sessions: number
  readonly round: number
  /** Processor time, seconds: of the relay's process, of the processes it started (the tap), of callers and engine together. */
  readonly relayCpu: number
  readonly helpersCpu: number
  readonly endsCpu: number
  /** Of the relay's process, MiB. */
  readonly rssMb: number
}

export type Spread = { readonly median: number; readonly min: number; readonly max: number }

export type RelayRow = {
  readonly relay: string
  readonly sessions: number
  readonly rounds: number
  readonly p50Ms: Spread
  readonly p99Ms: Spread
  /** Minus the direct connection's in the same round. */
  readonly addedP50Ms: Spread
  /** Processor time of the relay for a message there and its echo back, µs. */
  readonly cpuUs: Spread
  readonly helpersUs: Spread
  /** Times nginx's in the same round; undefined without nginx. */
  readonly ofNginx: Spread | undefined
  /** Sessions of 25 messages/s each way that would fill a core at this cost. */
  readonly sessionsPerCore: number
  readonly rssMb: number
  /** Share of the messages sent that came back within the window. */
  readonly answered: number
}

const messagesPerSecond = 25
/** Callers that are late more often than this, or are not answered by the engine itself, measure themselves. */
const mostSkipped = 0.02
const leastAnswered = 0.97
const healthyP50Ms = 2

/** Why a measurement says nothing of the relay: the callers themselves could not keep their pace. */
export function faultOfCallers(one: Measurement): string | undefined {
  const share = one.skipped / (one.sessions * messagesPerSecond * one.seconds)
  return share > mostSkipped ? `the callers were late for ${percent(share)} of their messages` : undefined
}

/** Why a round at a number of sessions does not count, by its direct connection; undefined where it does. */
export function faultOfRound(direct: Measurement | undefined): string | undefined {
  if (!direct) return 'the direct connection was not measured'
  const late = faultOfCallers(direct)
  if (late) return late
  if (direct.answered / Math.max(1, direct.sent) < leastAnswered)
    return `the engine itself answered ${percent(direct.answered / direct.sent)}`
  if (direct.p50Ms > healthyP50Ms) return `the direct connection took ${direct.p50Ms.toFixed(2)} ms`
  return undefined
}

/** Rounds that count, by relay and sessions in the order they were measured. */
export function summarise(
  measurements: readonly Measurement[],
  options: { readonly evenIfLate?: boolean } = {},
): readonly RelayRow[] {
  const key = (one: Measurement) => `${one.sessions}/${one.round}`
  const directs = new Map(measurements.filter((one) => one.relay === 'direct').map((one) => [key(one), one]))
  const nginx = new Map(measurements.filter((one) => one.relay === 'nginx').map((one) => [key(one), one]))
  const counted = measurements.filter(
    (one) =>
      options.evenIfLate === true || (faultOfCallers(one) === undefined && faultOfRound(directs.get(key(one))) === undefined),
  )
  const groups = Map.groupBy(counted, ({ relay, sessions }) => `${sessions}/${relay}`)
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (!first) return []
    const cpuUs = spread(group.map(cpuOf))
    const ratios = group.flatMap((one) => {
      const base = nginx.get(key(one))
      return base ? [cpuOf(one) / cpuOf(base)] : []
    })
    return [
      {
        relay: first.relay,
        sessions: first.sessions,
        rounds: group.length,
        p50Ms: spread(group.map((one) => one.p50Ms)),
        p99Ms: spread(group.map((one) => one.p99Ms)),
        addedP50Ms: spread(group.map((one) => one.p50Ms - (directs.get(key(one))?.p50Ms ?? Number.NaN))),
        cpuUs,
        helpersUs: spread(group.map((one) => perRoundTrip(one.helpersCpu, one))),
        ofNginx: ratios.length > 0 ? spread(ratios) : undefined,
        sessionsPerCore: 1e6 / (cpuUs.median * messagesPerSecond),
        rssMb: Math.max(...group.map((one) => one.rssMb)),
        answered: Math.min(...group.map((one) => one.answered / Math.max(1, one.sent))),
      },
    ]
  })
}

/** Slope of a value over time by least squares, a minute. */
export function growthPerMinute(samples: readonly { readonly atMs: number; readonly value: number }[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length
  const [at, value] = [mean(samples.map((one) => one.atMs)), mean(samples.map((one) => one.value))]
  const spread = samples.reduce((sum, one) => sum + (one.atMs - at) ** 2, 0)
  return spread === 0 ? 0 : (samples.reduce((sum, one) => sum + (one.atMs - at) * (one.value - value), 0) / spread) * 60_000
}

function cpuOf(one: Measurement): number {
  return perRoundTrip(one.relayCpu, one)
}

function perRoundTrip(seconds: number, one: Measurement): number {
  return (seconds * 1e6) / Math.max(1, one.answered)
}

function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  const median = sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
  return { median, min: sorted[0] ?? Number.NaN, max: sorted.at(-1) ?? Number.NaN }
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}
