/** An HTTPS server that takes up a renewed certificate without a restart: calls that run go on. */
import { readFileSync, unwatchFile, watchFile } from 'node:fs'
import type { RequestListener, ServerOptions } from 'node:http'
import { createServer, type Server } from 'node:https'
import { createSecureContext } from 'node:tls'
import type { Log } from '../observe/log.ts'
import { DuetError } from '../protocol/errors.ts'

/** Paths of a certificate chain and its key, in PEM. */
export type TlsFiles = { readonly cert: string; readonly key: string }

/** How often the file is looked at, ms. */
const lookMs = 2000

/** Throws `config.invalid` where the files cannot be read or do not belong together. */
export function createTlsServer(
  files: TlsFiles,
  options: ServerOptions,
  listener: RequestListener,
  log: Pick<Log, 'info' | 'error'>,
): Server {
  let server: Server
  try {
    server = createServer({ ...options, ...read(files) }, listener)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : 'unknown'
    throw new DuetError('config.invalid', `DUET_TLS_CERT "${files.cert}" cannot be used: ${why}`, {
      field: 'DUET_TLS_CERT',
      cause,
    })
  }
  const renewed = () => {
    try {
      server.setSecureContext(read(files))
      log.info('the renewed certificate is in use')
    } catch (err) {
      log.error({ err }, 'the renewed certificate cannot be used; the old one stays')
    }
  }
  watchFile(files.cert, { interval: lookMs, persistent: false }, renewed)
  server.once('close', () => unwatchFile(files.cert, renewed))
  return server
}

/** Throws where they do not belong together. */
function read(files: TlsFiles) {
  const pair = { cert: readFileSync(files.cert), key: readFileSync(files.key), minVersion: 'TLSv1.2' as const }
  createSecureContext(pair)
  return pair
}
