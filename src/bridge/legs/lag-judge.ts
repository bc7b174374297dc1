/** How the leg that carries a call keeps up: what has changed, and how long the next one is waited for where moving did not help. */
import { type LagLimits, type LagVerdict, lagLimits } from '../../engines/lag-meter.ts'
import type { LeasedLeg } from './leased-leg.ts'

/** How often the limit of a hang is doubled at most. */
const mostPatience = 2
const samplesPerMs = 48

export class LagJudge {
  #verdict: LagVerdict = 'fine'
  /** Legs in a row that hung soon after they carried the call. */
  #hangs = 0
  readonly #stableMs: number

  /** @param stableMs a leg that hangs after less was no good from the start: the machine is slow, not the engine gone */
  constructor(stableMs: number) {
    this.#stableMs = stableMs
  }

  get lags(): boolean {
    return this.#verdict !== 'fine'
  }

  get limits(): LagLimits {
    return { ...lagLimits, hangMs: lagLimits.hangMs * 2 ** Math.min(this.#hangs, mostPatience) }
  }

  /** Another leg carries the call. */
  moved(): void {
    this.#verdict = 'fine'
  }

  /** The verdict, where it is another than before. */
  change(leg: Pick<LeasedLeg, 'meter' | 'sentSamples'>): LagVerdict | undefined {
    const { verdict } = leg.meter
    if (verdict === this.#verdict) return undefined
    this.#verdict = verdict
    if (verdict === 'hanging') this.#hangs = leg.sentSamples < this.#stableMs * samplesPerMs ? this.#hangs + 1 : 0
    return verdict
  }
}
