import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { FixtureAsk, FixtureSetup } from './model-process.fixture.worker.ts'
import { ModelProcess, type ModelProcessOptions } from './model-process.ts'

type Fixture = ModelProcess<FixtureSetup, FixtureAsk, Float32Array>
const entry = new URL('./model-process.fixture.worker.ts', import.meta.url)
const opened: Fixture[] = []
async function open(options: Partial<ModelProcessOptions<FixtureSetup>> = {}): Promise<Fixture> {
  const process = await ModelProcess.open<FixtureSetup, FixtureAsk, Float32Array>({
    name: 'test model',
    entry,
    setup: { load: 'well' },
    ...options,
  })
  opened.push(process)
  return process
}
afterEach(async () => {
  for (const process of opened.splice(0)) await process.close()
})
const echo = (...samples: number[]): FixtureAsk => ({ do: 'echo', samples: Float32Array.from(samples) })
const isAlive = (pid: number | undefined): boolean => {
  try {
    return process.kill(pid ?? 0, 0)
  } catch {
    return false
  }
}

describe('a model in its own process', () => {
  it('answers in order', async () => {
    const model = await open()
    const answers = await Promise.all([model.ask(echo(1)), model.ask(echo(2, 3))])
    expect(answers.map((answer) => answer?.value)).toEqual([Float32Array.of(2), Float32Array.of(4, 6)])
  })
  it('sends a view of a larger buffer alone', async () => {
    const model = await open()
    const answer = await model.ask({ do: 'echo', samples: Float32Array.from({ length: 100 }, (_, i) => i).subarray(3, 5) })
    expect(answer?.value).toEqual(Float32Array.of(6, 8))
  })
  it('answers an abort at once, running or waiting, and goes on with the next', async () => {
    const model = await open()
    const [running, waiting] = [new AbortController(), new AbortController()]
    const first = model.ask({ do: 'wait until aborted' }, running.signal)
    const second = model.ask({ do: 'hang' }, waiting.signal)
    const third = model.ask(echo(1))
    waiting.abort()
    expect(await second).toBeUndefined()
    running.abort()
    expect(await first).toBeUndefined()
    expect((await third)?.value).toEqual(Float32Array.of(2))
  })
  it('does not even start what was aborted before', async () => {
    const model = await open()
    expect(await model.ask({ do: 'die' }, AbortSignal.abort())).toBeUndefined()
    expect((await model.ask(echo(1)))?.value).toEqual(Float32Array.of(2))
  })
  it('refuses more than may wait', async () => {
    const model = await open({ maxWaiting: 2 })
    const stop = new AbortController()
    const held = [0, 1, 2].map(() => model.ask({ do: 'wait until aborted' }, stop.signal))
    await expect(model.ask(echo(1))).rejects.toMatchObject({ code: 'model.busy' })
    stop.abort()
    await Promise.all(held)
  })
  it.each(['fail', 'die'] as const)('rejects what was asked when it must %s, and comes back', async (how) => {
    const model = await open()
    const before = model.pid
    const lost = [model.ask({ do: how }), model.ask(echo(1))]
    for (const one of lost) await expect(one).rejects.toMatchObject({ code: 'model.failed' })
    expect((await model.ask(echo(4)))?.value).toEqual(Float32Array.of(8))
    expect(model.pid).not.toBe(before)
  })
  it('is replaced when it hangs', async () => {
    const model = await open({ answerTimeoutMs: 200 })
    await expect(model.ask({ do: 'hang' })).rejects.toMatchObject({ code: 'model.failed' })
    expect((await model.ask(echo(1)))?.value).toEqual(Float32Array.of(2))
  })
  it('stays down after too many deaths', async () => {
    const model = await open({ maxRestarts: 2 })
    for (let i = 0; i < 3; i++) await expect(model.ask({ do: 'die' })).rejects.toMatchObject({ code: 'model.failed' })
    await expect(model.ask(echo(1))).rejects.toThrow('not running')
  })
  it('says why it could not be loaded, and does not try again', async () => {
    await expect(open({ setup: { load: 'badly' } })).rejects.toThrow('the weights are bad')
    await expect(open({ setup: { load: 'never' }, loadTimeoutMs: 300 })).rejects.toThrow('did not load within 300 ms')
  })
  it('closes while busy, rejecting what is pending, and leaves no process', async () => {
    const model = await open()
    const { pid } = model
    const pending = [model.ask({ do: 'hang' }), model.ask(echo(1))].map((ask) => expect(ask).rejects.toThrow('closed'))
    await model.close()
    await Promise.all(pending)
    expect(isAlive(pid)).toBe(false)
    await expect(model.ask(echo(1))).rejects.toThrow('closed')
    await model.close()
  })
  it('ends when its parent is killed', async () => {
    const code = `
      const { ModelProcess } = await import(${JSON.stringify(new URL('./model-process.ts', import.meta.url).href)})
      const model = await ModelProcess.open({ name: 'x', entry: new URL(${JSON.stringify(entry.href)}), setup: { load: 'well' } })
      console.log(model.pid)`
    const parent = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = await once(parent.stdout, 'data')
    const pid = Number(String(line))
    expect(isAlive(pid)).toBe(true)
    parent.kill('SIGKILL')
    await vi.waitUntil(() => !isAlive(pid), { timeout: 10_000, interval: 20 })
  })
})
