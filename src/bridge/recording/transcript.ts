/** What was said in a call, as files for people and programs: plain text, WebVTT, JSON, and one JSON object a line for all that happened. */
import type { Turn } from '../../protocol/session.ts'
import type { EventRecord, SessionRecord, TurnRecord } from '../../store/journal.ts'

export type Said = {
  readonly session: SessionRecord
  /** The persona's name, for people. */
  readonly agent: string
  readonly turns: readonly TurnRecord[]
  readonly events: readonly EventRecord[]
}

/** "[00:00:03] You: Good morning." */
export function transcriptText({ session, agent, turns }: Said): string {
  const head = `Conversation with ${agent}, ${new Date(session.createdAt).toISOString()}`
  const lines = spoken(turns).map((turn) => `[${clock(turn.startMs).slice(0, 8)}] ${nameOf(turn, agent)}: ${oneLine(turn.text)}`)
  return `${[head, '', ...lines].join('\n')}\n`
}

/** Cues in media time, the speaker as the voice; with the time of each word where it is known. */
export function transcriptVtt({ agent, turns }: Said): string {
  const cues = spoken(turns).map((turn) => {
    const endMs = Math.max(turn.endMs, turn.startMs + 1)
    const name = nameOf(turn, agent).replaceAll(/[<>&\n]/g, ' ')
    return `${turn.turnId}\n${clock(turn.startMs)} --> ${clock(endMs)}\n<v ${name}>${cueText(turn)}`
  })
  return `${['WEBVTT', ...cues].join('\n\n')}\n`
}

export function transcriptJson(said: Said): string {
  const { session, turns } = said
  const history = turns.map(({ turn, saidAt, engine }) => ({
    speaker: turn.side === 'user' ? 'user' : session.persona,
    text: turn.text,
    timestamp: new Date(saidAt).toISOString(),
    engine,
    turn,
  }))
  return `${JSON.stringify({ ...sessionLine(said), history }, undefined, 2)}\n`
}

/** The session first, then turns (`turn.end`) and events as the socket tells them, in media time. */
export function eventsJsonl(said: Said): string {
  const turns = said.turns.map(({ turn }) => ({ atMs: turn.startMs, line: JSON.stringify({ type: 'turn.end', turn }) }))
  const events = said.events.map(({ atMs, body }) => ({ atMs, line: body }))
  const sorted = [...turns, ...events].sort((a, b) => a.atMs - b.atMs)
  return `${[JSON.stringify({ type: 'session', ...sessionLine(said) }), ...sorted.map(({ line }) => line)].join('\n')}\n`
}

function sessionLine({ session }: Said) {
  return {
    session_id: session.sessionId,
    conversation_id: session.conversationId,
    persona: session.persona,
    voice: session.voice,
    user_id: session.userId,
    created_at: new Date(session.createdAt).toISOString(),
    recording: session.recording ?? 'transcript',
  }
}

function spoken(turns: readonly TurnRecord[]): Turn[] {
  return turns.map(({ turn }) => turn).filter(({ text }) => text.trim() !== '')
}

function nameOf({ side }: Turn, agent: string): string {
  return side === 'user' ? 'You' : agent
}

function oneLine(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ')
}

function cueText({ text, words = [], startMs, endMs }: Turn): string {
  const within = words.filter((word) => word.startMs >= startMs && word.startMs < endMs)
  // Times of some words only would put the others at the wrong moment.
  if (within.length === 0 || within.length < words.length) return escaped(oneLine(text))
  return within
    .map((word, i) => (i === 0 ? escaped(word.text.trim()) : `<${clock(word.startMs)}>${escaped(word.text.trim())}`))
    .join(' ')
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** "00:01:02.345" */
function clock(ms: number): string {
  const whole = Math.max(0, Math.round(ms))
  const part = (value: number, digits: number) => String(value).padStart(digits, '0')
  const seconds = Math.floor(whole / 1000)
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  return `${part(hours, 2)}:${part(minutes, 2)}:${part(seconds % 60, 2)}.${part(whole % 1000, 3)}`
}
