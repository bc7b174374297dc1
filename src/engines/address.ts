/** An engine's address as it stands in a setting: where it is, and in its query what Duet is to know about it. */
import { DuetError } from '../protocol/errors.ts'
import { fingerprintDigits, type TlsTrust } from './trust.ts'

export type EngineAddress = {
  /** What is opened, without the parts that are for Duet. */
  readonly url: URL
  /** As shown to people: no credentials, no query. */
  readonly shown: string
  readonly trust: TlsTrust
  /** Conversations the server holds at once, where it is set to another number than its kind has. */
  readonly sessions: number | undefined
}

const mostSessions = 1000

/**
 * Reads `insecure=1` (any certificate), `fingerprint=AB:CD:…` (this certificate alone) and `sessions=4` out of the query; the rest is the
 * engine's own. Throws `config.invalid`.
 */
export function engineAddress(written: URL): EngineAddress {
  const url = new URL(written)
  const take = (name: string): string | undefined => {
    const value = url.searchParams.get(name) ?? undefined
    url.searchParams.delete(name)
    return value
  }
  const insecure = take('insecure')
  const fingerprint = take('fingerprint')
  const sessions = take('sessions')
  return {
    url,
    shown: `${url.protocol}//${url.host}`,
    trust: readTrust(insecure, fingerprint),
    sessions: sessions === undefined ? undefined : readSessions(sessions),
  }
}

function readTrust(insecure: string | undefined, fingerprint: string | undefined): TlsTrust {
  if (fingerprint !== undefined) {
    const digits = fingerprintDigits(fingerprint)
    if (digits === undefined) throw bad(`fingerprint "${fingerprint}" is not a SHA-256 one of 64 hex digits`)
    return { type: 'pinned', fingerprint: digits }
  }
  if (insecure === undefined || insecure === '0') return { type: 'verified' }
  if (insecure === '1' || insecure === '') return { type: 'any' }
  throw bad(`insecure is 1 or 0, not "${insecure}"`)
}

function readSessions(written: string): number {
  const sessions = Number(written)
  if (!Number.isInteger(sessions) || sessions < 1 || sessions > mostSessions)
    throw bad(`sessions must be a whole number from 1 to ${mostSessions}, not "${written}"`)
  return sessions
}

function bad(what: string): DuetError {
  return new DuetError('config.invalid', `DUET_ENGINES: in an engine's address ${what}.`, { field: 'DUET_ENGINES' })
}
