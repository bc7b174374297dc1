/** Streaming, cancelling, deadlines and failures of a remote brain, against a real server on loopback. */
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { afterEach, expect, test } from 'vitest'
import { DuetError } from '../protocol/errors.ts'
import type { BrainOutput, BrainRequest } from './brain.ts'
import { type ChatReply, type ChatRequest, type FakeChatServer, startFakeChatServer } from './fake-chat-server.ts'
import { createRemoteBrain, type RemoteBrainOptions } from './remote.ts'

let server: FakeChatServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

const secret = 'the pin of my card is nine nine seven'

function requestOf(signal: AbortSignal, over: Partial<BrainRequest> = {}): BrainRequest {
  return {
    persona: { name: 'Duet', role: 'You are kind.' },
    history: [{ side: 'user', text: secret }],
    cause: 'user',
    now: new Date('2026-03-14T14:26:00Z'),
    timeZone: 'Europe/Berlin',
    signal,
    ...over,
  }
}

async function brainOn(
  answer: (reply: ChatReply, request: ChatRequest) => void | Promise<void>,
  limits: Partial<RemoteBrainOptions> = {},
) {
  const started = await startFakeChatServer(answer)
  server = started
  return createRemoteBrain({
    name: 'test:model',
    model: async () => createOpenAICompatible({ name: 'test', baseURL: started.url }).chatModel('m'),
    ...limits,
  })
}

async function textOf(outputs: AsyncIterable<BrainOutput>): Promise<string> {
  let text = ''
  for await (const output of outputs) if (output.type === 'text') text += output.text
  return text
}

async function failureOf(outputs: AsyncIterable<BrainOutput>): Promise<DuetError> {
  try {
    await textOf(outputs)
  } catch (thrown) {
    if (thrown instanceof DuetError) return thrown
    throw thrown
  }
  throw new Error('the brain did not fail')
}

const never = new AbortController().signal

test('hands on each piece while the answer is still being written', async () => {
  let go: (() => void) | undefined
  const brain = await brainOn(async (reply) => {
    reply.send('Sure, ')
    await new Promise<void>((resolve) => {
      go = resolve
    })
    reply.send('it is late.')
    reply.end()
  })
  const outputs = brain.reply(requestOf(never))[Symbol.asyncIterator]()
  expect(await outputs.next()).toEqual({ done: false, value: { type: 'text', text: 'Sure, ' } })
  go?.()
  expect(await outputs.next()).toEqual({ done: false, value: { type: 'text', text: 'it is late.' } })
  expect((await outputs.next()).done).toBe(true)
})

test('says nothing a voice cannot say, and keeps its thoughts to itself', async () => {
  const brain = await brainOn((reply) => {
    reply.send('<think>The user wants the time.</think>')
    reply.send('**Sure**, `three` 😀 o’clock. # Bye')
    reply.end()
  })
  expect(await textOf(brain.reply(requestOf(never)))).toBe('Sure, three  o’clock.  Bye')
})

test('sends the persona, the clock, and where the agent was cut off', async () => {
  const brain = await brainOn((reply) => {
    reply.send('Yes.')
    reply.end()
  })
  await textOf(
    brain.reply(
      requestOf(never, {
        history: [
          { side: 'user', text: 'Tell me a story.' },
          { side: 'agent', text: 'Once upon a time', rest: 'there was a fox.' },
          { side: 'user', text: 'Wait, which time?' },
        ],
      }),
    ),
  )
  const messages = server?.requests[0]?.messages ?? []
  expect(messages[0]).toMatchObject({ role: 'system' })
  expect(messages[0]?.content).toMatch(/You are Duet[\s\S]*You are kind\.[\s\S]*14 March 2026 at 15:26 \(Europe\/Berlin\)/)
  expect(messages.slice(1)).toEqual([
    { role: 'user', content: 'Tell me a story.' },
    { role: 'assistant', content: 'Once upon a time …' },
    { role: 'user', content: '[cutting in; you had still meant to say: "there was a fox."] Wait, which time?' },
  ])
})

test('an abort ends the answer at once and silently, and lets go of the server that goes on sending', async () => {
  let gone: Promise<unknown> | undefined
  const brain = await brainOn((reply) => {
    gone = reply.gone
    reply.send('Well, ')
  })
  const abort = new AbortController()
  const outputs = brain.reply(requestOf(abort.signal))[Symbol.asyncIterator]()
  await outputs.next()
  const waiting = outputs.next()
  const order: string[] = []
  abort.abort()
  await Promise.all([waiting.then(({ done }) => order.push(`ended ${done}`)), gone?.then(() => order.push('server let go'))])
  // The caller is freed first, whatever the connection's end still takes.
  expect(order).toEqual(['ended true', 'server let go'])
})

test('a request that is aborted before it starts asks nothing', async () => {
  const brain = await brainOn((reply) => reply.end())
  expect(await textOf(brain.reply(requestOf(AbortSignal.abort())))).toBe('')
  expect(server?.requests).toEqual([])
})

test('fails when the first text does not come in time', async () => {
  const brain = await brainOn(() => {}, { firstTextMs: 80 })
  const error = await failureOf(brain.reply(requestOf(never)))
  expect(error.code).toBe('brain.failed')
  expect(error.message).toBe('test:model did not answer in time.')
})

test('fails when the stream stalls after it began', async () => {
  const brain = await brainOn((reply) => reply.send('Well, '), { betweenTextsMs: 80 })
  const error = await failureOf(brain.reply(requestOf(never)))
  expect(error.message).toBe('test:model did not answer in time.')
})

test.each([
  [401, 'test:model refused the key (HTTP 401).'],
  [429, 'test:model has no capacity left for this key (HTTP 429).'],
  [500, 'test:model failed (HTTP 500).'],
])('tells of HTTP %i without a word of what was said', async (status, message) => {
  const brain = await brainOn((reply, request) => reply.fail(status, `cannot answer ${request.messages.at(-1)?.content}`))
  const error = await failureOf(brain.reply(requestOf(never)))
  expect(error.code).toBe('brain.failed')
  expect(error.message).toBe(message)
  expect(error.cause).toBeUndefined()
  expect(JSON.stringify(error) + String(error.stack)).not.toContain('nine nine seven')
})

test('fails when the connection breaks in the middle', async () => {
  const brain = await brainOn((reply) => {
    reply.send('Well, ')
    setImmediate(reply.cut)
  })
  expect((await failureOf(brain.reply(requestOf(never)))).code).toBe('brain.failed')
})

test('an answer without words is a failure, not a silence', async () => {
  const brain = await brainOn((reply) => reply.end())
  expect((await failureOf(brain.reply(requestOf(never)))).message).toBe('test:model gave an empty answer.')
})

test('closing ends the answers that run', async () => {
  const brain = await brainOn((reply) => reply.send('Well, '))
  const outputs = brain.reply(requestOf(never))[Symbol.asyncIterator]()
  await outputs.next()
  const waiting = outputs.next()
  await brain.close()
  expect((await waiting).done).toBe(true)
})
