/** What the orchestrator is told of a session, as deliveries for the outbox. */
import type { Persona } from '../personas/persona.ts'
import type { Turn } from '../protocol/session.ts'
import type { SessionRecord } from '../store/journal.ts'
import type { Delivery } from '../store/outbox.ts'
import type { MemoryLog } from './mas-client.ts'

/** Words of a turn may still be corrected for so long before they leave, ms. */
export const settleMs = 1500

/** What the seed's body has no room for; in the Duet-Context header as JSON. */
export type DeliveryContext = {
  readonly user_id: string
  readonly persona: string
  readonly turn_id?: string
  readonly revision?: number
  readonly side?: Turn['side']
  /** Session media time. */
  readonly start_ms?: number
  readonly end_ms?: number
  readonly modality?: 'voice_full_duplex' | 'text'
  readonly had_interruption?: boolean
  /** The agent said it while the person was away. */
  readonly unheard?: true
  readonly had_backchannels?: boolean
  readonly engine?: string
  readonly words_from?: NonNullable<Turn['source']>
  /** Where its sound can be heard, for as long as it is kept: a path at the bridge with a media fragment in seconds. */
  readonly audio?: string
  /** The agents this persona uses; absent: all there are. */
  readonly tools?: readonly string[]
}

export type SaidTurn = {
  readonly turn: Turn
  /** Epoch ms. */
  readonly saidAt: number
  readonly engine: string
  /** Counts its versions from 0. */
  readonly revision: number
  readonly hadBackchannels: boolean
  /** Its sound is kept. */
  readonly recorded?: boolean
}

/**
 * Undefined for a turn without words: there is nothing to tell.
 * @param persona `memory: shared`: what is learned is for every persona; its `tools` are the agents that may look at it
 */
export function turnDelivery(
  session: SessionRecord,
  said: SaidTurn,
  now: number,
  persona: Pick<Persona, 'memory' | 'tools'>,
): Delivery | undefined {
  const { turn, saidAt, engine, revision, hadBackchannels } = said
  const text = turn.text.trim()
  if (text === '') return undefined
  const body: MemoryLog = {
    conversation_id: session.conversationId,
    session_id: session.sessionId,
    speaker: turn.side === 'user' ? 'user' : session.persona,
    text,
    timestamp: new Date(saidAt).toISOString(),
    source: 'personaplex_voice',
  }
  const context: DeliveryContext = {
    ...whose(session, persona.memory),
    turn_id: turn.turnId,
    revision,
    side: turn.side,
    start_ms: turn.startMs,
    end_ms: turn.endMs,
    modality: turn.source === 'typed' ? 'text' : 'voice_full_duplex',
    had_interruption: turn.interrupted,
    ...(turn.unheard ? { unheard: true as const } : {}),
    had_backchannels: hadBackchannels,
    engine,
    ...(turn.source === undefined ? {} : { words_from: turn.source }),
    ...(said.recorded && turn.source !== 'typed' ? { audio: soundOf(session, turn) } : {}),
    ...(persona.tools === undefined ? {} : { tools: persona.tools }),
  }
  return {
    ...ofSession(session),
    kind: 'turn',
    turnId: turn.turnId,
    revision,
    body: JSON.stringify(body),
    context: JSON.stringify(context),
    dueAt: now + settleMs,
  }
}

/** That a call is over: its last turns have settled by then. */
export function endDelivery(session: SessionRecord, reason: string, now: number, memory: Persona['memory']): Delivery {
  const body = {
    conversation_id: session.conversationId,
    session_id: session.sessionId,
    reason,
    ended_at: new Date(now).toISOString(),
  }
  return {
    ...ofSession(session),
    kind: 'end',
    body: JSON.stringify(body),
    context: JSON.stringify(whose(session, memory)),
    dueAt: now + settleMs,
  }
}

/** That everything of a session is to be forgotten; `facts`: whether what was learned only from it goes, too. */
export function eraseDelivery(session: SessionRecord, now: number, facts: 'keep' | 'erase'): Delivery {
  return {
    ...ofSession(session),
    kind: 'erase',
    body: JSON.stringify({ facts }),
    context: JSON.stringify(whose(session, 'own')),
    dueAt: now,
  }
}

function ofSession({ sessionId, conversationId }: SessionRecord) {
  return { sessionId, conversationId, turnId: '', revision: 0 }
}

/** A memory of no persona is one of all. */
function whose({ userId, persona }: SessionRecord, memory: Persona['memory']): DeliveryContext {
  return { user_id: userId, persona: memory === 'shared' ? '' : persona }
}

function soundOf({ sessionId }: SessionRecord, { startMs, endMs }: Turn): string {
  return `/session/${sessionId}/audio#t=${(startMs / 1000).toFixed(3)},${(endMs / 1000).toFixed(3)}`
}
