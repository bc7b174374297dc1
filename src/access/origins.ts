/** Who may talk to Duet from a browser: checks of Host (against DNS rebinding) and Origin (against foreign pages), as pure functions. */
import { isIP } from 'node:net'
import { DuetError } from '../protocol/errors.ts'

export type OriginRules = {
  /** DUET_ALLOWED_HOSTS, and DUET_HOST where it is a name or address of its own. */
  readonly hosts: readonly string[]
  /** DUET_ALLOWED_ORIGINS. */
  readonly origins: readonly string[]
  /** Ports of ours: a page served by one of them may use the others. */
  readonly ports: readonly number[]
}

export type OriginRequest = {
  readonly host: string | undefined
  readonly origin: string | undefined
  /** The address of this machine the connection came to. */
  readonly localAddress: string | undefined
}

/**
 * Lets a request pass or throws `access.host` or `access.origin`. A browser cannot forge Host, so a page of another name that resolves to
 * this machine fails there; a page of another site fails at Origin. Clients that are no browsers send no Origin.
 * @returns the Origin to allow by CORS; undefined for a request of the same origin or without one
 */
export function checkOrigin(request: OriginRequest, rules: OriginRules): string | undefined {
  const host = request.host === undefined ? undefined : parse(`http://${request.host}`)
  if (!host || !hostAllowed(host.hostname, request.localAddress, rules))
    throw new DuetError('access.host', `Duet does not answer to the name "${printable(request.host)}".`, { field: 'Host' })
  if (request.origin === undefined) return undefined
  const origin = parse(request.origin)
  if (origin && origin.host === host.host) return undefined
  if (rules.origins.includes(request.origin)) return request.origin
  const ours =
    origin !== undefined &&
    /^https?:$/.test(origin.protocol) &&
    hostAllowed(origin.hostname, request.localAddress, rules) &&
    rules.ports.includes(Number(origin.port || (origin.protocol === 'https:' ? 443 : 80)))
  if (ours) return request.origin
  throw new DuetError('access.origin', `Pages of "${printable(request.origin)}" may not use Duet.`, { field: 'Origin' })
}

function hostAllowed(hostname: string, localAddress: string | undefined, rules: OriginRules): boolean {
  const name = hostname.toLowerCase()
  if (name === 'localhost' || name.endsWith('.localhost') || name === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(name)) return true
  if (rules.hosts.some((allowed) => allowed.toLowerCase() === unbracketed(name))) return true
  // An address cannot be rebound; the one the connection came to is ours for certain.
  return isIP(unbracketed(name)) !== 0 && unbracketed(name) === localAddress?.replace(/^::ffff:/, '')
}

function parse(url: string): URL | undefined {
  return URL.canParse(url) ? new URL(url) : undefined
}

function unbracketed(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1')
}

function printable(value: string | undefined): string {
  return (value ?? '').replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 100)
}
