/**
 * Calls that come and go: `calls` of them at any time through the bridge, each for a while by chance, and a few beside them straight to the engine, which say how
 * long the same way takes without a bridge. Prints a JSON line every `every` ms (`Window`), and ends after so many.
 * Arguments: bridge url, engine url, calls, direct calls, least and most length of a call ms, every ms, windows, seed.
 */
import { seeded } from '../../src/audio/seeded.ts'
import { EchoCaller, periodMs, speech } from '../relay/echo-caller.ts'
import type { Delays, Window } from './window.ts'

const [bridgeUrl = '', engineUrl = '', ...numbers] = process.argv.slice(2)
const [calls = 1, directs = 1, leastMs = 0, mostMs = 0, everyMs = 0, windows = 1, seed = 1] = numbers.map(Number)
const random = seeded(seed)
const said = speech()
/** A message that would go later than this is left out. */
const lateMs = 20
/** Between two calls of one caller, ms. */
const pauseMs = 200

class Place {
  readonly #url: string
  readonly #delays: number[]
  #caller: EchoCaller | undefined
  #ready = false
  #endsMs = 0

  readonly #counts: boolean

  /** @param counts it is one of the calls that are looked at */
  constructor(url: string, delays: number[], counts: boolean) {
    this.#url = url
    this.#delays = delays
    this.#counts = counts
    this.#call()
  }

  /** Due at `now`: says the next thing, or hangs up and calls again. */
  tick(now: number): void {
    if (!this.#ready) return
    if (now < this.#endsMs) return this.#caller?.send(now)
    this.#caller?.leave()
    if (this.#counts) counts.ended++
    this.#again()
  }

  #call(): void {
    const openedMs = performance.now()
    this.#caller = new EchoCaller(this.#url, said, Math.floor(random() * said.pages.length), {
      ready: () => {
        if (this.#counts) {
          counts.opened++
          opening.push(performance.now() - openedMs)
        }
        this.#endsMs = performance.now() + leastMs + random() * (mostMs - leastMs)
        this.#ready = true
      },
      answered: (sentMs, nowMs) => void this.#delays.push(nowMs - sentMs),
      closed: (error) => {
        counts.faults.push(error.message)
        this.#again()
      },
    })
  }

  #again(): void {
    this.#ready = false
    setTimeout(() => this.#call(), pauseMs)
  }
}

const counts = { opened: 0, ended: 0, skipped: 0, faults: [] as string[] }
const opening: number[] = []
const [through, direct]: [number[], number[]] = [[], []]
const places = [
  ...Array.from({ length: calls }, () => new Place(bridgeUrl, through, true)),
  ...Array.from({ length: directs }, () => new Place(engineUrl, direct, false)),
]

const startMs = performance.now()
let told = 0
let due = 0
setInterval(() => {
  const now = performance.now()
  const upTo = Math.floor(((now - startMs) / periodMs) * places.length)
  const oldest = Math.floor(((now - lateMs - startMs) / periodMs) * places.length)
  if (oldest > due) {
    counts.skipped += oldest - due
    due = oldest
  }
  // Each place has its own phase; those with and without a bridge are spread alike.
  while (due <= upTo) places[due++ % places.length]?.tick(now)
}, 1)

setInterval(() => {
  const atMs = performance.now() - startMs
  const window: Window = {
    atMs,
    through: delaysOf(through),
    direct: delaysOf(direct),
    openingP95Ms: quantile(opening, 0.95),
    ...counts,
  }
  console.log(JSON.stringify(window))
  for (const list of [through, direct, opening, counts.faults]) list.length = 0
  Object.assign(counts, { opened: 0, ended: 0, skipped: 0 })
  if (++told >= windows) process.exit()
}, everyMs)

function delaysOf(delays: readonly number[]): Delays {
  return { count: delays.length, p50Ms: quantile(delays, 0.5), p99Ms: quantile(delays, 0.99) }
}

function quantile(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))] ?? 0
}
