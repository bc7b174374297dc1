/** For tests: a real server on a random loopback port that speaks the streaming chat protocol, well or badly. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type ChatRequest = {
  readonly model: string
  readonly messages: readonly { readonly role: string; readonly content: string }[]
  readonly authorization: string | undefined
}

/** What the server does with one request: `send` writes a delta, `end` closes properly, `cut` breaks the connection. */
export type ChatReply = {
  readonly send: (text: string) => void
  readonly end: () => void
  readonly cut: () => void
  readonly fail: (status: number, body: string) => void
  /** Resolves when the client goes away. */
  readonly gone: Promise<unknown>
}

export type FakeChatServer = {
  readonly url: string
  readonly requests: ChatRequest[]
  close(): Promise<void>
}

export async function startFakeChatServer(
  answer: (reply: ChatReply, request: ChatRequest) => void | Promise<void>,
): Promise<FakeChatServer> {
  const requests: ChatRequest[] = []
  const server = createServer((request, response) => void handle(request, response))

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? ''
    if (url.endsWith('/models') || url.endsWith('/api/tags')) {
      response.setHeader('content-type', 'application/json')
      response.end(
        JSON.stringify({
          data: [{ id: 'first-model' }],
          models: [{ name: 'nomic-embed-text:latest' }, { name: 'llama3.2:latest' }],
        }),
      )
      return
    }
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(Buffer.from(chunk))
    // A test server trusts the one client that talks to it.
    const body = JSON.parse(Buffer.concat(chunks).toString()) as Omit<ChatRequest, 'authorization'>
    const asked: ChatRequest = { ...body, authorization: request.headers.authorization }
    requests.push(asked)
    const event = (delta: object, finish: string | null) =>
      `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', created: 1, model: asked.model, choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`
    const head = () => {
      if (!response.headersSent) response.writeHead(200, { 'content-type': 'text/event-stream' })
    }
    await answer(
      {
        send: (text) => {
          head()
          response.write(event({ role: 'assistant', content: text }, null))
        },
        end: () => {
          head()
          response.end(`${event({}, 'stop')}data: [DONE]\n\n`)
        },
        cut: () => response.destroy(),
        fail: (status, text) => {
          response.writeHead(status, { 'content-type': 'application/json' })
          response.end(JSON.stringify({ error: { message: text } }))
        },
        gone: once(response, 'close'),
      },
      asked,
    )
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A server listening on TCP has an address of this kind.
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
