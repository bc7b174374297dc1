/** A person in a call, for whole-system tests: says sentences in a voice of their own when nobody speaks, and notes what is heard. */
import { resample } from '../../src/audio/resample.ts'
import { type CallOptions, call } from '../../src/cli/call-client.ts'
import type { CallEvent } from '../../src/cli/call-event.ts'
import type { CallResult } from '../../src/cli/call-leg.ts'
import { callRate } from '../../src/cli/call-source.ts'
import { findModel } from '../../src/models/catalogue.ts'
import { modelFolder } from '../../src/models/folder.ts'
import { type ServerEvent, serverEventSchema } from '../../src/protocol/session.ts'
import { openFlite } from '../../src/speech/flite.ts'
import { until } from './duet.ts'

const spokenRate = 16_000
/** Longest wait for something that is heard or understood, ms: many times what it takes on two cores. */
const soonMs = 45_000
/** After which something is said again, ms. */
const hearMs = 20_000
const mostAttempts = 5
/** Silence of the agent after which it counts as done, ms. */
const quietMs = 1200

let flite: ReturnType<typeof openFlite> | undefined
async function spoken(text: string): Promise<Float32Array> {
  flite ??= openFlite(modelFolder(findModel('flite'), process.env.DUET_MODELS_DIR ?? ''))
  return resample(flite(text, 'slt', 1), spokenRate, callRate)
}

export class Talk {
  /** The final words of the user's turns as the engine understood them, by turn. */
  readonly understood = new Map<string, string>()
  readonly ended: Promise<CallResult>
  sessionId = ''
  #toSay: Float32Array[] = []
  #over = false
  #ready = false
  #agentSpeaks = false
  #agentQuietSince = performance.now()
  #words = ''

  constructor(options: Pick<CallOptions, 'url' | 'userId' | 'persona'>) {
    this.ended = call({ ...options, source: { read: (count) => this.#next(count) }, onEvent: (event) => this.#take(event) })
    this.ended.catch(() => {})
  }

  /** What the agent has said so far, as text. */
  get heard(): string {
    return this.#words
  }

  async ready(): Promise<this> {
    await Promise.race([until('the call is ready', () => this.#ready, soonMs), this.ended])
    return this
  }

  /**
   * Says a sentence once nobody speaks, and again, as people do, while it is not understood; resolves with what the agent answers. That is
   * waited for: who speaks on before the answer is heard goes on with the same turn.
   */
  async say(text: string, understood: RegExp): Promise<string> {
    const sound = await spoken(text)
    for (let attempt = 1; ; attempt++) {
      await this.quiet()
      const [turns, words] = [this.understood.size, this.#words.length]
      this.#toSay.push(sound)
      const all = () => [...this.understood.values()].slice(turns).join(' ')
      await until('it is understood', () => all() !== '', hearMs).catch(() => {})
      if (understood.test(all())) {
        await until(`"${text}" is answered`, () => this.#words.length > words, soonMs)
        await this.quiet()
        return this.#words.slice(words).trim()
      }
      if (attempt === mostAttempts) throw new Error(`"${text}" is understood as "${all()}"`)
    }
  }

  quiet(): Promise<void> {
    const silent = () => !this.#agentSpeaks && performance.now() - this.#agentQuietSince > quietMs
    return until('the agent is silent', silent, soonMs)
  }

  async hangUp(): Promise<CallResult> {
    this.#over = true
    return this.ended
  }

  #next(count: number): Float32Array | undefined {
    if (this.#over) return undefined
    const [first] = this.#toSay
    const piece = new Float32Array(count)
    if (!first) return piece
    piece.set(first.subarray(0, count))
    this.#toSay = first.length > count ? [first.subarray(count), ...this.#toSay.slice(1)] : this.#toSay.slice(1)
    return piece
  }

  #take(event: CallEvent): void {
    if (event.type === 'session') this.sessionId = event.sessionId
    if (event.type === 'handshake') this.#ready = true
    if (event.type !== 'event') return
    const read = serverEventSchema.safeParse(event.event)
    if (read.success) this.#told(read.data)
  }

  #told(event: ServerEvent): void {
    if (event.type === 'text') {
      this.#words += event.text
      this.#agentQuietSince = performance.now()
    } else if (event.type === 'speech' && event.side === 'agent') {
      this.#agentSpeaks = event.speaking
      this.#agentQuietSince = performance.now()
    } else if (event.type === 'turn.end' && event.turn.side === 'user') this.#understand(event.turn.turnId, event.turn.text)
    else if (event.type === 'transcript' && event.side === 'user' && event.final) this.#understand(event.turnId, event.text)
  }

  #understand(turnId: string, text: string): void {
    if (text !== '') this.understood.set(turnId, text)
  }
}
