/** The figures other systems have in Full-Duplex-Bench v1 (on its own recordings), to stand beside ours. */

/** Takeover rates are shares; latencies in seconds. The pause rate is that of the synthetic set. */
export type BenchRow = {
  readonly name: string
  readonly pauseTakeover: number
  readonly backchannelTakeover: number
  readonly backchannelsPerSecond: number
  readonly smoothTakeover: number
  readonly smoothSeconds: number
  readonly interruptionTakeover: number
  readonly interruptionSeconds: number
}

/** From the tables of Full-Duplex-Bench's README and the PersonaPlex paper (released weights). */
export const published: readonly BenchRow[] = [
  row('dGSLM', 0.934, 0.691, 0.015, 0.975, 0.352, 0.917, 2.531),
  row('Moshi', 0.985, 1.0, 0.001, 0.941, 0.265, 1.0, 0.257),
  row('Freeze-Omni', 0.642, 0.636, 0.001, 0.336, 0.953, 0.867, 1.409),
  row('Gemini Live 2.0', 0.255, 0.091, 0.012, 0.655, 1.301, 0.891, 1.183),
  row('GPT-Realtime', 0.01, 0.0, 0.007, 1.0, 1.47, 0.97, 1.5),
  row('PersonaPlex', 0.584, 0.327, 0.025, 0.992, 0.07, 1.0, 0.4),
]

function row(
  name: string,
  pauseTakeover: number,
  backchannelTakeover: number,
  backchannelsPerSecond: number,
  smoothTakeover: number,
  smoothSeconds: number,
  interruptionTakeover: number,
  interruptionSeconds: number,
): BenchRow {
  return {
    name,
    pauseTakeover,
    backchannelTakeover,
    backchannelsPerSecond,
    smoothTakeover,
    smoothSeconds,
    interruptionTakeover,
    interruptionSeconds,
  }
}
