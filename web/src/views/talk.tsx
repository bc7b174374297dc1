/** The Talk view: the control, the live timeline and the words. */

import { LevelHistory } from '../audio/level-history.ts'
import { BackNote, ElsewhereNote } from '../components/call-notes.tsx'
import { Choices } from '../components/choices.tsx'
import { KeptNote } from '../components/kept-note.tsx'
import { NewsNotes } from '../components/news-notes.tsx'
import { ProblemNote } from '../components/problem-note.tsx'
import { SoundPanel } from '../components/sound-panel.tsx'
import { TalkControl } from '../components/talk-control.tsx'
import { TaskNotes } from '../components/task-notes.tsx'
import { Timeline } from '../components/timeline.tsx'
import { TypeLine } from '../components/type-line.tsx'
import { SpokenWords, Words } from '../components/words.tsx'
import { type Problem, pageProblem, serverProblem } from '../state/problems.ts'
import { queueWords } from '../state/queue-words.ts'
import { call, dismissNotice, engine, persona, reach, view } from '../state/store.ts'
import { inCall, type ViewState } from '../state/view-state.ts'
import type { TimelinePicture } from '../timeline/draw.ts'

/** What the live timeline shows. */
const SPAN_MS = 30_000
const silence = new LevelHistory()

export function TalkView() {
  const state = view.value
  const problem = problemNow(state)
  const live = inCall(state)
  const agentName = nameOf(state)
  const takesText = (state.session?.engine ?? engine.value)?.textInput === true
  return (
    <>
      <h1 class="visually-hidden">Talk</h1>
      <Choices />
      <TalkControl />
      <p class="visually-hidden" role="status">
        {announcement(state)}
      </p>
      <div class="notes">
        {problem !== null && (
          <ProblemNote
            problem={problem}
            canType={takesText && isMicrophone(problem) && !live}
            onDismiss={problem === state.notice ? dismissNotice : undefined}
          />
        )}
        {state.back !== null && <BackNote back={state.back} />}
        {!live && state.problem === null && <ElsewhereNote />}
        <TaskNotes />
        <KeptNote />
        <NewsNotes news={state.news} />
      </div>
      <SoundPanel />
      <Timeline agentName={agentName} picture={livePicture} live={live} version={state.marks} />
      <Words lines={state.lines} agentName={agentName} follow empty={emptyWords(state, problem)} />
      <SpokenWords lines={state.lines} agentName={agentName} />
      {takesText && live && <TypeLine enabled={state.phase === 'live'} />}
    </>
  )
}

function livePicture(): TimelinePicture {
  const running = call.value
  const nowMs = running?.nowMs ?? 0
  return {
    span: { fromMs: nowMs - SPAN_MS, toMs: nowMs },
    nowMs,
    marks: view.peek().marks,
    levels: { user: running?.userLevels ?? silence, agent: running?.agentLevels ?? silence },
  }
}

function nameOf(state: ViewState): string {
  return (state.phase === 'idle' ? undefined : state.session?.personaName) ?? persona.value?.name ?? 'Duet'
}

/** A call's own problem first, then its notice, then what is known while no call is up. */
function problemNow(state: ViewState): Problem | null {
  if (state.problem !== null) return state.problem
  if (state.notice !== null) return state.notice
  if (inCall(state)) return null
  if (reach.value === 'down') return pageProblem('bridge.unreachable')
  return reach.value === 'engine-down' ? serverProblem('engine.unreachable', '', false) : null
}

function isMicrophone(problem: Problem): boolean {
  return problem.id === 'microphone.denied' || problem.id === 'microphone.none' || problem.id === 'microphone.busy'
}

function emptyWords(state: ViewState, problem: Problem | null): string {
  if (problem !== null) return ''
  return inCall(state)
    ? 'The words of both sides appear here.'
    : 'Press Talk and say something. Both sides are heard at once, so you can cut in whenever you like; the two lines show who speaks when.'
}

/** What a screen reader is told: the steps of the call, not each change of who speaks. */
function announcement(state: ViewState): string {
  switch (state.phase) {
    case 'idle':
      return ''
    case 'asking':
      return 'The browser asks for the microphone.'
    case 'connecting':
      if (state.engineState !== 'queued') return 'Connecting.'
      return state.queue === null ? 'Waiting for a free place.' : `Waiting for a free place. ${queueWords(state.queue)}`
    case 'live':
      return state.muted ? 'Connected, muted.' : 'Connected. Just talk.'
    case 'reconnecting':
      return 'The connection broke. Reconnecting.'
    case 'ended':
      return 'The conversation is over.'
    case 'problem':
      return '' // the problem itself is an alert
  }
}
