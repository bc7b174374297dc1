/** The memory in a person's words: kinds, sureness, what changed, and why it cannot be seen. Pure. */
import type { ErrorCode } from '../../../src/protocol/errors.ts'
import type { Change, Fact, MemoryKind } from '../memory-api.ts'

/** In the order they are shown. */
export const kindTitles: readonly (readonly [MemoryKind, string])[] = [
  ['semantic', 'About you'],
  ['procedural', 'How you like things'],
  ['episodic', 'What happened'],
]

/** How sure it is of a fact, and the figure behind that. */
export function sureness(confidence: number): string {
  const words = confidence >= 0.9 ? 'Quite sure' : confidence >= 0.7 ? 'Fairly sure' : 'Not sure'
  return `${words} (${Math.round(confidence * 100)} %)`
}

/** Where a fact comes from, in a few words. */
export function origin({ document, source, sessionId, via }: Pick<Fact, 'document' | 'source' | 'sessionId' | 'via'>): string {
  if (via !== null) return via === 'page' ? 'corrected by you on this page' : 'corrected by you'
  if (document !== null) return `from the document “${document}”`
  if (source === 'user_explicit') return sessionId === null ? 'told by you' : 'told by you, to be remembered'
  if (sessionId !== null || source === 'extraction' || source === 'user_implicit') return 'heard in a conversation'
  return source === 'inference' ? 'concluded from other things you said' : 'put in by a program'
}

/** Where the turn can be read that a fact was heard in; null where it was not heard. */
export function turnAddress({ sessionId, turnIds }: Pick<Fact, 'sessionId' | 'turnIds'>): string | null {
  if (sessionId === null) return null
  // The newest: earlier ones may be of another conversation.
  const turn = turnIds.at(-1)
  const address = `/history/${encodeURIComponent(sessionId)}`
  return turn === undefined ? address : `${address}#turn=${encodeURIComponent(turn)}`
}

export interface ChangeLine {
  readonly operation: string
  readonly at: number
  readonly words: string
  readonly undone: boolean
  /** Whether it was the person's own doing, which the page offers to take back. */
  readonly own: boolean
}

/** What changed as lines, one for all that was changed together, in the order given. */
export function changeLines(changes: readonly Change[]): readonly ChangeLine[] {
  const together = Map.groupBy(changes, ({ operation }) => operation)
  return [...together.values()].flatMap((group) => {
    // What took the place of a fact is learned with it; the line is about what it took the place of.
    const main = group.find(({ action }) => action !== 'learned' && action !== 'confirmed') ?? group[0]
    if (main === undefined) return []
    const next = group.find((change) => change !== main && (change.action === 'learned' || change.action === 'confirmed'))
    const { operation, at, undone, action } = main
    const own = action === 'forgotten' || action === 'corrected'
    return [{ operation, at, undone, own, words: changeWords(main, next) }]
  })
}

function changeWords({ action, before, after }: Change, next: Change | undefined): string {
  const now = quoted(after ?? before)
  switch (action) {
    case 'learned':
      return `Learned: ${now}`
    case 'confirmed':
      return `Heard again: ${now}`
    case 'corrected':
      return `Corrected by you: ${quoted(before)} became ${quoted(next?.after ?? null)}`
    case 'replaced':
      return `Replaced: ${quoted(before)} by ${quoted(next?.after ?? null)}`
    case 'ended':
      return `No longer so: ${now}`
    case 'expired':
      return `Its time is over: ${now}`
    case 'forgotten':
      return `Forgotten: ${now}`
    case 'undone':
      return `A change was taken back: ${now}`
    default:
      return `Changed: ${now}`
  }
}

function quoted(words: string | null): string {
  return words === null || words === '' ? 'words that are gone for good' : `“${words}”`
}

export interface MemoryTrouble {
  readonly what: string
  readonly lost: string
  readonly todo: string
  /** Whether trying again can help. */
  readonly again: boolean
}

/** Why the memory could not be read or changed, as the page says it. @param refusal null: nobody answered */
export function memoryTrouble(refusal: { readonly code: ErrorCode; readonly message: string } | null): MemoryTrouble {
  switch (refusal?.code) {
    case 'mas.none':
      return {
        what: 'This Duet keeps no memory.',
        lost: 'Conversations can still be read under History.',
        todo: 'Whoever runs it can let it remember: set DUET_MAS to “on” and start it again.',
        again: false,
      }
    case 'mas.unreachable':
      return {
        what: 'The part of Duet that remembers does not answer.',
        lost: 'Nothing was lost: what it knows is kept, and what is said meanwhile reaches it later. Talking works all the same.',
        todo: 'Start it (“npm start” does), then read again.',
        again: true,
      }
    case 'access.forbidden':
      return {
        what: 'Your key does not open the memory.',
        lost: 'Nothing was changed.',
        todo: 'Ask whoever runs this Duet for a key that may read and manage.',
        again: false,
      }
    case 'memory.undone':
      return {
        what: 'It was taken back already, or changed again since.',
        lost: 'Nothing was changed now.',
        todo: 'Read again to see how it is.',
        again: true,
      }
    case 'memory.not_found':
      return {
        what: 'It is no longer there: it was forgotten or replaced meanwhile.',
        lost: 'Nothing was changed now.',
        todo: 'Read again to see how it is.',
        again: true,
      }
    case undefined:
      return {
        what: 'Duet is not answering.',
        lost: 'Nothing was lost: what it remembers is kept on the machine that runs it.',
        todo: 'Check that it runs, then read again.',
        again: true,
      }
    default:
      return {
        what: 'The memory could not be used.',
        lost: 'Nothing was lost.',
        todo: refusal?.message ?? 'Read again.',
        again: true,
      }
  }
}
