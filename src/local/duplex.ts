/** One conversation of the local engine: carries out what the manners decide, with ear, turn model, brain and mouth; knows no socket. */
import type { Brain, BrainPersona, BrainRequest, Said } from '../brain/brain.ts'
import { openingWords } from '../brain/built-in/upcoming.ts'
import type { EngineMetadata } from '../protocol/engine-metadata.ts'
import { ENGINE_METADATA_VERSION } from '../protocol/engine-metadata.ts'
import type { Mouth } from '../speech/speech.ts'
import { Answer } from './answer.ts'
import { type Expectations, Hearing, type HearingParts } from './hearing.ts'
import type { Murmur } from './murmurs.ts'
import { Speaker, type SpokenFrame } from './speaker.ts'
import { type Instruction, ToSay } from './to-say.ts'
import {
  defaultTurnTaking,
  initialTurnTaking,
  type TurnTakingEffect,
  type TurnTakingEvent,
  type TurnTakingOptions,
} from './turn-state.ts'
import { turnTaking } from './turn-taking.ts'

const MOST_HISTORY = 60
/** Words of the agent that an echo may still have: some four seconds of them. */
const OWN_WORDS = 14

export type DuplexParts = HearingParts & {
  readonly mouth: Mouth
  readonly brain: Brain
  /** The next short sound of listening along in the voice of this conversation, if there is one. */
  readonly murmur: () => Murmur | undefined
}
export type DuplexSettings = {
  readonly persona: BrainPersona
  readonly voice: string
  /** Said at the start; empty: the brain chooses the words; `undefined`: the caller speaks first. */
  readonly greeting: string | undefined
  readonly timeZone: string
  /** What the caller is likely to say. */
  readonly expects?: Expectations
  readonly turnTaking?: Partial<TurnTakingOptions>
}

type WithoutVersion<T> = T extends unknown ? Omit<T, 'v'> : never

export class Duplex {
  readonly #parts: DuplexParts
  readonly #settings: DuplexSettings
  readonly #options: TurnTakingOptions
  readonly #hearing: Hearing
  readonly #speaker = new Speaker()
  readonly #history: Said[] = []
  #closed = false
  #ownWords: readonly string[] = []
  #state = initialTurnTaking
  #prepared: { readonly id: number; readonly answer: Answer } | undefined
  #current: Answer | undefined
  #speed = 1
  readonly #toSay = new ToSay()
  #timers: { readonly atMs: number; readonly label: string }[] = []
  /** What the engine knows beyond sound and words. */
  onMetadata: (metadata: EngineMetadata) => void = () => {}

  constructor(parts: DuplexParts, settings: DuplexSettings) {
    this.#parts = parts
    this.#settings = settings
    this.#options = { ...defaultTurnTaking, ...settings.turnTaking }
    this.#hearing = new Hearing(parts, {
      state: () => this.#state,
      ownWords: () => this.#ownWords,
      expects: settings.expects,
      onEvent: (event) => {
        this.#dispatch(event)
        if (event.type !== 'frame') return
        this.#ringTimers()
        this.#sayUnasked()
      },
      onFailure: () => this.#notice('internal', 'Listening failed; please start again.'),
    })
    if (settings.greeting !== undefined) this.#greet(settings.greeting)
  }

  /** Takes in the user's sound: mono, 16 kHz, any length. Never waits. */
  listen(samples: Float32Array): void {
    this.#hearing.listen(samples)
  }
  /** A line written instead of spoken. */
  type(text: string): void {
    this.#dispatch({ type: 'typed', text })
  }
  /** Something to say of its own accord once nobody speaks; the same id is said once. Never waits. */
  instruct(instruction: Instruction): void {
    this.#notSaid(this.#toSay.put(instruction, this.#state.nowMs))
  }
  /** The next 20 ms of the agent, 24 kHz. */
  speak(): SpokenFrame {
    const frame = this.#speaker.next()
    if (frame.started) this.#started(frame.started)
    this.#current?.playing(this.#speaker.clause)
    if (frame.pieces.length > 0) this.#ownWords = [...this.#ownWords, ...frame.pieces].slice(-OWN_WORDS)
    if (frame.ended) this.#ended(frame.ended)
    return frame
  }
  /** What was sent to the user, 16 kHz, for the echo control. */
  played(samples: Float32Array): void {
    this.#parts.echo.played(samples)
  }
  close(): void {
    this.#closed = true
    this.#hearing.close()
    this.#prepared?.answer.cancel()
    this.#current?.cancel()
  }

  // ---- manners ----------------------------------------------------------------------------------------------------

  #dispatch(event: TurnTakingEvent): void {
    if (this.#closed) return
    const [state, effects] = turnTaking(this.#state, event, this.#options)
    this.#state = state
    for (const effect of effects) this.#carryOut(effect)
  }

  #carryOut(effect: TurnTakingEffect): void {
    switch (effect.type) {
      case 'hear':
        return void this.#hearing.hear(effect)
      case 'look':
        return void this.#hearing.look(effect)
      case 'prepare':
        if (this.#parts.brain.speculative) this.#prepare(effect.id, effect.text)
        return
      case 'drop':
        return this.#drop()
      case 'release':
        return this.#release(effect)
      case 'retract':
        return this.#retract()
      case 'lower':
        this.#speaker.lower()
        return this.#tell({ type: 'overlap', state: 'lowered', reason: 'speech', atMs: this.#state.nowMs })
      case 'restore':
        this.#speaker.restore()
        return this.#tell({ type: 'overlap', state: 'restored', reason: effect.reason, atMs: this.#state.nowMs })
      case 'yield':
        return this.#giveWay(effect.reason)
      case 'resume':
        return this.#resume()
      case 'murmur':
        return this.#murmur()
      case 'words':
        return this.#tell({ ...effect, type: 'user.words' })
      case 'takeUp':
        return this.#say('silence')
    }
  }

  // ---- answering --------------------------------------------------------------------------------------------------

  #answer(request: Pick<BrainRequest, 'history' | 'cause' | 'label'>, brain: Pick<Brain, 'reply'> = this.#parts.brain): Answer {
    const { mouth } = this.#parts
    const answer = new Answer({ brain, mouth, voice: this.#settings.voice, speed: this.#speed })
    const { persona, timeZone } = this.#settings
    const timers = this.#timers.map(({ atMs, label }) => ({
      label,
      secondsLeft: Math.max(0, Math.round((atMs - this.#state.nowMs) / 1000)),
    }))
    void answer.run({ ...request, timers, persona, timeZone, now: new Date() })
    return answer
  }
  #prepare(id: number, text: string): Answer {
    this.#drop()
    const answer = this.#answer({ history: [...this.#history, { side: 'user', text }], cause: 'user' })
    this.#prepared = { id, answer }
    return answer
  }
  #drop(): void {
    this.#prepared?.answer.cancel()
    this.#prepared = undefined
  }
  #release({ id, text, silenceMs, finished }: Extract<TurnTakingEffect, { type: 'release' }>): void {
    const answer = this.#prepared?.id === id ? this.#prepared.answer : this.#prepare(id, text)
    this.#prepared = undefined
    this.#remember({ side: 'user', text })
    this.#tell({ type: 'decision', atMs: this.#state.nowMs, silenceMs, finished, reason: silenceMs === 0 ? 'typed' : 'silence' })
    this.#tell({ type: 'turn', side: 'user', state: 'end', atMs: Math.max(0, this.#state.nowMs - silenceMs) })
    this.#letOut(answer)
  }
  #letOut(answer: Answer): void {
    this.#toSay.takeBack()
    this.#current?.cancel()
    this.#current = answer
    answer.release()
    this.#speaker.play(answer)
  }
  /** Says something of its own accord. */
  #say(cause: 'silence' | 'timer' | 'greeting', label?: string): void {
    this.#letOut(this.#answer({ history: [...this.#history], cause, ...(label === undefined ? {} : { label }) }))
  }
  #greet(words: string): void {
    this.#dispatch({ type: 'initiative' })
    if (!words) return this.#say('greeting')
    const { persona, timeZone } = this.#settings
    const opening = openingWords(words, { persona, timeZone, now: new Date() })
    this.#letOut(this.#answer({ history: [], cause: 'greeting' }, saying(opening)))
  }
  #retract(): void {
    const cut = this.#speaker.stop(20)
    this.#toSay.takeBack()
    this.#current?.cancel()
    this.#current = undefined
    if (this.#state.turn && this.#history.at(-1)?.side === 'user') this.#history.pop() // the turn goes on and will be said again whole
    if (cut?.heard) this.#tell({ type: 'turn', side: 'agent', state: 'yield', atMs: this.#state.nowMs, heard: cut.heard })
  }
  #giveWay(reason: Extract<TurnTakingEffect, { type: 'yield' }>['reason']): void {
    const cut = this.#speaker.stop()
    const answer = this.#current
    this.#current = undefined
    if (answer && !this.#parts.brain.speculative) answer.cancel()
    if (cut) this.#remember({ side: 'agent', text: cut.heard, ...(cut.rest ? { rest: cut.rest } : {}) })
    this.#tell({ type: 'overlap', state: 'yielded', reason, atMs: this.#state.nowMs })
    this.#tell({ type: 'turn', side: 'agent', state: 'yield', atMs: this.#state.nowMs, heard: cut?.heard ?? '' })
  }
  #resume(): void {
    const resumed = this.#speaker.resume()
    if (!resumed) return this.#dispatch({ type: 'agent', state: 'ended', kind: 'answer' })
    if (this.#history.at(-1)?.side === 'agent') this.#history.pop()
    this.#tell({ type: 'overlap', state: 'resumed', reason: 'late-backchannel', atMs: this.#state.nowMs })
  }
  #murmur(): void {
    const murmur = this.#parts.murmur()
    if (!murmur) return
    this.#speaker.murmur(murmur.samples)
    this.#tell({ type: 'backchannel', side: 'agent', text: murmur.text, atMs: this.#state.nowMs })
  }

  #started(kind: 'answer' | 'murmur'): void {
    this.#dispatch({ type: 'agent', state: 'started', kind })
    if (kind !== 'answer') return
    this.#tell({ type: 'turn', side: 'agent', state: 'start', atMs: this.#state.nowMs })
    const instruction = this.#toSay.begun()
    if (instruction) this.#tell({ type: 'instruction', id: instruction.id, state: 'said', atMs: this.#state.nowMs })
    for (const effect of this.#current?.effects.splice(0) ?? []) {
      if (effect.type === 'speed') this.#speed = Math.min(1.6, Math.max(0.6, this.#speed * effect.factor))
      if (effect.type === 'volume') this.#speaker.volume = Math.min(2, Math.max(0.3, this.#speaker.volume * effect.factor))
      if (effect.type === 'timer' && this.#timers.length < 20)
        this.#timers.push({ atMs: this.#state.nowMs + effect.seconds * 1000, label: effect.label })
      if (effect.type === 'timer-cancel') this.#timers = effect.which === 'all' ? [] : this.#timers.slice(0, -1)
    }
  }
  #ended(kind: 'answer' | 'murmur'): void {
    const answer = this.#current
    // Where no sound could be made of it.
    if (kind === 'answer') this.#notSaid(this.#toSay.begun())
    if (kind === 'answer' && answer) {
      this.#current = undefined
      const text = answer.clauses
        .map((clause) => clause.text)
        .filter(Boolean)
        .join(' ')
      if (text) this.#remember({ side: 'agent', text })
      if (answer.error) this.#notice('brain.failed', 'The answer could not be finished.')
      this.#tell({ type: 'turn', side: 'agent', state: 'end', atMs: this.#state.nowMs, heard: text })
    }
    this.#dispatch({ type: 'agent', state: 'ended', kind })
  }

  // ---- bookkeeping ------------------------------------------------------------------------------------------------

  #ringTimers(): void {
    const due = this.#timers.find((timer) => timer.atMs <= this.#state.nowMs)
    if (!due) return
    this.#dispatch({ type: 'initiative' })
    if (this.#state.agent !== 'pending' || this.#current) return // it rings when nobody speaks
    this.#timers = this.#timers.filter((timer) => timer !== due)
    this.#say('timer', due.label)
  }
  #sayUnasked(): void {
    const { nowMs, idleMs } = this.#state
    for (const old of this.#toSay.expired(nowMs)) this.#notSaid(old)
    const next = this.#toSay.due(idleMs)
    if (!next) return
    this.#dispatch({ type: 'initiative' })
    if (this.#state.agent !== 'pending' || this.#current) return
    this.#letOut(this.#answer({ history: [], cause: 'silence' }, saying(next.text)))
    this.#toSay.take()
  }
  #notSaid(instruction: Instruction | undefined): void {
    if (instruction) this.#tell({ type: 'instruction', id: instruction.id, state: 'dropped', atMs: this.#state.nowMs })
  }
  #remember(said: Said): void {
    this.#history.push(said)
    if (this.#history.length > MOST_HISTORY) this.#history.splice(0, this.#history.length - MOST_HISTORY)
  }
  #notice(code: string, message: string): void {
    this.#tell({ type: 'notice', code, message })
  }
  #tell(metadata: WithoutVersion<EngineMetadata>): void {
    this.onMetadata({ v: ENGINE_METADATA_VERSION, ...metadata } as EngineMetadata) // the version is what was left out
  }
}

/** Words that are given, in place of a brain's. */
function saying(words: string): Pick<Brain, 'reply'> {
  return {
    async *reply() {
      yield { type: 'text', text: words }
    },
  }
}
