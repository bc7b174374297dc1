/** What happens in a call, as it is written down. */
import type { ErrorCode } from '../protocol/errors.ts'

/** One line of the event file. `atMs` is media time: 0 is the first sample sent, and sending keeps to the clock. */
export type CallEvent = { readonly atMs: number } & (
  | { readonly type: 'session'; readonly sessionId: string }
  | { readonly type: 'handshake' }
  /** A piece of the agent's own words (kind 2). */
  | { readonly type: 'text'; readonly text: string }
  /** Kind 4, parsed where it is JSON. */
  | { readonly type: 'metadata'; readonly metadata: unknown }
  | { readonly type: 'control'; readonly control: string }
  | { readonly type: 'error'; readonly message: string }
  /** A JSON message of the bridge, as it came. */
  | { readonly type: 'event'; readonly event: unknown }
  /** The connection was lost, with this close code, and is opened again. */
  | { readonly type: 'broken'; readonly code: number }
  /** The server listens again, `awayMs` after the connection was found to be lost. */
  | { readonly type: 'back'; readonly awayMs: number }
  /** The agent's sound came so late that the listener had `gapMs` of silence before it. */
  | { readonly type: 'gap'; readonly gapMs: number }
  /** The agent's sound was too far behind and was not heard. */
  | { readonly type: 'dropped'; readonly ms: number }
  | { readonly type: 'ended'; readonly by: 'client' | 'server'; readonly code: ErrorCode | null; readonly reason: string }
)
