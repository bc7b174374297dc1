/** A free port for a test whose parts must know it before they listen. */

import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'

/** Free when it was looked at; nobody else may take it in a test that runs alone on it. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // a listening TCP server has one
  await new Promise((resolve) => server.close(resolve))
  return port
}
