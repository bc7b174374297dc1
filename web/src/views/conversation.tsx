/** One past conversation: its timeline, to zoom and to move along, its words, and the way to forget it. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { ServerEvent, Turn } from '../../../src/protocol/session.ts'
import { deleteSession, fetchEvents, fetchHistory } from '../api.ts'
import { Happened } from '../components/happened.tsx'
import { Learned } from '../components/learned.tsx'
import { Player } from '../components/player.tsx'
import { Timeline } from '../components/timeline.tsx'
import { Words } from '../components/words.tsx'
import { lengthWords } from '../length-words.ts'
import type { RecordedLevels } from '../recording-api.ts'
import { goTo, type Route } from '../route.ts'
import { linesOfPast } from '../state/lines.ts'
import { marksOfPast } from '../state/marks.ts'
import { personas } from '../state/store.ts'
import type { Span } from '../timeline/layout.ts'
import { recordedLevels } from '../timeline/recorded-levels.ts'

interface Past {
  readonly persona: string
  readonly turns: readonly Turn[]
  readonly events: readonly ServerEvent[]
  readonly older: number | null
}
type State = { readonly type: 'reading' } | { readonly type: 'failed' } | ({ readonly type: 'read' } & Past)

/** Widths of the window to choose from, beside the whole conversation. */
const WIDTHS_MS = [30_000, 120_000] as const

/** Pages to look through for the turn that was asked for. */
const MOST_PAGES = 25

export interface ConversationViewProps {
  /** Another object whenever a link led here, be it to the same turn. */
  readonly at: Visit
}
type Visit = Extract<Route, { readonly view: 'conversation' }>

export function ConversationView({ at }: ConversationViewProps) {
  const { sessionId, turnId } = at
  const [state, setState] = useState<State>({ type: 'reading' })
  useEffect(() => {
    Promise.all([fetchBackTo(sessionId, turnId), fetchEvents(sessionId)]).then(
      ([page, events]) => setState({ type: 'read', ...page, events }),
      () => setState({ type: 'failed' }),
    )
  }, [sessionId])
  const readOlder = (past: Past) => {
    fetchHistory(sessionId, past.older).then(
      ({ turns, older }) => setState({ type: 'read', ...past, turns: [...turns, ...past.turns], older }),
      () => setState({ type: 'failed' }),
    )
  }
  return (
    <section class="conversation">
      <p>
        <a href="/history">All conversations</a>
      </p>
      {state.type === 'reading' && <p>Reading…</p>}
      {state.type === 'failed' && (
        <div class="problem" role="alert">
          <p>
            <strong>This conversation could not be read.</strong> It may have been deleted, or Duet is not running.
          </p>
          <p>Go back to all conversations and choose it again.</p>
        </div>
      )}
      {state.type === 'read' && (
        <>
          <Conversation past={state} at={at} readOlder={() => readOlder(state)} />
          <Learned sessionId={sessionId} />
          <Forget sessionId={sessionId} />
        </>
      )}
    </section>
  )
}

/** The newest turns, and those before them until the one asked for is there. */
async function fetchBackTo(sessionId: string, turnId: string | null): Promise<Omit<Past, 'events'>> {
  let past = await fetchHistory(sessionId, null)
  for (let pages = 1; turnId !== null && past.older !== null && pages < MOST_PAGES; pages += 1) {
    if (past.turns.some((turn) => turn.turnId === turnId)) break
    const { turns, older } = await fetchHistory(sessionId, past.older)
    past = { ...past, older, turns: [...turns, ...past.turns] }
  }
  return past
}

interface ConversationProps {
  readonly past: Past
  readonly at: Visit
  readonly readOlder: () => void
}

function Conversation({ past, at, readOlder }: ConversationProps) {
  const { persona, turns, events, older } = past
  const [marked, setMarked] = useState<string | null>(null)
  const audio = useRef<HTMLAudioElement>(null)
  const [playing, setPlaying] = useState(false)
  const [atMs, setAtMs] = useState<number | null>(null)
  const [levels, setLevels] = useState<RecordedLevels | null>(null)
  useEffect(() => {
    setMarked(at.turnId)
    if (at.turnId !== null) document.querySelector(`[data-turn="${CSS.escape(at.turnId)}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [at])
  const agentName = personas.value.find(({ id }) => id === persona)?.name ?? persona
  const lines = useMemo(() => linesOfPast(turns, events), [turns, events])
  const turnAt = (ms: number) => turns.find((turn) => turn.startMs <= ms && ms <= turn.endMs)?.turnId ?? null
  const go = (ms: number) => {
    if (levels !== null && audio.current) audio.current.currentTime = ms / 1000
    if (levels !== null) setAtMs(ms)
    setMarked(turnAt(ms))
  }
  return (
    <>
      <h1>A conversation with {agentName}</h1>
      <Player sessionId={at.sessionId} audio={audio} onLevels={setLevels} onTime={setAtMs} onPlaying={setPlaying} />
      {turns.length > 0 && (
        <PastTimeline
          agentName={agentName}
          turns={turns}
          events={events}
          levels={levels}
          playhead={() => (levels === null || !audio.current ? null : 1000 * audio.current.currentTime)}
          atMs={levels === null ? null : atMs}
          playing={playing}
          onPick={go}
        />
      )}
      {older !== null && (
        <button type="button" class="plain" onClick={readOlder}>
          Show what was said before
        </button>
      )}
      <Words
        lines={lines}
        agentName={agentName}
        follow={false}
        scrolls={false}
        marked={marked}
        now={playing && atMs !== null ? turnAt(atMs) : null}
        onGo={levels === null ? undefined : go}
        empty="Nothing was said."
      />
      <Happened events={events} agentName={agentName} onGo={go} />
    </>
  )
}

interface PastTimelineProps {
  readonly agentName: string
  readonly turns: readonly Turn[]
  readonly events: readonly ServerEvent[]
  readonly levels: RecordedLevels | null
  /** Where the sound is just now, session media time in ms; null: it is not here. */
  readonly playhead: () => number | null
  /** The same, a few times a second. */
  readonly atMs: number | null
  readonly playing: boolean
  readonly onPick: (atMs: number) => void
}

function PastTimeline({ agentName, turns, events, levels, playhead, atMs, playing, onPick }: PastTimelineProps) {
  const marks = useMemo(() => marksOfPast(turns, events), [turns, events])
  const beginMs = turns[0]?.startMs ?? 0
  const endMs = turns.reduce((latest, turn) => Math.max(latest, turn.endMs), beginMs) + 500
  const [widthMs, setWidthMs] = useState<number | null>(null)
  const [fromMs, setFromMs] = useState(beginMs)
  const whole = endMs - beginMs
  const width = Math.min(widthMs ?? whole, whole)
  const from = Math.min(fromMs, endMs - width)
  const span: Span = { fromMs: from, toMs: from + width }
  const waves = useMemo(
    () => levels && { user: recordedLevels(levels.user, levels.stepMs), agent: recordedLevels(levels.agent, levels.stepMs) },
    [levels],
  )
  // What is being played stays in view.
  useEffect(() => {
    if (playing && atMs !== null && (atMs < from || atMs > from + width)) setFromMs(Math.max(beginMs, atMs - width / 10))
  }, [playing, atMs])
  return (
    <div class="past">
      <Timeline
        agentName={agentName}
        picture={() => ({ span, nowMs: endMs, marks, levels: waves, playheadMs: playhead() })}
        live={false}
        moving={playing}
        version={`${from}+${width}+${turns.length}+${waves !== null}+${playing ? '' : atMs}`}
        onPick={onPick}
      />
      <div class="past-controls">
        <label>
          <span class="field-name">Show</span>
          <select value={widthMs ?? ''} onChange={(event) => setWidthMs(Number(event.currentTarget.value) || null)}>
            <option value="">all {lengthWords(whole)}</option>
            {WIDTHS_MS.filter((ms) => ms < whole).map((ms) => (
              <option key={ms} value={ms}>
                {lengthWords(ms)}
              </option>
            ))}
          </select>
        </label>
        {width < whole && (
          <label>
            <span class="field-name">from</span>
            <input
              type="range"
              min={beginMs}
              max={endMs - width}
              step={1_000}
              value={from}
              aria-valuetext={`${lengthWords(from - beginMs)} after the start`}
              onInput={(event) => setFromMs(event.currentTarget.valueAsNumber)}
            />
          </label>
        )}
      </div>
    </div>
  )
}

/** Two presses: what is forgotten cannot be brought back. */
function Forget({ sessionId }: { readonly sessionId: string }) {
  const [step, setStep] = useState<'offered' | 'asked' | 'failed'>('offered')
  const forget = () =>
    deleteSession(sessionId).then(
      () => goTo('/history'),
      () => setStep('failed'),
    )
  if (step === 'offered') {
    return (
      <button type="button" class="plain" onClick={() => setStep('asked')}>
        Delete this conversation
      </button>
    )
  }
  return (
    <div class="problem" role="alert">
      <p>
        {step === 'failed' ? <strong>It could not be deleted; it is still kept. </strong> : null}
        Its words, its sound, and what was learned only from it go. It cannot be undone. What was learned from it stays under{' '}
        <a href="/memory">Memory</a>, without its words.
      </p>
      <p class="buttons">
        <button type="button" class="plain" onClick={forget}>
          Delete it
        </button>
        <button type="button" class="plain" onClick={() => setStep('offered')}>
          Keep it
        </button>
      </p>
    </div>
  )
}
