/** For tests: servers that stand in for those a message goes to; each keeps what arrived, and misbehaves as told. */
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SMTPServer } from 'smtp-server'
import { WebSocketServer } from 'ws'

export type ArrivedRequest = { readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: string }

/** @param statuses one for each request, in order; the last one repeats */
export async function standInHttp(statuses: readonly number[] = [200]) {
  const arrived: ArrivedRequest[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (part: string) => (body += part))
    request.on('end', () => {
      response.writeHead(statuses[Math.min(arrived.length, statuses.length - 1)] ?? 200).end('{}')
      arrived.push({ path: request.url ?? '', headers: request.headers, body })
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // it listens on TCP
  return {
    ...{ arrived, url: `http://127.0.0.1:${port}` },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** @param refuse what it answers to each recipient, where it is not taken */
export async function standInSmtp(refuse?: { readonly code: number }) {
  const arrived: { readonly from: string; readonly to: string; readonly user: string; readonly text: string }[] = []
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onAuth: ({ username = '', password }, _session, done) =>
      password === 'hunter2' ? done(null, { user: username }) : done(new Error('no such user')),
    onRcptTo: (_address, _session, done) =>
      done(refuse ? Object.assign(new Error('not here'), { responseCode: refuse.code }) : null),
    onData(stream, session, done) {
      let text = ''
      stream.setEncoding('utf8').on('data', (part: string) => (text += part))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        arrived.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map((one) => one.address).join(),
          user: String(session.user),
          text,
        })
        done()
      })
    },
  })
  server.on('error', () => {})
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo // it listens on TCP
  return {
    ...{ arrived, url: `smtp://duet:hunter2@127.0.0.1:${port}`, port },
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

/** A Baileys bridge: an event of somebody else comes before each answer. @param answers one for each message, in order; the last repeats */
export async function standInBaileys(answers: readonly (object | 'silent' | 'close')[] = [{ status: 'sent', message_id: 'W1' }]) {
  const arrived: unknown[] = []
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  server.on('connection', (socket) => {
    socket.send(JSON.stringify({ type: 'connection', status: 'open' }))
    socket.on('message', (data) => {
      const answer = answers[Math.min(arrived.length, answers.length - 1)]
      arrived.push(JSON.parse(data.toString()))
      socket.send(JSON.stringify({ type: 'message', sender: 'x', message: { text: 'hi' } }))
      if (answer === 'close') socket.close()
      else if (answer !== 'silent') socket.send(JSON.stringify(answer))
    })
  })
  const { port } = server.address() as AddressInfo // it listens on TCP
  return {
    ...{ arrived, url: `ws://127.0.0.1:${port}` },
    async [Symbol.asyncDispose]() {
      for (const socket of server.clients) socket.terminate()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A program that writes down its arguments, one call a line. @param exitCodes one for each call, in order; the last repeats */
export function standInProgram(exitCodes: readonly number[] = [0]) {
  const dir = mkdtempSync(join(tmpdir(), 'duet-program-'))
  const [file, calls] = [join(dir, 'openclaw'), join(dir, 'calls')]
  writeFileSync(
    file,
    `#!${process.execPath}
const { appendFileSync, existsSync, readFileSync } = require('node:fs')
const calls = ${JSON.stringify(calls)}
const before = existsSync(calls) ? readFileSync(calls, 'utf8').split('\\n').length - 1 : 0
appendFileSync(calls, JSON.stringify(process.argv.slice(2)) + '\\n')
const codes = ${JSON.stringify(exitCodes)}
process.exit(codes[Math.min(before, codes.length - 1)])
`,
  )
  chmodSync(file, 0o755)
  const read = () => (existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n') : [])
  return { dir, file, arrived: () => read().map((line) => JSON.parse(line) as string[]) } // as just written
}
