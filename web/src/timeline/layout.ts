/** Where things lie on the timeline: media time to pixels, lanes, and room for labels. Pure, so that it can be tested without a canvas. */
import type { Side } from '../../../src/protocol/session.ts'

/** The stretch of media time in view. */
export interface Span {
  readonly fromMs: number
  readonly toMs: number
}
export interface Box {
  readonly top: number
  readonly height: number
}

/** Pixels, from the top of the canvas. */
export const TIMELINE_HEIGHT = 140
const LANE_HEIGHT = 46
const LANES: Readonly<Record<Side, Box>> = {
  user: { top: 18, height: LANE_HEIGHT },
  agent: { top: 70, height: LANE_HEIGHT },
}
/** Baselines of the labels above and below the lanes. */
export const TOP_LABELS_Y = 11
export const BOTTOM_LABELS_Y = 133

export function laneOf(side: Side): Box {
  return LANES[side]
}

export function xOf(ms: number, span: Span, width: number): number {
  return ((ms - span.fromMs) / (span.toMs - span.fromMs)) * width
}

export function msOf(x: number, span: Span, width: number): number {
  return span.fromMs + (x / width) * (span.toMs - span.fromMs)
}

/** Keeps labels of one row from lying on each other: whoever comes first has the place. */
export class LabelRow {
  readonly #taken: { readonly from: number; readonly to: number }[] = []

  /** True, and the place is taken, if nothing lies there yet. */
  claim(from: number, to: number): boolean {
    if (this.#taken.some((other) => from < other.to && other.from < to)) return false
    this.#taken.push({ from, to })
    return true
  }
}

/** A bar's length in media time: about four pixels, in whole steps of 20 ms, so that bars keep their shape while they move. */
export function barMs(span: Span, width: number): number {
  const perPixel = (span.toMs - span.fromMs) / width
  return Math.max(20, Math.round((4 * perPixel) / 20) * 20)
}
