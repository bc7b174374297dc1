/** Overlaps: when both sides are voiced at once, and what came of it. */
import type { Overlap, Side } from '../protocol/session.ts'
import { type Closed, type Draft, LIMITS, type OverlapRecord, otherSide, textOf, toMs, toSamples } from './state.ts'

/** Opens or ends the overlap of the stretches that go on now. */
export function trackOverlap(d: Draft): void {
  const { user, agent } = d
  const open = d.overlaps.find((overlap) => overlap.endSample === null)
  if (open !== undefined) {
    if (!user.voice.speaking || !agent.voice.speaking) endOverlap(d, open)
    return
  }
  if (!user.voice.speaking || !agent.voice.speaking || user.utterance === null || agent.utterance === null) return
  const userStart = user.voice.onsetSample ?? 0
  const agentStart = agent.voice.onsetSample ?? 0
  const startSample = Math.max(userStart, agentStart)
  if (Math.min(user.voice.lastVoicedSample, agent.voice.lastVoicedSample) - startSample < toSamples(d.options.overlapMs)) return
  const by: Side = userStart > agentStart ? 'user' : 'agent'
  if (d.overlaps.length >= LIMITS.overlaps) {
    const oldest = d.overlaps[0]
    if (oldest !== undefined) resolve(d, oldest, 'other', '', null)
  }
  d.overlapCount++
  const keys = { user: user.utterance.key, agent: agent.utterance.key }
  d.overlaps = [...d.overlaps, { overlapId: `o${d.overlapCount}`, by, keys, startSample, endSample: null }]
  user.utterance.overlapped = true
  agent.utterance.overlapped = true
  d.events.push({ type: 'overlap.start', overlapId: `o${d.overlapCount}`, by, atMs: toMs(startSample) })
}

function endOverlap(d: Draft, open: OverlapRecord): void {
  const end = Math.max(open.startSample, Math.min(d.user.voice.lastVoicedSample, d.agent.voice.lastVoicedSample))
  d.overlaps = d.overlaps.map((overlap) => (overlap === open ? { ...overlap, endSample: end } : overlap))
}

/** The overlap in which an utterance of `side` fell silent, if it did so in one. */
export function lastOverlap(d: Draft, side: Side, key: number): OverlapRecord | undefined {
  return d.overlaps.findLast((overlap) => overlap.keys[side] === key)
}

/** Tells what came of the overlaps of an utterance that is over. `cut`: the one that cut it off. */
export function resolveOverlaps(d: Draft, side: Side, closed: Closed, cut: OverlapRecord | undefined): void {
  const other = otherSide(side)
  const open = d[other].utterance
  for (const overlap of d.overlaps) {
    if (overlap.keys[side] !== closed.key) continue
    if (overlap.by === side) {
      resolve(d, overlap, closed.kind === 'backchannel' ? 'backchannel' : 'other', closed.text, null)
      continue
    }
    const byOpen = open !== null && open.key === overlap.keys[other] ? open : null
    const byText = byOpen === null ? '' : textOf(byOpen)
    if (overlap.overlapId === cut?.overlapId)
      resolve(d, overlap, 'interruption', byText, toMs(closed.endSample) - toMs(overlap.startSample))
    else if (byOpen === null || byOpen.turnId !== null || closed.kind !== 'turn') resolve(d, overlap, 'other', byText, null)
  }
}

function resolve(d: Draft, record: OverlapRecord, kind: Overlap['kind'], text: string, stopMs: number | null): void {
  const end = record.endSample ?? Math.max(record.startSample, d.clockSample)
  d.overlaps = d.overlaps.filter((other) => other.overlapId !== record.overlapId)
  const overlap = {
    overlapId: record.overlapId,
    by: record.by,
    startMs: toMs(record.startSample),
    endMs: toMs(end),
    kind,
    text,
    stopMs,
  }
  d.events.push({ type: 'overlap.end', overlap })
}
