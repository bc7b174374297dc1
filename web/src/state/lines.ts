/** The words of both sides as lines: pieces and partials come in, lines of turns, backchannels, typed words and moves come out. */
import type { ServerEvent, Side, Turn } from '../../../src/protocol/session.ts'
import { moveOf } from './move-words.ts'

export interface Line {
  /** Stable for the life of the line, so that the page moves nothing it need not. */
  readonly key: string
  /** null while the server has not named the turn yet, and for what is none */
  readonly turnId: string | null
  readonly side: Side
  /** `move`: nobody's words, but that the call went on with another engine. */
  readonly kind: 'turn' | 'backchannel' | 'typed' | 'move'
  readonly text: string
  /** What the agent meant to say and was not heard saying. */
  readonly unheard: string
  /** The user said it while no engine listened. */
  readonly toNobody: boolean
  /** The agent said it while the page was away. */
  readonly missed: boolean
  readonly final: boolean
  readonly interrupted: boolean
  readonly responseMs: number | null
  /** Media time of its start; null where it is not known yet. */
  readonly startMs: number | null
}

/** Older lines are read under History. */
const MAX_LINES = 300

/** The lines after an event; the same list where the event says nothing. */
export function lineEvent(lines: readonly Line[], event: ServerEvent): readonly Line[] {
  switch (event.type) {
    case 'text':
      return addPiece(lines, event.text, event.atMs ?? null)
    case 'turn.start':
      return startTurn(lines, event)
    case 'transcript':
      return setTranscript(lines, event)
    case 'turn.end':
      return endTurn(lines, event)
    case 'backchannel':
      return addBackchannel(lines, event)
    case 'latency':
      return lines.map((line) => (line.turnId === event.turnId ? { ...line, responseMs: event.responseMs } : line))
    case 'unheard':
      return setToNobody(lines, event)
    case 'engine':
    case 'client':
      return addMove(lines, event)
    default:
      return lines
  }
}

/** Closes what was still open when a connection ended: nothing more will come for it. */
export function closeLines(lines: readonly Line[]): readonly Line[] {
  return lines.some((line) => !line.final)
    ? lines.filter((line) => line.text.trim() !== '').map((line) => ({ ...line, final: true }))
    : lines
}

function addPiece(lines: readonly Line[], piece: string, atMs: number | null): readonly Line[] {
  const open = lines.findLast((line) => line.side === 'agent' && line.kind === 'turn' && !line.final)
  if (open === undefined) return append(lines, { side: 'agent', text: piece.trimStart(), startMs: atMs })
  return replace(lines, open, { text: open.text === '' ? piece.trimStart() : open.text + piece })
}

function startTurn(lines: readonly Line[], event: ServerEvent & { type: 'turn.start' }): readonly Line[] {
  const { turnId, side, atMs } = event
  if (lines.some((line) => line.turnId === turnId)) return lines
  const unnamed = lines.findLast((line) => line.side === side && line.turnId === null && line.kind === 'turn' && !line.final)
  if (unnamed !== undefined) return replace(lines, unnamed, { turnId, startMs: atMs })
  return append(lines, { turnId, side, startMs: atMs })
}

function setTranscript(lines: readonly Line[], event: ServerEvent & { type: 'transcript' }): readonly Line[] {
  const line = lines.findLast((candidate) => candidate.turnId === event.turnId)
  const { text } = event
  if (line === undefined) {
    return append(lines, { turnId: event.turnId, side: event.side, text, final: event.final, startMs: event.atMs })
  }
  return line.final && !event.final ? lines : replace(lines, line, { text, final: line.final || event.final })
}

function endTurn(lines: readonly Line[], event: ServerEvent & { type: 'turn.end' }): readonly Line[] {
  const { turn } = event
  const known =
    lines.findLast((line) => line.turnId === turn.turnId) ??
    lines.findLast((line) => line.side === turn.side && line.turnId === null && line.kind === 'turn' && !line.final)
  const { key: _, toNobody: __, ...change } = lineOfTurn(turn)
  const nothing = turn.text.trim() === '' && change.unheard === ''
  if (known === undefined) return nothing ? lines : append(lines, change)
  return nothing ? lines.filter((line) => line !== known) : replace(lines, known, change)
}

function addBackchannel(lines: readonly Line[], event: ServerEvent & { type: 'backchannel' }): readonly Line[] {
  const { side, text, startMs } = event
  const change: Partial<Line> = { kind: 'backchannel', text, final: true, startMs }
  // Its words may have come before it was clear that it takes no floor.
  const last = lines.findLast((line) => line.side === side && line.kind === 'turn')
  if (last !== undefined && sameWords(last.text, text)) return replace(lines, last, change)
  return append(lines, { side, ...change })
}

function setToNobody(lines: readonly Line[], { turnId, startMs }: ServerEvent & { type: 'unheard' }): readonly Line[] {
  const line = lines.findLast((candidate) => candidate.turnId === turnId)
  if (line !== undefined) return replace(lines, line, { toNobody: true })
  // Its words come later, or never: without them it is not shown.
  return append(lines, { turnId, side: 'user', final: true, toNobody: true, startMs })
}

function addMove(lines: readonly Line[], event: ServerEvent): readonly Line[] {
  const move = moveOf(event)
  if (move === null) return lines
  return append(lines, { side: 'agent', kind: 'move', text: move.words, final: true, startMs: move.atMs })
}

/** What is left of `generated` after the words that were heard. */
function unheardPart(heard: string, generated: string | undefined): string {
  if (generated === undefined) return ''
  const start = heard.trim()
  const whole = generated.trim()
  return whole.startsWith(start) ? whole.slice(start.length).trim() : ''
}

function sameWords(one: string, other: string): boolean {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '')
  return plain(one) === plain(other)
}

/** A line of a conversation that is over. */
export function lineOfTurn(turn: Turn): Line {
  return {
    key: `past-${turn.turnId}`,
    turnId: turn.turnId,
    side: turn.side,
    kind: turn.startMs === turn.endMs ? 'typed' : 'turn',
    text: turn.text,
    unheard: unheardPart(turn.text, turn.generated),
    toNobody: false,
    missed: turn.unheard === true,
    final: true,
    interrupted: turn.interrupted,
    responseMs: turn.responseMs,
    startMs: turn.startMs,
  }
}

/** The lines of a conversation that is over, oldest first; moves from before its first turn stand on an older page. */
export function linesOfPast(turns: readonly Turn[], events: readonly ServerEvent[]): readonly Line[] {
  const toNobody = new Set(events.flatMap((event) => (event.type === 'unheard' ? [event.turnId] : [])))
  const lines = turns.map((turn) => ({ ...lineOfTurn(turn), toNobody: toNobody.has(turn.turnId) }))
  const moves = events.reduce<readonly Line[]>(addMove, []).map((line) => ({ ...line, key: `past-move-${line.startMs}` }))
  const beginMs = turns[0]?.startMs ?? 0
  return [...lines, ...moves.filter((move) => (move.startMs ?? 0) >= beginMs)].sort((a, b) => (a.startMs ?? 0) - (b.startMs ?? 0))
}

/** The lines with those of turns from before them put first. */
export function linesBefore(lines: readonly Line[], turns: readonly Turn[]): readonly Line[] {
  const known = new Set(lines.map((line) => line.turnId))
  return [
    ...linesOfPast(
      turns.filter((turn) => !known.has(turn.turnId)),
      [],
    ),
    ...lines,
  ]
}

let lineCount = 0
function append(lines: readonly Line[], line: Partial<Line> & Pick<Line, 'side'>): readonly Line[] {
  lineCount += 1
  const whole: Line = {
    key: `line-${lineCount}`,
    turnId: null,
    kind: 'turn',
    text: '',
    unheard: '',
    toNobody: false,
    missed: false,
    final: false,
    interrupted: false,
    responseMs: null,
    startMs: null,
    ...line,
  }
  return [...lines.slice(-(MAX_LINES - 1)), whole]
}

function replace(lines: readonly Line[], line: Line, change: Partial<Line>): readonly Line[] {
  return lines.map((candidate) => (candidate === line ? { ...candidate, ...change } : candidate))
}
