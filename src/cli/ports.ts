/** Whether a port can be listened on, and whose it is when not. */
import { createServer } from 'node:net'
import { DuetError } from '../protocol/errors.ts'

export type WantedPort = { readonly host: string; readonly port: number; readonly variable: string; readonly what: string }

/** `free`, or the system's reason. Port 0 is always free. */
export function portState(host: string, port: number): Promise<'free' | 'busy' | 'denied'> {
  if (port === 0) return Promise.resolve('free')
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'EACCES' ? 'denied' : 'busy'))
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve('free')))
  })
}

/** Throws `port.busy` naming the port and the variable that changes it. */
export async function requireFreePorts(wanted: readonly WantedPort[]): Promise<void> {
  for (const { host, port, variable, what } of wanted) {
    const state = await portState(host, port)
    if (state === 'free') continue
    const why = state === 'denied' ? 'may not be used by this user' : 'is in use by another program'
    throw new DuetError('port.busy', `Port ${port} on ${host}, wanted for the ${what}, ${why}. ${variable} changes it.`, {
      field: variable,
    })
  }
}

/** A host as it stands in a URL that this machine can open. */
export function urlHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}
