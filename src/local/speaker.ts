/** The agent's voice as it leaves: plays clauses frame by frame, releases their words in step with the sound, lowers, fades and takes up again. */

/** Output frames: 20 ms at 24 kHz. */
export const FRAME_SAMPLES = 480
export const OUTPUT_RATE = 24_000

export type Clause = {
  /** Empty for a pause. */
  readonly text: string
  /** Mono at 24 kHz. */
  readonly samples: Float32Array
  /** Silence after it, samples at 24 kHz. */
  readonly gapSamples: number
}
/** What is being said: grows while it is prepared; `done` once nothing more will come. */
export interface Script {
  readonly clauses: readonly Clause[]
  readonly done: boolean
}

export type SpokenFrame = {
  /** 480 samples at 24 kHz. */
  readonly samples: Float32Array
  /** Words whose sound begins in this frame, each with the space before it. */
  readonly pieces: readonly string[]
  readonly started: 'answer' | 'murmur' | undefined
  readonly ended: 'answer' | 'murmur' | undefined
  readonly audible: boolean
}

/** Where speech was cut. */
export type Cut = { readonly heard: string; readonly rest: string }

type Playing = { readonly script: Script; clause: number; offset: number; pieces: readonly Piece[]; begun: boolean }
type Piece = { readonly text: string; readonly atSamples: number }

export type SpeakerOptions = {
  readonly loweredGain: number
  readonly lowerMs: number
  readonly restoreMs: number
  readonly fadeMs: number
  readonly murmurGain: number
}
const defaults: SpeakerOptions = { loweredGain: 0.3, lowerMs: 20, restoreMs: 160, fadeMs: 20, murmurGain: 0.6 }

export class Speaker {
  readonly #options: SpeakerOptions
  #playing: Playing | undefined
  /** What was cut last, to be taken up again. */
  #cut: { script: Script; clause: number } | undefined
  #murmur: { readonly samples: Float32Array; offset: number } | undefined
  #gain = 1
  #target = 1
  #step = 0
  #fading = false
  /** Volume asked for by the user; 1 is as synthesised. */
  volume = 1

  constructor(options: Partial<SpeakerOptions> = {}) {
    this.#options = { ...defaults, ...options }
  }

  /** Starts saying `script` with its next frame; what was being said is dropped. */
  play(script: Script, fromClause = 0): void {
    this.#playing = { script, clause: fromClause, offset: 0, pieces: [], begun: false }
    this.#murmur = undefined
    this.#fading = false
    this.#ramp(1, 0)
  }
  /** A short sound beside the conversation; ignored while something is being said. */
  murmur(samples: Float32Array): void {
    if (!this.#playing) this.#murmur = { samples, offset: 0 }
  }
  lower(): void {
    if (!this.#fading) this.#ramp(this.#options.loweredGain, this.#options.lowerMs)
  }
  restore(): void {
    if (!this.#fading) this.#ramp(1, this.#options.restoreMs)
  }
  /** Fades out and stops. @returns what was heard and what was not, or `undefined` if nothing was being said */
  stop(fadeMs = this.#options.fadeMs): Cut | undefined {
    this.#murmur = undefined
    const playing = this.#playing
    if (!playing) return undefined
    const cut = this.#position(playing)
    this.#cut = { script: playing.script, clause: Math.min(playing.clause, Math.max(0, playing.script.clauses.length - 1)) }
    if (playing.begun && fadeMs > 0) {
      this.#fading = true
      this.#ramp(0, fadeMs)
    } else this.#playing = undefined
    return cut
  }
  /** Takes up what was stopped from the beginning of the clause that was cut. @returns what had been heard before it, or `undefined` */
  resume(): { readonly before: string } | undefined {
    const cut = this.#cut
    if (!cut?.script.clauses[cut.clause]) return undefined
    this.play(cut.script, cut.clause)
    this.#cut = undefined
    return { before: text(cut.script.clauses.slice(0, cut.clause)) }
  }
  /** All that has been said of the current script so far. */
  get heard(): string {
    return this.#playing ? this.#position(this.#playing).heard : ''
  }
  /** Index of the clause being said, to prepare not too far ahead. */
  get clause(): number {
    return this.#playing?.clause ?? 0
  }

  /** The next 20 ms. */
  next(): SpokenFrame {
    const samples = new Float32Array(FRAME_SAMPLES)
    if (this.#murmur) return this.#nextMurmur(samples, this.#murmur)
    const playing = this.#playing
    if (!playing) return { samples, pieces: [], started: undefined, ended: undefined, audible: false }
    const pieces: string[] = []
    let filled = 0
    let started: 'answer' | undefined
    while (filled < FRAME_SAMPLES) {
      const clause = playing.script.clauses[playing.clause]
      if (!clause) break
      if (playing.offset === 0) {
        playing.pieces = pieceTimes(clause)
        if (!playing.begun) started = 'answer'
        playing.begun = true
      }
      const whole = clause.samples.length + clause.gapSamples
      const n = Math.min(FRAME_SAMPLES - filled, whole - playing.offset)
      samples.set(clause.samples.subarray(playing.offset, Math.min(clause.samples.length, playing.offset + n)), filled)
      if (!this.#fading)
        for (const p of playing.pieces) if (p.atSamples >= playing.offset && p.atSamples < playing.offset + n) pieces.push(p.text)
      filled += n
      playing.offset += n
      if (playing.offset >= whole) {
        playing.clause += 1
        playing.offset = 0
      }
    }
    this.#applyGain(samples)
    const faded = this.#fading && this.#gain === 0
    const over = faded || (playing.script.done && playing.clause >= playing.script.clauses.length)
    if (over) {
      this.#playing = undefined
      this.#fading = false
      this.#ramp(1, 0)
    }
    return { samples, pieces, started, ended: over ? 'answer' : undefined, audible: filled > 0 }
  }

  #nextMurmur(samples: Float32Array, murmur: { readonly samples: Float32Array; offset: number }): SpokenFrame {
    const part = murmur.samples.subarray(murmur.offset, murmur.offset + FRAME_SAMPLES)
    samples.set(part.map((x) => x * this.#options.murmurGain * this.volume))
    const started = murmur.offset === 0 ? 'murmur' : undefined
    murmur.offset += FRAME_SAMPLES
    const ended = murmur.offset >= murmur.samples.length ? 'murmur' : undefined
    if (ended) this.#murmur = undefined
    return { samples, pieces: [], started, ended, audible: true }
  }

  #position(playing: Playing): Cut {
    const { clauses } = playing.script
    const said = playing.pieces.filter((p) => p.atSamples < playing.offset).length
    const current = clauses[playing.clause]
    const all = current ? splitWords(current.text) : []
    return {
      heard: [text(clauses.slice(0, playing.clause)), all.slice(0, said).join(' ')].filter(Boolean).join(' '),
      rest: [all.slice(said).join(' '), text(clauses.slice(playing.clause + 1))].filter(Boolean).join(' '),
    }
  }
  #ramp(target: number, ms: number): void {
    this.#target = target
    this.#step = ms > 0 ? (target - this.#gain) / ((ms / 1000) * OUTPUT_RATE) : 0
    if (ms <= 0) this.#gain = target
  }
  #applyGain(samples: Float32Array): void {
    for (let i = 0; i < samples.length; i++) {
      if (this.#gain !== this.#target) {
        this.#gain += this.#step
        if ((this.#step > 0 && this.#gain > this.#target) || (this.#step < 0 && this.#gain < this.#target) || this.#step === 0)
          this.#gain = this.#target
      }
      samples[i] = Math.max(-1, Math.min(1, (samples[i] ?? 0) * this.#gain * this.volume))
    }
  }
}

const splitWords = (clause: string): string[] => clause.split(/\s+/).filter(Boolean)
const text = (clauses: readonly Clause[]): string =>
  clauses
    .map((c) => c.text)
    .filter(Boolean)
    .join(' ')

/** When each word of a clause begins, samples at 24 kHz: its share of the letters, a pause counted for punctuation. */
function pieceTimes(clause: Clause): Piece[] {
  const all = splitWords(clause.text)
  const weight = (word: string): number => word.length + 1 + (/[,;:.!?]$/.test(word) ? 2 : 0)
  const total = all.reduce((sum, word) => sum + weight(word), 0)
  let at = 0
  return all.map((word) => {
    const piece = { text: ` ${word}`, atSamples: Math.floor((at / total) * clause.samples.length) }
    at += weight(word)
    return piece
  })
}
