/** The summary of a call that has ended: one line of what it was about, and the seed's fields with their true values. Pure. */
import nlp from 'compromise/three'
import { remarksOf } from '../conversation/facts.ts'
import type { Row } from '../store/memory/tables.ts'
import type { MemoryItem } from './item.ts'

type Ended = {
  readonly call: Row<'calls'>
  readonly turns: readonly Row<'turns'>[]
  readonly learned: readonly MemoryItem[]
  readonly timeZone: string
}

const shownTopics = 4
const emptyTopic =
  /^(?:i|you|it|that|this|what|something|anything|nothing|one|thing|things|lot|bit|way|time|day|today|yeah|okay|kind|sort|oh|uh|um|hello|hi|thanks|please|right|sure|everything|everybody|somebody)$/i

export function summarise({ call, turns, learned, timeZone }: Ended) {
  const day = new Intl.DateTimeFormat('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone,
  }).format(call.startedAt)
  const topics = topicsOf(turns)
  // Topics only: a fact in it would outlive its own correction.
  const about = topics.length > 0 ? `about ${topics.join(', ')}` : 'small talk'
  const flag = (name: string) => turns.some((turn) => fieldsOf(turn)[name] === true)
  return {
    ...fieldsOf(call),
    event_type: 'conversation',
    summary: `Call on ${day}: ${about}.`,
    participants: [call.userId, call.persona].filter((one) => one !== ''),
    learnings: learned.map((item) => item.content),
    conversation_summary: [`${turns.length} turns`, ...topics, ...remarks(turns)].join('; '),
    session_turns: turns.length,
    modality: textOf(fieldsOf(call).modality) ?? textOf(fieldsOf(turns[0]).modality) ?? 'voice_full_duplex',
    context: { had_interruption: flag('had_interruption'), had_backchannels: flag('had_backchannels') },
    source: { type: 'system' as const, session_id: call.sessionId, interaction_id: call.conversationId },
    event_timestamp: call.startedAt,
  }
}

/** What the user's words name most often. */
function topicsOf(turns: readonly Row<'turns'>[]): string[] {
  const said = turns
    .filter((turn) => turn.side === 'user')
    .map((turn) => turn.text)
    .join('\n')
  const count = new Map<string, number>()
  const nouns: unknown = nlp(said.slice(-8000)).nouns().out('array')
  for (const noun of Array.isArray(nouns) ? nouns : []) {
    const topic = String(noun)
      .toLowerCase()
      .replace(/^(?:my|our|the|a|an|your|his|her|some|any)\s+/, '')
      .replace(/[^\p{L}\p{N}' -]/gu, '')
      .trim()
    if (topic.length > 2 && topic.split(' ').length <= 3 && !emptyTopic.test(topic)) count.set(topic, (count.get(topic) ?? 0) + 1)
  }
  return [...count]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, shownTopics)
    .map(([topic]) => topic)
}

/** The weightiest things said, word for word. */
function remarks(turns: readonly Row<'turns'>[]): string[] {
  return turns
    .filter((turn) => turn.side === 'user')
    .flatMap((turn) => remarksOf({ turnId: turn.turnId, side: 'user', text: turn.text }))
    .toSorted((a, b) => b.weight - a.weight)
    .slice(0, 5)
    .map((one) => one.text)
}

function fieldsOf(row: { readonly fields: unknown } | undefined): { readonly [name: string]: unknown } {
  return typeof row?.fields === 'object' && row.fields !== null && !Array.isArray(row.fields) ? { ...row.fields } : {}
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
