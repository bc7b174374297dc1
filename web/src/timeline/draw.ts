/** Draws the two-lane timeline on a canvas: levels, speech, overlaps, backchannels, interruptions, waits and moves of the stretch in view. */
import type { Side } from '../../../src/protocol/session.ts'
import { loudness } from '../audio/level-history.ts'
import { type Marks, otherSide, type SpeechSpan } from '../state/marks.ts'
import { BOTTOM_LABELS_Y, barMs, LabelRow, laneOf, type Span, TIMELINE_HEIGHT, TOP_LABELS_Y, xOf } from './layout.ts'

export interface TimelineTheme {
  readonly user: string
  readonly agent: string
  readonly userTint: string
  readonly agentTint: string
  readonly overlap: string
  readonly text: string
  readonly faint: string
  readonly ground: string
}

/** The loudest level (0…1) between two times; 0 where nothing is known. */
export interface Levels {
  peak(fromMs: number, toMs: number): number
}

export interface TimelinePicture {
  readonly span: Span
  /** Where the call has got to; nothing is drawn beyond. */
  readonly nowMs: number
  readonly marks: Marks
  /** Null for a conversation of which only the turns are kept. */
  readonly levels: Readonly<Record<Side, Levels>> | null
  /** Where a recorded call is being played; null: it is not. */
  readonly playheadMs?: number | null
}

/** The server's word on who speaks is this late at most; until then loudness alone colours the newest bars. */
const NEWEST_MS = 400
const VOICED = 0.25
/** How far the shade of an overlap stands out of the lanes, pixels. */
const OVERLAP_MARGIN = 3
const sides = ['user', 'agent'] as const

export function drawTimeline(
  context: CanvasRenderingContext2D,
  width: number,
  picture: TimelinePicture,
  theme: TimelineTheme,
): void {
  context.clearRect(0, 0, width, TIMELINE_HEIGHT)
  for (const side of sides) {
    drawBaseline(context, width, side, theme)
    drawSpeech(context, width, side, picture, theme)
  }
  drawOverlaps(context, width, picture, theme)
  for (const side of sides) {
    if (picture.levels !== null) drawLevels(context, width, side, picture, picture.levels[side], theme)
  }
  const top = new LabelRow()
  const bottom = new LabelRow()
  drawUnheard(context, width, picture, theme, top)
  drawMoves(context, width, picture, theme, bottom)
  drawWaits(context, width, picture, theme, bottom)
  drawInterruptions(context, width, picture, theme)
  drawBackchannels(context, width, picture, theme, { user: top, agent: bottom })
  drawPlayhead(context, width, picture, theme)
}

function drawBaseline(context: CanvasRenderingContext2D, width: number, side: Side, theme: TimelineTheme): void {
  const lane = laneOf(side)
  context.fillStyle = theme.faint
  context.fillRect(0, lane.top + lane.height / 2 - 0.5, width, 1)
}

function drawOverlaps(context: CanvasRenderingContext2D, width: number, picture: TimelinePicture, theme: TimelineTheme): void {
  const top = laneOf('user').top - OVERLAP_MARGIN
  const bottom = laneOf('agent').top + laneOf('agent').height + OVERLAP_MARGIN
  context.fillStyle = theme.overlap
  for (const overlap of picture.marks.overlaps) {
    const from = xOf(overlap.startMs, picture.span, width)
    const to = xOf(overlap.endMs ?? picture.nowMs, picture.span, width)
    if (to >= 0 && from <= width) context.fillRect(from, top, Math.max(2, to - from), bottom - top)
  }
}

function drawSpeech(
  context: CanvasRenderingContext2D,
  width: number,
  side: Side,
  picture: TimelinePicture,
  theme: TimelineTheme,
): void {
  const lane = laneOf(side)
  const solid = picture.levels === null
  context.fillStyle = solid ? theme[side] : theme[side === 'user' ? 'userTint' : 'agentTint']
  const inset = solid ? 12 : 0
  for (const { from, to } of speechPixels(picture, side, width)) {
    roundedBar(context, from, lane.top + inset, Math.max(3, to - from), lane.height - 2 * inset, 4)
  }
}

function* speechPixels(picture: TimelinePicture, side: Side, width: number): Generator<{ from: number; to: number }> {
  for (const speech of picture.marks.speech) {
    if (speech.side !== side) continue
    const from = xOf(speech.startMs, picture.span, width)
    const to = xOf(speech.endMs ?? picture.nowMs, picture.span, width)
    if (to >= 0 && from <= width) yield { from, to }
  }
}

function drawLevels(
  context: CanvasRenderingContext2D,
  width: number,
  side: Side,
  picture: TimelinePicture,
  levels: Levels,
  theme: TimelineTheme,
): void {
  const lane = laneOf(side)
  const middle = lane.top + lane.height / 2
  const step = barMs(picture.span, width)
  const spoken = picture.marks.speech.filter((speech) => speech.side === side && endsAfter(speech, picture.span.fromMs))
  const barWidth = Math.max(1.5, (step / (picture.span.toMs - picture.span.fromMs)) * width - 1.5)
  // One path for each shade: hundreds of bars, two fills.
  const shades = [
    { alpha: 1, path: new Path2D() },
    { alpha: 0.35, path: new Path2D() },
  ] as const
  for (let at = Math.floor(picture.span.fromMs / step) * step; at < picture.nowMs; at += step) {
    const height = loudness(levels.peak(at, at + step)) * (lane.height - 4)
    if (height < 1) continue
    const newest = at > picture.nowMs - NEWEST_MS
    const voiced = newest ? height > VOICED * lane.height : spoken.some((speech) => covers(speech, at, step))
    shades[voiced ? 0 : 1].path.roundRect(xOf(at, picture.span, width), middle - height / 2, barWidth, height, 1)
  }
  context.fillStyle = theme[side]
  for (const { alpha, path } of shades) {
    context.globalAlpha = alpha
    context.fill(path)
  }
  context.globalAlpha = 1
}

function drawWaits(
  context: CanvasRenderingContext2D,
  width: number,
  picture: TimelinePicture,
  theme: TimelineTheme,
  row: LabelRow,
): void {
  context.font = '11px system-ui, sans-serif'
  context.textAlign = 'center'
  context.lineWidth = 1
  for (const wait of picture.marks.waits) {
    const from = xOf(wait.fromMs, picture.span, width)
    const to = xOf(wait.toMs, picture.span, width)
    if (to < 0 || from > width) continue
    const y = laneOf('agent').top + laneOf('agent').height + 4
    context.strokeStyle = theme.text
    context.beginPath()
    context.moveTo(from, y - 3)
    context.lineTo(from, y)
    context.lineTo(to, y)
    context.lineTo(to, y - 3)
    context.stroke()
    label(context, `${Math.round(wait.toMs - wait.fromMs)} ms`, (from + to) / 2, BOTTOM_LABELS_Y, width, theme, row)
  }
}

/** What was said to nobody pales, under its own label. */
function drawUnheard(
  context: CanvasRenderingContext2D,
  width: number,
  picture: TimelinePicture,
  theme: TimelineTheme,
  row: LabelRow,
): void {
  const lane = laneOf('user')
  context.font = 'italic 11px system-ui, sans-serif'
  context.textAlign = 'center'
  for (const { startMs, endMs } of picture.marks.unheard) {
    const from = xOf(startMs, picture.span, width)
    const to = xOf(endMs, picture.span, width)
    if (to < 0 || from > width) continue
    context.globalAlpha = 0.6
    context.fillStyle = theme.ground
    context.fillRect(from, lane.top, Math.max(3, to - from), lane.height)
    context.globalAlpha = 1
    label(context, 'not heard', (from + to) / 2, TOP_LABELS_Y, width, theme, row)
  }
}

/** A dashed line through both lanes where the next engine is first heard, and the gap before it in outline. */
function drawMoves(
  context: CanvasRenderingContext2D,
  width: number,
  picture: TimelinePicture,
  theme: TimelineTheme,
  row: LabelRow,
): void {
  const top = laneOf('user').top
  const lane = laneOf('agent')
  const bottom = lane.top + lane.height
  context.font = '11px system-ui, sans-serif'
  context.textAlign = 'center'
  context.lineWidth = 1
  context.strokeStyle = theme.text
  // Where there is no room for both labels, the latest one stands.
  for (const { atMs, gapMs, words } of picture.marks.moves.toReversed()) {
    const to = xOf(atMs, picture.span, width)
    const from = xOf(atMs - gapMs, picture.span, width)
    if (to < -120 || from > width + 120) continue
    context.setLineDash([3, 3])
    context.beginPath()
    context.moveTo(to, top)
    context.lineTo(to, bottom)
    context.stroke()
    if (to - from > 2) context.strokeRect(from, lane.top + 0.5, to - from, lane.height - 1)
    context.setLineDash([])
    if (to >= 0 && from <= width) label(context, words, to, BOTTOM_LABELS_Y, width, theme, row)
  }
}

function drawPlayhead(context: CanvasRenderingContext2D, width: number, picture: TimelinePicture, theme: TimelineTheme): void {
  if (picture.playheadMs == null) return
  const x = xOf(picture.playheadMs, picture.span, width)
  context.fillStyle = theme.text
  context.fillRect(x - 1, laneOf('user').top - 4, 2, laneOf('agent').top + laneOf('agent').height - laneOf('user').top + 8)
}

/** Within the picture and only where none lies yet. */
function label(
  context: CanvasRenderingContext2D,
  text: string,
  middle: number,
  y: number,
  width: number,
  theme: TimelineTheme,
  row: LabelRow,
): void {
  const half = context.measureText(text).width / 2
  const x = Math.max(half, Math.min(width - half, middle))
  if (!row.claim(x - half - 4, x + half + 4)) return
  context.fillStyle = theme.text
  context.fillText(text, x, y)
}

/** A notch out of the lane that gave way, where it stops, in the colour of the side that took the floor. */
function drawInterruptions(
  context: CanvasRenderingContext2D,
  width: number,
  picture: TimelinePicture,
  theme: TimelineTheme,
): void {
  for (const cut of picture.marks.interruptions) {
    const x = xOf(cut.atMs + cut.stopMs, picture.span, width)
    if (x < -8 || x > width + 8) continue
    const lane = laneOf(otherSide(cut.by))
    const fromAbove = cut.by === 'user'
    const edge = fromAbove ? lane.top - 3 : lane.top + lane.height + 3
    const tip = fromAbove ? lane.top + 13 : lane.top + lane.height - 13
    context.fillStyle = theme.ground
    triangle(context, x, edge, tip, 8)
    context.fillStyle = theme[cut.by]
    triangle(context, x, edge, tip, 5)
    context.fillRect(x - 0.75, lane.top, 1.5, lane.height)
  }
}

function drawBackchannels(
  context: CanvasRenderingContext2D,
  width: number,
  picture: TimelinePicture,
  theme: TimelineTheme,
  rows: Readonly<Record<Side, LabelRow>>,
): void {
  context.font = 'italic 11px system-ui, sans-serif'
  context.textAlign = 'center'
  for (const mark of picture.marks.backchannels) {
    const x = xOf((mark.startMs + mark.endMs) / 2, picture.span, width)
    if (x < -40 || x > width + 40) continue
    const lane = laneOf(mark.side)
    const above = mark.side === 'user'
    context.fillStyle = theme[mark.side]
    context.beginPath()
    context.arc(x, above ? lane.top + 1 : lane.top + lane.height + 1, 3, 0, 2 * Math.PI)
    context.fill()
    label(context, mark.text, x, above ? TOP_LABELS_Y : BOTTOM_LABELS_Y, width, theme, rows[mark.side])
  }
}

function triangle(context: CanvasRenderingContext2D, x: number, edgeY: number, tipY: number, half: number): void {
  context.beginPath()
  context.moveTo(x - half, edgeY)
  context.lineTo(x + half, edgeY)
  context.lineTo(x, tipY)
  context.fill()
}

function roundedBar(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  width: number,
  height: number,
  radius: number,
): void {
  context.beginPath()
  context.roundRect(x, y, width, height, Math.min(radius, width / 2, height / 2))
  context.fill()
}

function covers(speech: SpeechSpan, atMs: number, lengthMs: number): boolean {
  return speech.startMs < atMs + lengthMs && (speech.endMs === null || speech.endMs > atMs)
}

function endsAfter(speech: SpeechSpan, ms: number): boolean {
  return speech.endMs === null || speech.endMs > ms
}
