/** What a call has of its engine, whichever leg it is on: the agent's sound, words and metadata to the client and the tap, and what is told of moves. */
import type { OpusPacket } from '../audio/ogg-opus.ts'
import type { LagVerdict } from '../engines/lag-meter.ts'
import type { PooledEngine } from '../engines/pool.ts'
import { type MoveReason, rolloverPolicy } from '../engines/rollover-policy.ts'
import { DuetError, errorCatalogue } from '../protocol/errors.ts'
import type { EngineView, ServerEvent, Turn } from '../protocol/session.ts'
import { AgentVoice } from './agent-voice.ts'
import { errorEvent } from './client-leg.ts'
import type { ClientSink } from './client-side.ts'
import type { EngineSideHost, EngineSideOptions } from './engine-side-options.ts'
import { type EngineEvent, EngineTelling } from './engine-telling.ts'
import { CallNews, type News } from './legs/call-news.ts'
import { CallStory } from './legs/call-story.ts'
import { FloorWatch } from './legs/floor-watch.ts'
import type { LegMove } from './legs/leg-hooks.ts'
import { LegKeeper } from './legs/leg-keeper.ts'
import { readMetadata, sessionWords } from './legs/leg-metadata.ts'
import { type Character, legPrompt } from './legs/leg-prompt.ts'
import { recoveryPolicy } from './legs/recovery-policy.ts'
import type { TapLine } from './tap.ts'

const samplesPerMs = 48

export class EngineSide {
  /** The connection that hears it; another takes its place where that one is lost. */
  client: ClientSink
  readonly #options: EngineSideOptions
  readonly #host: EngineSideHost
  readonly #keeper: LegKeeper
  readonly #story: CallStory
  readonly #news = new CallNews()
  /** Until the first leg has it. */
  #first: News | undefined
  readonly #floor: FloorWatch
  readonly #telling: EngineTelling
  readonly #voice: AgentVoice
  readonly #ending = new AbortController()
  #line: TapLine | undefined
  #view: EngineView
  #move: LegMove | undefined
  /** What the leg opened last was told. */
  #prompted = ''
  /** As the engine in use told. */
  #timers = false

  constructor(options: EngineSideOptions, host: EngineSideHost) {
    this.#options = options
    this.#host = host
    const { pool, earlier, summariser, policies, client } = options
    this.client = client
    this.#first = options.first
    this.#view = viewOf(pool.engines[0], host.ear())
    this.#story = new CallStory(earlier, summariser)
    this.#floor = new FloorWatch(host.sample())
    const shared = { client: () => this.client, sample: () => host.sample() }
    this.#telling = new EngineTelling({ ...shared, recorder: options.recorder, engine: () => this.#view.name })
    this.#voice = new AgentVoice({ ...shared, line: () => this.#line })
    const rollover = policies?.rollover ?? rolloverPolicy
    const recovery = policies?.recovery ?? recoveryPolicy
    this.#keeper = new LegKeeper(
      { ...options, engines: wantedEngines(options.character), priority: 0, policy: rollover, recovery },
      {
        sample: () => host.sample(),
        floor: () => this.#floor.at(host.sample()),
        prompt: (engine, short) => this.#prompt(engine, short),
        prepare: () => this.#story.prepare(this.#ending.signal),
        queued: (place, estimatedWaitMs) => this.#telling.queued(place, estimatedWaitMs),
        waiting: (state, engine) => this.#waiting(state, engine),
        away: (reason) => this.#away(reason),
        moved: (move) => this.#moved(move),
        audio: (packets, nowMs) => this.#audio(packets, nowMs),
        text: (piece) => this.#voice.piece(piece),
        metadata: (json) => this.#metadata(json),
        lagging: (verdict, { delayMs }) => this.#lagging(verdict, delayMs),
        over: (error) => host.over(error),
      },
    )
  }

  get view(): EngineView {
    return this.#view
  }

  /** What was told last of the engine. */
  get state(): EngineEvent | undefined {
    return this.#telling.state
  }

  /** As operators see it. */
  get legs(): LegKeeper['view'] {
    return this.#keeper.view
  }

  begin(): void {
    this.#telling.tell({ state: 'connecting' })
    this.#keeper.begin()
  }

  /** The client's sound, or silence in its place. */
  send(packets: readonly OpusPacket[]): void {
    this.#keeper.send(packets)
  }

  /** Every 20 to 40 ms. */
  tick(nowMs: number): void {
    this.#keeper.tick(nowMs)
    this.#tellNews()
    this.#voice.tick(nowMs)
  }

  /** What the tap found. */
  take(event: ServerEvent): void {
    this.#floor.take(event)
    const { news, unheard } = this.#story.take(event)
    if (news) this.#keeper.said()
    if (unheard) {
      const { turnId, startMs, endMs } = unheard
      this.#telling.note({ type: 'unheard', turnId, startMs, endMs })
      this.#tellUnheard()
    }
  }

  /** A turn of the agent that nobody heard, as came out after it was told. */
  missed(turnId: string): void {
    this.#story.missed(turnId)
  }

  /** A typed turn; `forward`: the engine is to take it as said. Throws `request.invalid` where it takes no text. */
  typed(turn: Turn, forward: boolean): void {
    const takes = this.#view.textInput
    const sent = forward && takes && this.#keeper.listening
    this.#story.typed(turn, forward && !sent)
    this.#keeper.said()
    if (sent) this.#keeper.sendText(turn.text)
    else if (forward && !takes) {
      throw new DuetError('request.invalid', 'This engine takes no text.', { field: 'forward_to_moshi' })
    }
  }

  /** Whether the engine answers, or rings, of its own. */
  has(own: 'brain' | 'timers'): boolean {
    return own === 'brain' ? this.#view.brain !== null : this.#timers
  }

  /** Something the agent is to say when nobody speaks, as far as the engine can be told. */
  news(news: News): void {
    const tellable = this.#tellable
    this.#news.put(news, this.#options.now(), tellable)
    // A leg that is being made ready does not know it.
    if (!tellable) this.#keeper.said()
  }

  async close(reason: string): Promise<void> {
    this.#ending.abort()
    await this.#keeper.close(reason)
  }

  #prompt(engine: PooledEngine, short: boolean) {
    const { character, known, request, countTokens: count } = this.#options
    const { promptTokenLimit, midCallInstruction } = engine.capabilities
    if (this.#first && !midCallInstruction) this.#news.put(this.#first, this.#options.now(), false)
    const prompt = legPrompt({
      character,
      known,
      news: this.#news.forPrompt(midCallInstruction),
      ...this.#story.forPrompt(),
      greet: request.greet,
      limitTokens: promptTokenLimit,
      short,
      count,
    })
    this.#prompted = prompt.text
    return prompt
  }

  /** The first leg's progress; of a later one's only that it is not waiting in line any more. */
  #waiting(state: 'opening' | 'warming', engine: PooledEngine): void {
    this.#telling.outOfLine()
    if (this.#move) return
    if (state === 'warming') {
      this.#telling.tell({ state: 'warming' })
      return
    }
    this.#use(engine)
    this.#line = this.#host.line(engine, this.#prompt(engine, false).text)
  }

  #away(reason: MoveReason): void {
    const sample = this.#host.sample()
    this.#story.deafFrom(sample / samplesPerMs)
    this.#floor.agentGone(sample)
    this.#news.legGone()
    this.#voice.away(this.#options.now())
    this.#telling.away(reason)
  }

  #moved(move: LegMove): void {
    const before = this.#move
    const first = before === undefined
    this.#move = move
    this.#voice.moved(first)
    this.#use(move.engine)
    // Of the same kind: the ear goes on, in the middle of an utterance as it may be.
    if (!first && before.engine.name !== move.engine.name) this.#line = this.#host.line(move.engine, this.#prompted)
    this.#line?.note({ type: 'leg', epoch: move.epoch })
    const atMs = this.#host.sample() / samplesPerMs
    this.#tellUnheard()
    this.#story.heardAgain(atMs)
    if (move.engine.capabilities.personaPrompt) this.#news.prompted()
    if (first) {
      // Not before: what waited with its caller for a place would be old.
      if (this.#first && this.#tellable) this.#news.put(this.#first, this.#options.now(), true)
      this.#first = undefined
      this.#host.ready()
      this.#telling.tell({ state: 'ready', epoch: move.epoch })
    } else {
      this.#floor.agentGone(this.#host.sample())
      this.#news.legGone()
    }
  }

  /** Whether the engine in use can be told what to say. */
  get #tellable(): boolean {
    return this.#move?.engine.capabilities.midCallInstruction === true
  }

  #tellNews(): void {
    if (this.#news.isEmpty || !this.#tellable || !this.#keeper.listening) return
    const news = this.#news.due(this.#options.now(), this.#floor.at(this.#host.sample()).silentMs)
    if (news) this.#keeper.instruct(news.id, news.text)
  }

  /** A hang is told of as what it leads to. */
  #lagging(verdict: LagVerdict, delayMs: number): void {
    if (verdict === 'fine' && this.#move) this.#telling.record({ state: 'ready', epoch: this.#move.epoch })
    else if (verdict === 'lagging' || verdict === 'unbearable') {
      this.#telling.record({ state: 'lagging', detail: `The engine is ${(delayMs / 1000).toFixed(1)} s behind.` })
    }
  }

  /** What was said to nobody is given to the leg in writing, if it reads: it then answers as if it had heard it. */
  #tellUnheard(): void {
    if (!this.#keeper.listening || !this.#view.textInput) return
    for (const { turnId, text } of this.#story.unheard) {
      this.#keeper.sendText(text)
      this.#story.settle(turnId)
    }
  }

  #use(engine: PooledEngine): void {
    const { recorder } = this.#options
    recorder.engine = engine.name
    if (engine.name === this.#view.name) return
    this.#view = viewOf(engine, this.#host.ear())
    this.#timers = false
    this.#host.viewed(this.#view)
  }

  #audio(packets: readonly OpusPacket[], nowMs: number): void {
    const gapMs = this.#voice.audio(packets, nowMs)
    if (gapMs === undefined || !this.#move) return
    const { epoch, reason } = this.#move
    this.#telling.record({ state: 'ready', epoch, reason, gapMs })
  }

  #metadata(json: string): void {
    this.client.metadata(json)
    if (!this.#move?.engine.capabilities.metadata) return
    const metadata = readMetadata(json)
    if (!metadata) return
    if (metadata.type === 'hello') {
      this.#view = { ...this.#view, textInput: metadata.textInput, brain: metadata.brain, voice: metadata.voice }
      this.#timers = metadata.timers === true
      this.#host.viewed(this.#view)
    } else if (metadata.type === 'user.words') this.#line?.note(sessionWords(metadata, this.#move))
    else if (metadata.type === 'instruction') this.#news.outcome(metadata.id, metadata.state === 'said')
    else if (metadata.type === 'notice' && Object.hasOwn(errorCatalogue, metadata.code)) {
      // A key of the catalogue, as just checked.
      this.client.event(errorEvent(new DuetError(metadata.code as keyof typeof errorCatalogue, metadata.message)))
    }
  }
}

function viewOf({ name, capabilities }: PooledEngine, ear: string | null): EngineView {
  const { textInput, userTranscript, personaPrompt } = capabilities
  return { name, textInput, userTranscript, personaPrompt, ear, brain: null, voice: null }
}

function wantedEngines(character: Character): readonly string[] {
  return character.type === 'persona' ? (character.persona.engines ?? []) : []
}
