import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import * as z from 'zod'
import { chooseStructured } from './choose.ts'

let stop = async () => {}
afterEach(() => stop())

/** An OpenAI-compatible server that gives one answer and keeps what it was asked. */
async function server(content: string, status = 200) {
  const asked: string[] = []
  const http = createServer((request, response) => {
    let body = ''
    request.on('data', (piece) => {
      body += piece
    })
    request.on('end', () => {
      asked.push(body)
      const message = { role: 'assistant', content }
      const answer = {
        id: 'x',
        object: 'chat.completion',
        created: 1,
        model: 'm',
        choices: [{ index: 0, message, finish_reason: 'stop' }],
      }
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
    })
  })
  await new Promise<void>((done) => http.listen(0, '127.0.0.1', done))
  stop = () => new Promise((done) => http.close(() => done()))
  const { port } = http.address() as AddressInfo // it listens
  const model = await chooseStructured({ DUET_BRAIN: `http://127.0.0.1:${port}/v1#m` })
  if (!model) throw new Error('no model was chosen')
  const ask = () =>
    model({
      instructions: 'List.',
      input: 'private words',
      schema: z.object({ facts: z.array(z.string()) }),
      signal: AbortSignal.timeout(10_000),
    })
  return { ask, asked }
}

it('gives what the model answers by the schema', async () => {
  const { ask, asked } = await server('{"facts":["Lives in Rome."]}')
  expect(await ask()).toEqual({ facts: ['Lives in Rome.'] })
  expect(asked.join()).toContain('private words')
})

it.each(['Sure! Here they are', '{"facts":"many"}'])('fails on %s, with nothing of what was said', async (content) => {
  const { ask } = await server(content)
  const error = await ask().catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'brain.failed' })
  expect(String(error)).not.toContain('private')
})

it('is not there without a name or a key, or with a brain too small for it', async () => {
  expect(await chooseStructured({})).toBeUndefined()
  expect(await chooseStructured({ DUET_BRAIN: 'built-in' })).toBeUndefined()
  expect(await chooseStructured({ DUET_BRAIN: 'local:smollm2-135m' })).toBeUndefined()
})
