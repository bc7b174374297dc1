/** The built-in skills come first; the model only listens, is judged, and never keeps a caller waiting. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { DuetError } from '../protocol/errors.ts'
import type { BrainOutput, BrainRequest } from './brain.ts'
import { createLocalBrain, type LocalModel } from './local-model.ts'
import { checkGguf } from './local-model-file.ts'
import { findRuntime, installCommand } from './local-model-runtime.ts'

const request = (over: Partial<BrainRequest> = {}): BrainRequest => ({
  persona: { name: 'Duet', role: '' },
  history: [{ side: 'user', text: 'My sister comes to visit us.' }],
  cause: 'user',
  now: new Date(0),
  timeZone: 'UTC',
  signal: new AbortController().signal,
  ...over,
})
const mindOf = (skill: string) => ({
  reply: () => ({ skill, outputs: [{ type: 'text' as const, text: 'I see.' }] }),
  close: () => undefined,
})
const answering = (text: string): LocalModel => ({
  ask: async () => ({ value: { text, firstTokenMs: 1 } }),
  close: async () => undefined,
})
const never: LocalModel = {
  ask: (_, signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve(undefined), { once: true })),
  close: async () => undefined,
}

/** A brain whose model is there already. */
async function brainWith(model: LocalModel, skill = 'reflect', answerWithinMs?: number) {
  const brain = createLocalBrain({
    name: 'local:test',
    open: async () => model,
    mind: mindOf(skill),
    ...(answerWithinMs === undefined ? {} : { answerWithinMs }),
  })
  await said(brain.reply(request({ cause: 'greeting', history: [] })))
  return brain
}

async function said(outputs: AsyncIterable<BrainOutput>): Promise<string> {
  let all = ''
  for await (const output of outputs) if (output.type === 'text') all += output.text
  return all
}

test('the model speaks where no skill knows better, and only there', async () => {
  const good = answering("That's wonderful! How is your sister?")
  expect(await said((await brainWith(good)).reply(request()))).toBe("That's wonderful! How is your sister?")
  expect(await said((await brainWith(good, 'safety')).reply(request()))).toBe('I see.')
  expect(await said((await brainWith(good)).reply(request({ cause: 'silence' })))).toBe('I see.')
  const grief = request({ history: [{ side: 'user', text: 'My sister died on the way to visit us.' }] })
  expect(await said((await brainWith(good)).reply(grief))).toBe('I see.')
})

test('what the guard drops is replaced by the built-in words', async () => {
  const brain = await brainWith(answering("I'm a human, too."))
  expect(await said(brain.reply(request()))).toBe('I see.')
})

test('the built-in words are said while the model loads, and after its deadline', async () => {
  const loading = createLocalBrain({ name: 'local:test', open: () => new Promise(() => undefined), mind: mindOf('reflect') })
  expect(await said(loading.reply(request()))).toBe('I see.')
  expect(await said((await brainWith(never, 'reflect', 1)).reply(request()))).toBe('I see.')
})

test('an abort ends the answer silently, and closing does not leave one waiting', async () => {
  const brain = await brainWith(never, 'reflect', 600_000)
  const stop = new AbortController()
  const words = said(brain.reply(request({ signal: stop.signal })))
  stop.abort()
  expect(await words).toBe('')
  const last = said(brain.reply(request()))
  await brain.close()
  expect(await last).toBe('I see.')
})

test('a model that stops, or cannot be loaded, is a failure of the brain without what was said; a busy one is not', async () => {
  const failing = (code: 'model.failed' | 'model.busy'): LocalModel => ({
    ask: () => Promise.reject(new DuetError(code, 'sister')),
    close: async () => undefined,
  })
  const failed = said((await brainWith(failing('model.failed'))).reply(request()))
  await expect(failed).rejects.toMatchObject({ code: 'brain.failed', message: 'local:test stopped while it answered.' })
  expect(await said((await brainWith(failing('model.busy'))).reply(request()))).toBe('I see.')

  let opened = 0
  const brain = createLocalBrain({
    name: 'local:test',
    mind: mindOf('reflect'),
    open: () =>
      ++opened === 1
        ? Promise.reject(new DuetError('model.failed', 'it is damaged'))
        : Promise.resolve(answering('How is your sister?')),
  })
  expect(await said(brain.reply(request({ cause: 'greeting' })))).toBe('I see.')
  await expect(said(brain.reply(request()))).rejects.toMatchObject({ code: 'brain.failed', message: /it is damaged/ })
  expect(await said(brain.reply(request()))).toBe('How is your sister?')
})

test('a runtime that is not installed is named with the command that installs it', async () => {
  const dir = join(tmpdir(), 'duet-no-such-models')
  await expect(findRuntime(dir)).rejects.toMatchObject({ code: 'config.invalid', field: 'DUET_BRAIN' })
  await expect(findRuntime(dir)).rejects.toThrow(installCommand(dir))
  expect(installCommand('/m', 'darwin-arm64')).toContain('"/m/node-llama-cpp" --omit=optional')
  expect(installCommand('/m', 'darwin-arm64')).toContain('@node-llama-cpp/mac-arm64-metal@')
})

test('a file that is cut, garbage or changed never reaches the runtime', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'duet-gguf-'))
  try {
    const path = join(dir, 'model.gguf')
    const head = Buffer.alloc(32)
    head.write('GGUF')
    head.writeUInt32LE(3, 4)
    head.writeBigUInt64LE(2n, 8)
    head.writeBigUInt64LE(2n, 16)
    const check = async (bytes: Buffer, length = bytes.length) => {
      await writeFile(path, bytes)
      return checkGguf({ path, bytes: length, sha256: 'other' })
    }
    await expect(check(head, 33)).rejects.toThrow('expected 33')
    await expect(check(Buffer.alloc(32, 1))).rejects.toThrow('no GGUF')
    await expect(check(Buffer.from('GGUF'))).rejects.toThrow('no GGUF')
    const huge = Buffer.from(head)
    huge.writeBigUInt64LE(2n ** 60n, 8)
    await expect(check(huge)).rejects.toThrow('no GGUF')
    await expect(check(head)).rejects.toMatchObject({ code: 'model.checksum' })
  } finally {
    await rm(dir, { recursive: true })
  }
})
