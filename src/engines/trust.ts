/** Whose TLS certificate an engine may show: one this machine trusts, one given by its fingerprint, or, by explicit choice, any. */
import { Agent, type RequestOptions } from 'node:https'
import type { Duplex } from 'node:stream'
import { type ConnectionOptions, connect } from 'node:tls'
import { DuetError } from '../protocol/errors.ts'

export type TlsTrust =
  | { readonly type: 'verified' }
  /** SHA-256 of the certificate as 64 upper-case hex digits; then nothing else about it matters. */
  | { readonly type: 'pinned'; readonly fingerprint: string }
  | { readonly type: 'any' }

/** The digits of a SHA-256 fingerprint as people write it, with colons or without; undefined if it is none. */
export function fingerprintDigits(written: string): string | undefined {
  const digits = written
    .replace(/^sha-?256[:=]/i, '')
    .replaceAll(':', '')
    .toUpperCase()
  return /^[0-9A-F]{64}$/.test(digits) ? digits : undefined
}

/**
 * Connects over TLS and lets nothing be sent before the certificate has been looked at: a prompt is in the very first line.
 * Fails with `engine.untrusted`, which names the fingerprint that was shown.
 */
export class TrustingAgent extends Agent {
  readonly #trust: TlsTrust

  constructor(trust: TlsTrust) {
    super({ keepAlive: false })
    this.#trust = trust
  }

  override createConnection(options: RequestOptions, created?: (error: Error | null, stream: Duplex) => void): undefined {
    // What an agent gets of a request is what tls.connect takes: host, port, servername.
    const socket = connect({ ...(options as ConnectionOptions), rejectUnauthorized: false })
    const done = (error: Error | null): void => {
      socket.off('error', done)
      if (error) socket.destroy()
      created?.(error, socket)
    }
    socket.once('error', done)
    socket.once('secureConnect', () => {
      const shown = fingerprintDigits(socket.getPeerCertificate().fingerprint256 ?? '') ?? ''
      done(doubt(this.#trust, shown, socket.authorized ? undefined : String(socket.authorizationError)))
    })
  }
}

function doubt(trust: TlsTrust, shown: string, problem: string | undefined): DuetError | null {
  if (trust.type === 'any' || (trust.type === 'pinned' && trust.fingerprint === shown)) return null
  if (trust.type === 'verified' && problem === undefined) return null
  const why = trust.type === 'pinned' ? 'it is not the one given by its fingerprint' : problem
  return new DuetError(
    'engine.untrusted',
    `The engine's certificate is not trusted (${why}); its SHA-256 fingerprint is ${shown}.`,
  )
}
