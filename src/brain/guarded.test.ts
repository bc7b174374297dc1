/** A call lives on when its brain is slow, silent or broken. */
import { expect, test } from 'vitest'
import { DuetError } from '../protocol/errors.ts'
import type { Brain, BrainOutput, BrainRequest } from './brain.ts'
import { guardBrain } from './guarded.ts'

const request = (over: Partial<BrainRequest> = {}): BrainRequest => ({
  persona: { name: 'Duet', role: '' },
  history: [{ side: 'user', text: 'hello' }],
  cause: 'user',
  now: new Date(0),
  timeZone: 'UTC',
  signal: new AbortController().signal,
  ...over,
})

function brainOf(reply: (request: BrainRequest) => AsyncIterable<BrainOutput>): Brain {
  return { name: 'remote', speculative: false, reply, close: async () => {} }
}

const text = (words: string): BrainOutput => ({ type: 'text', text: words })
const small = brainOf(async function* () {
  yield text('I see.')
})

async function said(outputs: AsyncIterable<BrainOutput>): Promise<string> {
  let all = ''
  for await (const output of outputs) if (output.type === 'text') all += output.text
  return all
}

test('a quick answer passes through with its effects', async () => {
  const brain = guardBrain(
    brainOf(async function* () {
      yield { type: 'speed', factor: 2 }
      yield text('Sure.')
    }),
    { fallback: small },
  )
  expect(await Array.fromAsync(brain.reply(request()))).toEqual([{ type: 'speed', factor: 2 }, text('Sure.')])
})

test('a slow answer is bridged by a filler and then comes whole', async () => {
  let answer: (() => void) | undefined
  const brain = guardBrain(
    brainOf(async function* () {
      await new Promise<void>((resolve) => {
        answer = resolve
      })
      yield text('Sure.')
    }),
    { fallback: small, fillerAfterMs: 1 },
  )
  const outputs = brain.reply(request())[Symbol.asyncIterator]()
  expect((await outputs.next()).value).toEqual(text('Let me think. '))
  answer?.()
  expect((await outputs.next()).value).toEqual(text('Sure.'))
})

test('a failure is told honestly and the small brain answers, the notice once in a call', async () => {
  const failures: string[] = []
  const brain = guardBrain(
    brainOf(async function* () {
      yield* []
      throw new DuetError('brain.failed', 'remote failed (HTTP 500).')
    }),
    { fallback: small, onFailure: (error) => failures.push(error.message) },
  )
  const first = await said(brain.reply(request()))
  expect(first).toBe("My bigger brain can't be reached just now, so you get the small one. I see.")
  const history = [{ side: 'agent', text: first } as const, { side: 'user', text: 'and?' } as const]
  expect(await said(brain.reply(request({ history })))).toBe('I see.')
  expect(failures).toEqual(['remote failed (HTTP 500).', 'remote failed (HTTP 500).'])
})

test('a failure after the first words is owned up to, not talked over', async () => {
  const brain = guardBrain(
    brainOf(async function* () {
      yield text('The answer is')
      throw new Error('socket hang up: hello')
    }),
    { fallback: small },
  )
  expect(await said(brain.reply(request()))).toBe("The answer is Sorry, I've lost my thread there.")
})

test('what the brain threw does not reach the log with its words', async () => {
  const failures: DuetError[] = []
  const brain = guardBrain(
    brainOf(async function* () {
      yield* []
      throw new Error('bad request: my secret')
    }),
    { fallback: small, onFailure: (error) => failures.push(error) },
  )
  await said(brain.reply(request()))
  expect(failures.map((error) => error.message)).toEqual(['remote failed.'])
})

test('after two failures in a row the brain is left alone for a while, then asked again', async () => {
  let asked = 0
  let nowMs = 0
  const brain = guardBrain(
    brainOf(async function* () {
      asked += 1
      yield* []
      throw new DuetError('brain.failed', 'down')
    }),
    { fallback: small, restMs: 1000, clock: () => nowMs },
  )
  await said(brain.reply(request()))
  await said(brain.reply(request()))
  await said(brain.reply(request()))
  expect(asked).toBe(2)
  nowMs = 1000
  await said(brain.reply(request()))
  expect(asked).toBe(3)
})

test('an abort while waiting ends without a word', async () => {
  const abort = new AbortController()
  const brain = guardBrain(
    brainOf(async function* ({ signal }) {
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
      yield* []
    }),
    { fallback: small, fillerAfterMs: 60_000 },
  )
  const words = said(brain.reply(request({ signal: abort.signal })))
  abort.abort()
  expect(await words).toBe('')
})

test('who stops listening early stops the brain too', async () => {
  let stopped = false
  const brain = guardBrain(
    brainOf(async function* ({ signal }) {
      signal.addEventListener('abort', () => {
        stopped = true
      })
      yield text('One.')
      yield text('Two.')
    }),
    { fallback: small },
  )
  for await (const _ of brain.reply(request())) break
  expect(stopped).toBe(true)
})
