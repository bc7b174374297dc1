/** One past conversation: its timeline, to zoom and to move along, and its words. */
import { useEffect, useMemo, useState } from 'preact/hooks'
import { fetchHistory, type PastTurn } from '../api.ts'
import { Timeline } from '../components/timeline.tsx'
import { Words } from '../components/words.tsx'
import { type Line, unheardPart } from '../state/lines.ts'
import { marksOfTurns } from '../state/marks.ts'
import { personas } from '../state/store.ts'
import type { Span } from '../timeline/layout.ts'
import { lengthWords } from './history.tsx'

interface Loaded {
  readonly persona: string | null
  readonly turns: readonly PastTurn[]
  readonly older: number | null
}
type State = { readonly type: 'reading' } | { readonly type: 'failed' } | ({ readonly type: 'read' } & Loaded)

/** Widths of the window to choose from, beside the whole conversation. */
const WIDTHS_MS = [30_000, 120_000] as const

export function ConversationView({ sessionId }: { readonly sessionId: string }) {
  const [state, setState] = useState<State>({ type: 'reading' })
  const read = (known: readonly PastTurn[], before: number | null) => {
    fetchHistory(sessionId, before).then(
      ({ persona, turns, older }) => setState({ type: 'read', persona, turns: [...turns, ...known], older }),
      () => setState({ type: 'failed' }),
    )
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the view opens
  useEffect(() => read([], null), [])
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
      {state.type === 'read' && <Conversation {...state} readOlder={() => read(state.turns, state.older)} />}
    </section>
  )
}

function Conversation({ persona, turns, older, readOlder }: Loaded & { readonly readOlder: () => void }) {
  const [marked, setMarked] = useState<string | null>(null)
  const agentName = personas.value.find(({ id }) => id === persona)?.name ?? persona ?? 'Duet'
  const timed = useMemo(() => turns.flatMap(({ turn }) => (turn === null ? [] : [turn])), [turns])
  const lines = useMemo(() => turns.map(lineOf), [turns])
  const pick = (atMs: number) => setMarked(timed.find((turn) => turn.startMs <= atMs && atMs <= turn.endMs)?.turnId ?? null)
  return (
    <>
      <h1>A conversation with {agentName}</h1>
      {timed.length > 0 && <PastTimeline agentName={agentName} turns={timed} onPick={pick} />}
      {older !== null && (
        <button type="button" class="plain" onClick={readOlder}>
          Show what was said before
        </button>
      )}
      <Words lines={lines} agentName={agentName} follow={false} marked={marked} empty="Nothing was said." />
    </>
  )
}

type Turns = Parameters<typeof marksOfTurns>[0]

function PastTimeline({
  agentName,
  turns,
  onPick,
}: {
  readonly agentName: string
  readonly turns: Turns
  readonly onPick: (atMs: number) => void
}) {
  const marks = useMemo(() => marksOfTurns(turns), [turns])
  const beginMs = turns[0]?.startMs ?? 0
  const endMs = Math.max(...turns.map((turn) => turn.endMs)) + 500
  const [widthMs, setWidthMs] = useState<number | null>(null)
  const [fromMs, setFromMs] = useState(beginMs)
  const whole = endMs - beginMs
  const width = Math.min(widthMs ?? whole, whole)
  const from = Math.min(fromMs, endMs - width)
  const span: Span = { fromMs: from, toMs: from + width }
  return (
    <div class="past">
      <Timeline
        agentName={agentName}
        picture={() => ({ span, nowMs: endMs, marks, levels: null })}
        live={false}
        version={`${from}+${width}+${turns.length}`}
        onPick={onPick}
      />
      <div class="past-controls">
        <label>
          <span>Show</span>
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
            <span>from</span>
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

function lineOf({ turn, side, text }: PastTurn, index: number): Line {
  return {
    key: `past-${turn?.turnId ?? index}`,
    turnId: turn?.turnId ?? null,
    side,
    kind: 'turn',
    text: turn?.text ?? text,
    unheard: unheardPart(turn?.text ?? text, turn?.generated),
    final: true,
    interrupted: turn?.interrupted ?? false,
    responseMs: turn?.responseMs ?? null,
    startMs: turn?.startMs ?? null,
  }
}
