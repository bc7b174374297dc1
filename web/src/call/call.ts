/** One call from the press of Talk to its end: microphone, session, socket and sound brought together, told to the page as view events. */
import { OpusStreamReader, OpusStreamWriter } from '../../../src/audio/ogg-opus.ts'
import { reconnectPolicy } from '../../../src/protocol/reconnect-policy.ts'
import type { RecordingLevel } from '../../../src/protocol/recording-level.ts'
import type { ServerEvent } from '../../../src/protocol/session.ts'
import { createSession, fetchHistory, openSessionSocket, RefusedError } from '../api.ts'
import { AudioEngine, AudioOpenError, stopStream } from '../audio/audio-engine.ts'
import { SAMPLE_RATE } from '../audio/codecs.ts'
import { LevelHistory } from '../audio/level-history.ts'
import { openMicrophone } from '../audio/microphone.ts'
import type { PlaybackReport } from '../audio/playback.worklet.ts'
import { closeProblem, microphoneProblem, type Problem, pageProblem, serverProblem } from '../state/problems.ts'
import { isFinalEnd, type ViewEvent } from '../state/view-state.ts'
import { atPageTime, MediaClock } from './media-clock.ts'
import { browserNetwork } from './network.ts'
import { SessionSocket, type SocketEnd } from './session-socket.ts'

export interface CallOptions {
  readonly persona: string
  /** '' is the persona's own. */
  readonly voice: string
  /** A task whose question the agent asks first, in place of a greeting; null: none. */
  readonly taskId: string | null
  /** '' is the system's. */
  readonly microphoneId: string
  /** From 0 to 1. */
  readonly volume: number
  readonly withMicrophone: boolean
  /** The session of a call that is open elsewhere, to be taken over; null: a new call. */
  readonly takesOver: string | null
  /** How much of it is kept, where the server allows it. */
  readonly recording: RecordingLevel
  readonly dispatch: (event: ViewEvent) => void
}

/** What the page shows of the sound itself; changes many times a second and so is read, not dispatched. */
export interface SoundView {
  readonly userLevel: number
  readonly agentLevel: number
  readonly playback: PlaybackReport | null
}

/** Two packets to a message: 40 ms, as Moshi's own client sends. */
const PACKETS_PER_MESSAGE = 2
const PLAYED_EVERY_SAMPLES = SAMPLE_RATE / 5
const CAPTURE_MS = 20
const PLAYBACK_REPORT_MS = 40

export class Call {
  readonly userLevels = new LevelHistory()
  readonly agentLevels = new LevelHistory()
  readonly #options: CallOptions
  readonly #clock = new MediaClock()
  readonly #audio: AudioEngine
  #socket: SessionSocket | null = null
  #reader = new OpusStreamReader()
  #writer: OpusStreamWriter | null = null
  #packets: Uint8Array[] = []
  #sound: SoundView = { userLevel: 0, agentLevel: 0, playback: null }
  #playedReported = 0
  #lastError: Problem | null = null
  #talked = false
  #muted = false
  #brokenMs = 0
  #counting: ReturnType<typeof setInterval> | undefined
  #closed = false

  /** Begins the call; must run within the click. What becomes of it is dispatched. */
  constructor(options: CallOptions) {
    this.#options = options
    options.dispatch({ type: 'started', typing: options.withMicrophone ? 'with-microphone' : 'instead' })
    this.#audio = new AudioEngine(
      {
        onPacket: (packet) => this.#send(packet),
        onCaptured: ({ frame, level }) => {
          this.userLevels.note(this.#clock.at(frame), CAPTURE_MS, level)
          this.#sound = { ...this.#sound, userLevel: level }
        },
        onPlayed: (report) => this.#played(report),
        onMicrophoneLost: () => options.dispatch({ type: 'noticed', problem: pageProblem('microphone.lost') }),
      },
      options.volume,
    )
    this.#begin().catch((thrown: unknown) => this.#failedToBegin(thrown))
  }

  get sound(): SoundView {
    return this.#sound
  }

  /** Now, in the page's media time. */
  get nowMs(): number {
    return this.#clock.at(this.#audio.frameNow)
  }

  setMuted(muted: boolean): void {
    this.#muted = muted
    this.#audio.setMuted(muted)
    this.#socket?.send({ type: 'mute', muted })
    this.#options.dispatch({ type: 'muted', muted })
  }

  setVolume(volume: number): void {
    this.#audio.setVolume(volume)
  }

  /** Changes the microphone under way; the old one stays where the new one does not open. */
  async setMicrophone(deviceId: string): Promise<void> {
    try {
      const stream = await openMicrophone(deviceId)
      if (this.#closed) return stopStream(stream)
      this.#audio.setMicrophone(stream)
      this.#options.dispatch({ type: 'noticed', problem: null })
    } catch (thrown) {
      this.#options.dispatch({ type: 'noticed', problem: microphoneProblem(thrown) })
    }
  }

  /** Gives the engine a line as if it had been said; false where nobody is there to take it. */
  type(text: string): boolean {
    return this.#socket?.send({ text, forward_to_moshi: true }) ?? false
  }

  hangUp(): void {
    this.#socket?.send({ type: 'end' })
    this.#close()
    this.#options.dispatch({ type: 'ended' })
  }

  async #begin(): Promise<void> {
    const opened = this.#audio.open()
    opened.catch(() => {}) // awaited below; here only so that a refused microphone leaves nothing unhandled
    if (this.#options.withMicrophone && !(await this.#openMicrophone())) return
    const { takesOver, persona, voice, recording, taskId } = this.#options
    const [sessionId] = await Promise.all([
      takesOver ?? createSession(persona, voice, recording, taskId).then((one) => one.sessionId),
      opened,
    ])
    if (this.#closed) return
    if (takesOver !== null) this.#tellEarlier(sessionId)
    this.#socket = new SessionSocket({
      connect: (offer) => openSessionSocket(sessionId, offer, taskId === null),
      takeover: takesOver !== null,
      policy: reconnectPolicy,
      network: browserNetwork,
      events: {
        onOpen: () => this.#options.dispatch({ type: 'connected' }),
        onReady: () => this.#ready(),
        onAudio: (ogg) => {
          for (const packet of this.#reader.push(ogg)) this.#audio.play(packet.data)
        },
        onEvent: (event) => this.#event(event),
        onBroken: () => {
          this.#audio.stopStreams()
          this.#options.dispatch({ type: 'reconnecting', atMs: this.nowMs })
          this.#countAway()
        },
        onEnd: (end) => this.#ended(end),
      },
    })
  }

  /** What was said before this page had the call; the call does not wait for it. */
  #tellEarlier(sessionId: string): void {
    fetchHistory(sessionId, null)
      .then(({ turns }) => this.#options.dispatch({ type: 'earlier', turns }))
      .catch(() => {}) // it is under History
  }

  /** Tells the seconds while the connection is broken. */
  #countAway(): void {
    this.#brokenMs = performance.now()
    const tell = () => {
      const seconds = Math.round((performance.now() - this.#brokenMs) / 1000)
      this.#options.dispatch({ type: 'away', seconds, offline: browserNetwork.offline })
    }
    clearInterval(this.#counting)
    this.#counting = setInterval(tell, 1000)
  }

  /** False when the call is over because of it. */
  async #openMicrophone(): Promise<boolean> {
    try {
      const stream = await openMicrophone(this.#options.microphoneId)
      if (this.#closed) {
        stopStream(stream)
        return false
      }
      this.#audio.setMicrophone(stream)
      this.#options.dispatch({ type: 'microphone.allowed' })
      return true
    } catch (thrown) {
      this.#fail(microphoneProblem(thrown))
      return false
    }
  }

  #ready(): void {
    this.#talked = true
    clearInterval(this.#counting)
    this.#reader = new OpusStreamReader()
    this.#writer = new OpusStreamWriter({
      serial: crypto.getRandomValues(new Uint32Array(1))[0] ?? 1,
      inputSampleRate: SAMPLE_RATE,
    })
    this.#packets = []
    this.#playedReported = 0
    this.#clock.connected(this.#audio.frameNow)
    this.#audio.startStreams()
    this.#socket?.sendAudio(this.#writer.headers())
    if (this.#muted) this.#socket?.send({ type: 'mute', muted: true })
    this.#options.dispatch({ type: 'ready' })
  }

  /** Where the call stands, and what was said meanwhile. */
  #resumed({ awayMs, engineKept, missed, atMs }: ServerEvent & { type: 'resume' }): void {
    if (this.#talked) {
      if (!engineKept) this.#clock.moved()
      this.#clock.observe(atMs, this.#audio.frameNow)
    }
    for (const turn of missed) {
      this.#options.dispatch({ type: 'server', event: atPageTime({ type: 'turn.end', turn }, this.#clock.shiftMs) })
    }
    if (!this.#talked) return
    const away = awayMs ?? performance.now() - this.#brokenMs
    const unheard = missed.filter((turn) => turn.unheard).map((turn) => turn.text)
    this.#options.dispatch({ type: 'back', awayMs: away, engineKept, missed: unheard })
  }

  #send(packet: Uint8Array): void {
    this.#packets.push(packet)
    if (this.#packets.length < PACKETS_PER_MESSAGE || this.#writer === null) return
    this.#socket?.sendAudio(this.#writer.page(this.#packets))
    this.#packets = []
  }

  #played(report: PlaybackReport): void {
    this.agentLevels.note(this.#clock.at(report.frame), PLAYBACK_REPORT_MS, report.level)
    this.#sound = { ...this.#sound, agentLevel: report.level, playback: report }
    // Counted from the start of this connection's stream, as the server counts what it sent on it.
    const samples = this.#audio.streamPosition(report)
    if (samples - this.#playedReported < PLAYED_EVERY_SAMPLES) return
    this.#playedReported = samples
    this.#socket?.send({ type: 'played', samples })
  }

  #event(event: ServerEvent): void {
    if (event.type === 'resume') return this.#resumed(event)
    if ('atMs' in event && event.atMs !== undefined) this.#clock.observe(event.atMs, this.#audio.frameNow)
    if (event.type === 'error') this.#lastError = serverProblem(event.code, event.message, this.#talked)
    this.#options.dispatch({ type: 'server', event: atPageTime(event, this.#clock.shiftMs) })
    if (event.type === 'end' && isFinalEnd(event)) this.#close()
  }

  #ended(end: SocketEnd): void {
    if (this.#closed) return
    if (end.type === 'closed' && end.code === 1000) {
      this.#close()
      this.#options.dispatch({ type: 'ended' })
      return
    }
    const refused = end.type === 'closed' ? (this.#lastError ?? closeProblem(end.code, this.#talked)) : null
    this.#fail(refused ?? pageProblem(this.#talked ? 'connection.lost' : 'bridge.unreachable'))
  }

  #failedToBegin(thrown: unknown): void {
    if (this.#closed) return
    if (thrown instanceof AudioOpenError) this.#fail(pageProblem(thrown.failure === 'codec' ? 'page.codec' : 'page.audio'))
    else if (thrown instanceof RefusedError) this.#fail(serverProblem(thrown.code, thrown.message, false))
    else this.#fail(pageProblem('bridge.unreachable'))
  }

  #fail(problem: Problem): void {
    this.#close()
    this.#options.dispatch({ type: 'failed', problem })
  }

  #close(): void {
    this.#closed = true
    clearInterval(this.#counting)
    this.#socket?.close()
    this.#audio.close()
  }
}
