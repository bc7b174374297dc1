/** The order in which brains are chosen, and the refusal of what names none. */
import { afterEach, expect, test } from 'vitest'
import type { BrainOutput } from './brain.ts'
import { chooseBrain, namedBrain, ollamaModels } from './choose.ts'
import { type FakeChatServer, startFakeChatServer } from './fake-chat-server.ts'

const none = async () => []
let server: FakeChatServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

async function nameOf(
  settings: Parameters<typeof chooseBrain>[0],
  probe: () => Promise<readonly string[]> = none,
): Promise<string> {
  const { brain } = await chooseBrain(settings, { probe })
  await brain.close()
  return brain.name
}

test('the named brain comes before keys, keys before Ollama, Ollama before the built-in one', async () => {
  const keys = { ANTHROPIC_API_KEY: 'a', OPENAI_API_KEY: 'o' }
  const ollama = async () => ['llama3.2:latest']
  expect(await nameOf({ DUET_BRAIN: 'built-in', ...keys }, ollama)).toBe('built-in')
  expect(await nameOf(keys, ollama)).toBe('anthropic:claude-haiku-4-5')
  expect(await nameOf({ OPENAI_API_KEY: 'o' }, ollama)).toBe('openai:gpt-4.1-mini')
  expect(await nameOf({}, ollama)).toBe('ollama:llama3.2:latest')
  expect(await nameOf({})).toBe('built-in')
})

test('only where the built-in brain answers does it tell how to get a better one', async () => {
  const built = await chooseBrain({}, { probe: none })
  expect(built.why).toContain('built-in')
  expect(built.better).toContain('ANTHROPIC_API_KEY')
  await built.brain.close()
  const remote = await chooseBrain({ OPENAI_API_KEY: 'o' }, { probe: none })
  expect(remote.better).toBeUndefined()
  await remote.brain.close()
})

test('a probe that fails means no Ollama', async () => {
  expect(
    await nameOf({}, async () => {
      throw new Error('refused')
    }),
  ).toBe('built-in')
})

test.each([
  ['gpt-9', 'names no brain'],
  ['ollama:', 'name the model'],
  ['local:llama', 'smollm2-135m'],
  ['http://', 'no URL'],
  ['https://user:pw@example.org/v1', 'would be shown'],
])('refuses %s and says what is allowed', (value, words) => {
  expect(() => namedBrain(value)).toThrow(expect.objectContaining({ code: 'config.invalid', field: 'DUET_BRAIN' }))
  expect(() => namedBrain(value)).toThrow(words)
  expect(() => namedBrain(value)).toThrow('"ollama:MODEL"')
  expect(() => namedBrain(value)).not.toThrow('pw')
})

test('a provider without its key is refused by the name of the variable', async () => {
  await expect(chooseBrain({ DUET_BRAIN: 'anthropic:claude-x' })).rejects.toMatchObject({
    code: 'config.invalid',
    field: 'ANTHROPIC_API_KEY',
  })
})

test('a local model is refused with what to do where its parts are not there', async () => {
  expect(namedBrain('local:smollm2-135m')).toEqual({ type: 'local', model: 'smollm2-135m' })
  const nowhere = { DUET_BRAIN: 'local:smollm2-135m', DUET_MODELS_DIR: '/nonexistent' }
  await expect(chooseBrain(nowhere)).rejects.toThrow('npm install --prefix "/nonexistent')
})

test('an address is asked for its model where none is named, and gets the key', async () => {
  server = await startFakeChatServer((reply) => {
    reply.send('Hello.')
    reply.end()
  })
  const { brain } = await chooseBrain({ DUET_BRAIN: server.url, OPENAI_API_KEY: 'k' })
  const outputs: BrainOutput[] = await Array.fromAsync(
    brain.reply({
      persona: { name: 'Duet', role: '' },
      history: [{ side: 'user', text: 'hi' }],
      cause: 'user',
      now: new Date(0),
      timeZone: 'UTC',
      signal: new AbortController().signal,
    }),
  )
  expect(outputs).toEqual([{ type: 'text', text: 'Hello.' }])
  expect(server.requests[0]).toMatchObject({ model: 'first-model', authorization: 'Bearer k' })
  await brain.close()
})

test('the model after # is part of the name that people see', async () => {
  expect(await nameOf({ DUET_BRAIN: 'http://127.0.0.1:1/v1#qwen3:4b' })).toBe('http://127.0.0.1:1/v1 qwen3:4b')
})

test('Ollama is asked for models that can talk', async () => {
  server = await startFakeChatServer((reply) => reply.end())
  expect(await ollamaModels(AbortSignal.timeout(2000), server.url.replace('/v1', ''))).toEqual(['llama3.2:latest'])
})
