/** Tells loud from quiet by the sound's own noise floor: enough for an engine's clean voice, and the cheap first look at a microphone. */
import { dbfs, rms } from '../audio/energy.ts'

export type VoiceGateOptions = {
  /** How far above the noise floor sound must be, dB. */
  readonly overFloorDb: number
  /** Below this nothing counts, above `surelyDb` everything does, dBFS. */
  readonly neverDb: number
  readonly surelyDb: number
}

/** The floor falls at once and rises this fast, dB per second: speech has holes before it has risen far. */
const riseDbPerS = 4
const lowestFloorDb = -90

export class VoiceGate {
  readonly #options: VoiceGateOptions
  #floorDb: number

  constructor(options: VoiceGateOptions) {
    this.#options = options
    this.#floorDb = options.surelyDb - options.overFloorDb
  }

  /** Whether this frame (−1…1, `frameMs` long) is louder than its surroundings. */
  next(frame: Float32Array, frameMs: number): boolean {
    const { overFloorDb, neverDb, surelyDb } = this.#options
    const level = dbfs(rms(frame))
    this.#floorDb = Math.max(lowestFloorDb, Math.min(level, this.#floorDb + (riseDbPerS * frameMs) / 1000))
    return level > Math.min(surelyDb, Math.max(neverDb, this.#floorDb + overFloorDb))
  }
}
