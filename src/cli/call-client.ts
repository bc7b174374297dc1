/** A complete headless client: talks to a bridge or a bare Moshi server at media pace and returns both sides on one time line. */
import { DuetError } from '../protocol/errors.ts'
import { reconnectPolicy } from '../protocol/reconnect-policy.ts'
import type { CallEvent } from './call-event.ts'
import { CallLeg, type CallResult } from './call-leg.ts'
import type { CallSource } from './call-source.ts'
import { type CallPersona, callTarget, openSession } from './call-target.ts'

export type CallOptions = CallPersona & {
  /** `ws://host:port` of a bridge, or `ws://host:port/api/chat` of a server that speaks the Moshi socket. */
  readonly url: string
  readonly source: CallSource
  /** Silence sent after the source is over, ms. */
  readonly tailMs?: number
  /** How long the server may take from the connect to its handshake, ms; PersonaPlex reads its whole prompt first. */
  readonly waitMs?: number
  /** Hangs up. */
  readonly signal?: AbortSignal
  readonly onEvent?: (event: CallEvent) => void
  /** The agent's sound as it is placed, for a loudspeaker. */
  readonly onAudio?: (samples: Float32Array) => void
  /** Keep both sides for the result; `false` for a live call nobody records. */
  readonly keep?: boolean
  /** End with the connection to a bridge instead of coming back after it broke. */
  readonly resume?: boolean
  /** Accept a certificate nobody vouches for, as Moshi's Rust server makes. */
  readonly insecure?: boolean
}

/**
 * Makes one call. 20 ms Opus packets, two to a page, are sent on an absolute schedule: a page leaves when its last sample would have been
 * recorded. A server that goes away in mid-call is a result (`endedBy: 'server'`); what fails before the handshake is thrown
 * (`engine.unreachable`, `engine.handshake_timeout`, or what the server said).
 */
export async function call(options: CallOptions): Promise<CallResult> {
  const signal = options.signal ?? new AbortController().signal
  const target = callTarget(options.url, options)
  const events: CallEvent[] = []
  const record = (event: CallEvent) => {
    if (options.keep !== false) events.push(event)
    options.onEvent?.(event)
  }
  const session = target.type === 'bridge' ? await openSession(target.base, options, signal) : undefined
  if (session) record({ atMs: 0, type: 'session', sessionId: session.id })
  const url = target.type === 'moshi' ? target.url : session?.url
  if (!url) throw new DuetError('internal', 'A session has no address.')

  const leg = new CallLeg(url, {
    record,
    keep: options.keep !== false,
    onAudio: options.onAudio,
    insecure: options.insecure === true,
    key: options.key,
    policy: session && options.resume !== false ? reconnectPolicy : undefined,
  })
  try {
    await leg.ready(options.waitMs ?? 60_000, signal)
    await leg.run(options.source, options.tailMs ?? 0, session !== undefined, signal)
    return leg.result(events)
  } finally {
    await leg.close()
  }
}
