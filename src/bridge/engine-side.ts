/** What a call has of its engine, whichever leg it is on: the agent's sound, words and metadata to the client and the tap, and what is told of moves. */
import type { OpusPacket } from '../audio/ogg-opus.ts'
import type { LegRequest } from '../engines/engine.ts'
import type { LagVerdict } from '../engines/lag-meter.ts'
import type { EnginePool, PooledEngine } from '../engines/pool.ts'
import { type MoveReason, type RolloverPolicy, rolloverPolicy } from '../engines/rollover-policy.ts'
import type { Log } from '../observe/log.ts'
import type { PromptPart } from '../personas/prompt-parts.ts'
import type { CountTokens } from '../personas/tokens.ts'
import { engineMetadataSchema } from '../protocol/engine-metadata.ts'
import { DuetError, errorCatalogue } from '../protocol/errors.ts'
import { noPieces, pushPiece } from '../protocol/pieces.ts'
import type { EngineView, ServerEvent, Turn } from '../protocol/session.ts'
import { errorEvent } from './client-leg.ts'
import type { ClientSink } from './client-side.ts'
import { CallNews, type News } from './legs/call-news.ts'
import { CallStory, type Summariser } from './legs/call-story.ts'
import { ComfortTone } from './legs/comfort-tone.ts'
import { FloorWatch } from './legs/floor-watch.ts'
import type { LegMove } from './legs/leg-hooks.ts'
import { LegKeeper } from './legs/leg-keeper.ts'
import { type Character, legPrompt } from './legs/leg-prompt.ts'
import { type RecoveryPolicy, recoveryPolicy } from './legs/recovery-policy.ts'
import { Seam } from './legs/seam.ts'
import type { Recorder } from './recorder.ts'
import type { TapLine } from './tap.ts'

export type EngineSideOptions = {
  readonly sessionId: string
  readonly pool: EnginePool
  /** Longest wait for a free slot, ms. */
  readonly queueMs: number
  /** Who the agent is, in the words its engines get. */
  readonly character: Character
  /** What is remembered of the person, for the prompt. */
  readonly known: readonly PromptPart[]
  /** What the agent is to say first. */
  readonly first?: News | undefined
  readonly request: Pick<LegRequest, 'voice' | 'greet' | 'listening'>
  readonly countTokens: CountTokens
  /** What was said in the session before this call, oldest first. */
  readonly earlier: readonly Turn[]
  readonly policies?: { readonly rollover?: RolloverPolicy; readonly recovery?: RecoveryPolicy } | undefined
  readonly summariser?: Summariser | undefined
  readonly client: ClientSink
  readonly recorder: Recorder
  readonly log: Log
  /** Monotonic, ms. */
  readonly now: () => number
}

export type EngineSideHost = {
  /** Session media time, 48 kHz samples. */
  sample(): number
  /** An engine is told this prompt: the tap's line for the call. */
  line(engine: PooledEngine, prompt: string): TapLine
  /** The ear that listens where an engine tells no words; null: none does. */
  ear(): string | null
  /** The engine in use, or what is known of it, has changed. */
  viewed(view: EngineView): void
  /** The first leg carries the call: its time begins. */
  ready(): void
  /** There is no engine and will be none. */
  over(error: DuetError): void
}

const samplesPerMs = 48
/** The agent's sound may be this far behind the clock before its place is moved up: a frame. */
const agentSlackSamples = 80 * samplesPerMs
/** Each leg counts the user's utterances from 1; theirs are kept apart. */
const utterancesPerLeg = 1_000_000

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
  readonly #seam = new Seam()
  readonly #ending = new AbortController()
  #line: TapLine | undefined
  #view: EngineView
  #tone: ComfortTone | undefined
  #move: LegMove | undefined
  #state: ServerEvent | undefined
  /** What was told when no engine listened any more, and whether a place in line was told since. */
  #left: EngineTold | undefined
  #inLine = false
  #agentSample = 0
  /** What the leg opened last was told. */
  #prompted = ''
  #pieces = noPieces
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
    const rollover = policies?.rollover ?? rolloverPolicy
    const recovery = policies?.recovery ?? recoveryPolicy
    this.#keeper = new LegKeeper(
      { ...options, engines: wantedEngines(options.character), priority: 0, policy: rollover, recovery },
      {
        sample: () => host.sample(),
        floor: () => this.#floor.at(host.sample()),
        prompt: (engine, short) => this.#prompt(engine, short),
        prepare: () => this.#story.prepare(this.#ending.signal),
        queued: (place, estimatedWaitMs) => this.#queued(place, estimatedWaitMs),
        waiting: (state, engine) => this.#waiting(state, engine),
        away: (reason) => this.#away(reason),
        moved: (move) => this.#moved(move),
        audio: (packets, nowMs) => this.#audio(packets, nowMs),
        text: (piece) => this.#piece(piece),
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
  get state(): ServerEvent | undefined {
    return this.#state
  }

  /** As operators see it. */
  get legs(): LegKeeper['view'] {
    return this.#keeper.view
  }

  begin(): void {
    this.#tell({ state: 'connecting' })
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
    if (this.#tone) this.client.audio(this.#tone.due(nowMs))
  }

  /** What the tap found. */
  take(event: ServerEvent): void {
    this.#floor.take(event)
    const { news, unheard } = this.#story.take(event)
    if (news) this.#keeper.said()
    if (unheard) {
      const { turnId, startMs, endMs } = unheard
      this.#note({ type: 'unheard', turnId, startMs, endMs })
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

  #queued(place: number, estimatedWaitMs: number | null): void {
    this.#inLine = true
    this.#tell({ state: 'queued', place, estimatedWaitMs })
  }

  /** The first leg's progress; of a later one's only that it is not waiting in line any more. */
  #waiting(state: 'opening' | 'warming', engine: PooledEngine): void {
    if (this.#move && this.#inLine && this.#left) this.#tell(this.#left)
    this.#inLine = false
    if (this.#move) return
    if (state === 'warming') {
      this.#tell({ state: 'warming' })
      return
    }
    this.#use(engine)
    this.#line = this.#host.line(engine, this.#prompt(engine, false).text)
  }

  #away(reason: MoveReason): void {
    const sample = this.#host.sample()
    const { now } = this.#options
    this.#story.deafFrom(sample / samplesPerMs)
    this.#floor.agentGone(sample)
    this.#news.legGone()
    this.#seam.begin()
    this.#tone = new ComfortTone(now())
    const planned = reason === 'context' || reason === 'lag'
    this.#left = { state: planned ? 'rollover' : 'recovering', reason, detail: awayText[reason] }
    this.#record(this.#left)
  }

  #moved(move: LegMove): void {
    const before = this.#move
    const first = before === undefined
    this.#move = move
    this.#tone = undefined
    this.#pieces = noPieces
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
      this.#tell({ state: 'ready', epoch: move.epoch })
    } else {
      this.#floor.agentGone(this.#host.sample())
      this.#news.legGone()
      this.#seam.begin()
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
    if (verdict === 'fine' && this.#move) this.#record({ state: 'ready', epoch: this.#move.epoch })
    else if (verdict === 'lagging' || verdict === 'unbearable') {
      this.#record({ state: 'lagging', detail: `The engine is ${(delayMs / 1000).toFixed(1)} s behind.` })
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
    this.client.audio(packets)
    const gapMs = this.#seam.sound(packets, nowMs)
    if (gapMs !== undefined && this.#move) {
      const { epoch, reason } = this.#move
      this.#record({ state: 'ready', epoch, reason, gapMs })
    }
    const sample = this.#host.sample()
    for (const packet of packets) {
      const fromSample = Math.max(this.#agentSample, sample - agentSlackSamples)
      this.#line?.sound('agent', fromSample, packet.data)
      this.#agentSample = fromSample + packet.durationSamples48
    }
  }

  #piece(piece: string): void {
    this.client.piece(piece)
    const [state, text] = pushPiece(this.#pieces, piece)
    this.#pieces = state
    if (text === '') return
    const atSample = Math.max(this.#agentSample, this.#host.sample() - agentSlackSamples)
    this.client.event({ type: 'text', text, atMs: Math.round(atSample / samplesPerMs) })
    this.#line?.note({ type: 'piece', text, atSample })
  }

  #metadata(json: string): void {
    this.client.metadata(json)
    if (!this.#move?.engine.capabilities.metadata) return
    const parsed = engineMetadataSchema.safeParse(parseJson(json))
    if (!parsed.success) return
    const metadata = parsed.data
    if (metadata.type === 'hello') {
      this.#view = { ...this.#view, textInput: metadata.textInput, brain: metadata.brain, voice: metadata.voice }
      this.#timers = metadata.timers === true
      this.#host.viewed(this.#view)
    } else if (metadata.type === 'user.words') {
      // The leg's clock began when it did, not when the session did.
      const { startSample, epoch } = this.#move
      const { text, final, startMs, endMs, words } = metadata
      const fromSample = startSample + startMs * samplesPerMs
      const toSample = startSample + endMs * samplesPerMs
      const utterance = metadata.utterance + (epoch - 1) * utterancesPerLeg
      const legMs = startSample / samplesPerMs
      const timed = words?.map((word) => ({ text: word.text, startMs: word.startMs + legMs, endMs: word.endMs + legMs }))
      const said = { utterance, text, final, fromSample, toSample, ...(timed ? { words: timed } : {}) }
      this.#line?.note({ type: 'userWords', ...said })
    } else if (metadata.type === 'instruction') this.#news.outcome(metadata.id, metadata.state === 'said')
    else if (metadata.type === 'notice' && Object.hasOwn(errorCatalogue, metadata.code)) {
      // A key of the catalogue, as just checked.
      this.client.event(errorEvent(new DuetError(metadata.code as keyof typeof errorCatalogue, metadata.message)))
    }
  }

  /** Tells the client, and keeps it with the session. */
  #record(told: EngineTold): void {
    this.#options.recorder.take(this.#tell(told))
  }

  #note(event: ServerEvent): void {
    this.client.event(event)
    this.#options.recorder.take(event)
  }

  #tell(told: EngineTold): ServerEvent {
    const atMs = Math.round(this.#host.sample() / samplesPerMs)
    const event = { type: 'engine', name: this.#view.name, atMs, ...told } as const
    this.client.event(event)
    this.#state = event
    return event
  }
}

type EngineTold = Omit<Extract<ServerEvent, { type: 'engine' }>, 'type' | 'name' | 'atMs'>

const awayText: { readonly [Reason in MoveReason]: string } = {
  start: '',
  context: 'The engine is being refreshed; it knows what was said.',
  lag: 'The engine fell behind and is being refreshed; it knows what was said.',
  hang: 'The engine stopped answering; another is being reached. What was said is kept.',
  lost: 'The engine went away; another is being reached. What was said is kept.',
}

function viewOf({ name, capabilities }: PooledEngine, ear: string | null): EngineView {
  const { textInput, userTranscript, personaPrompt } = capabilities
  return { name, textInput, userTranscript, personaPrompt, ear, brain: null, voice: null }
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

function wantedEngines(character: Character): readonly string[] {
  return character.type === 'persona' ? (character.persona.engines ?? []) : []
}
