/** A picture of one item: both sides' levels, what was said, and what the engine decided, on one time line. */
import { envelope } from '../../src/audio/energy.ts'
import { clipRate } from './item.ts'
import type { Recording } from './recording.ts'
import type { Word } from './scoring.ts'

const pxPerSecond = 60
const laneHeight = 60
const stepMs = 40
const top = 40
const lanes = { user: top, agent: top + laneHeight + 50 } as const
const height = lanes.agent + laneHeight + 70

/** The whole file. */
export function timelineSvg(recording: Recording, words: readonly Word[], verdict: string): string {
  const width = Math.ceil((recording.lengthMs / 1000) * pxPerSecond) + 20
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="11">`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    text(4, 16, `${recording.item.id}: ${verdict}`, '#000'),
    ...seconds(recording.lengthMs),
    lane(recording.user, lanes.user, '#2563eb'),
    lane(recording.agent, lanes.agent, '#c2410c'),
    ...recording.marks.map((mark) => span(mark, lanes.user, `${mark.name}: ${mark.text}`, '#2563eb')),
    ...recording.stretches.map((stretch) => span(stretch, lanes.agent, said(words, stretch), '#c2410c')),
    ...decisions(recording),
    '</svg>',
  ]
  return `${parts.join('\n')}\n`
}

function lane(samples: Float32Array, y: number, colour: string): string {
  const bars = [...envelope(samples, (clipRate * stepMs) / 1000)].flatMap((level, index) => {
    const tall = (Math.max(0, level + 60) / 60) * laneHeight
    return tall < 1 ? [] : [`M${x(index * stepMs)} ${y + laneHeight}v-${tall.toFixed(1)}`]
  })
  return `<path d="${bars.join('')}" stroke="${colour}" stroke-width="2" opacity="0.55"/>`
}

function span({ startMs, endMs }: { startMs: number; endMs: number }, y: number, label: string, colour: string): string {
  const from = x(startMs)
  return `<rect x="${from}" y="${y - 2}" width="${Math.max(1, x(endMs) - from)}" height="${laneHeight + 4}" fill="none" stroke="${colour}"/>${text(from, y + laneHeight + 14, label, colour)}`
}

function said(words: readonly Word[], stretch: { readonly startMs: number; readonly endMs: number }): string {
  return words
    .filter(({ startMs }) => startMs >= stretch.startMs && startMs < stretch.endMs)
    .map((word) => word.text)
    .join(' ')
}

/** The engine's own account, where it gives one (kind 4). */
function decisions({ events }: Recording): string[] {
  return events.flatMap((event) => {
    if (event.type !== 'metadata' || typeof event.metadata !== 'object' || event.metadata === null) return []
    const { type, state, reason, atMs } = event.metadata as Readonly<Record<string, unknown>> // each field is checked
    if (typeof atMs !== 'number' || (type !== 'decision' && type !== 'overlap' && type !== 'backchannel')) return []
    const label = [type, state, reason].filter((part) => typeof part === 'string').join(' ')
    return [
      `<path d="M${x(atMs)} ${top - 8}V${height - 50}" stroke="#047857" stroke-dasharray="2 3"/>`,
      `<text transform="translate(${x(atMs) + 3} ${height - 4}) rotate(-30)" fill="#047857" font-size="9">${escaped(label)}</text>`,
    ]
  })
}

function seconds(lengthMs: number): string[] {
  return Array.from({ length: Math.floor(lengthMs / 1000) + 1 }, (_, second) => text(x(second * 1000), 30, `${second}`, '#888'))
}

function text(at: number, y: number, label: string, colour: string): string {
  return `<text x="${at}" y="${y}" fill="${colour}">${escaped(label)}</text>`
}

function x(ms: number): number {
  return Math.round((10 + (ms / 1000) * pxPerSecond) * 10) / 10
}

function escaped(label: string): string {
  return label.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
