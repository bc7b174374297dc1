/** Kyutai's own server, started, watched and ended by Duet itself: the real program by its real arguments, with tiny random weights. */
import { createServer } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call } from '../../src/cli/call-client.ts'
import { soundSource } from '../../src/cli/call-source.ts'
import { startFakeEngine } from '../../src/engines/fake/fake-engine.ts'
import { commandOf, duet, freePorts, isAlive, type RunningDuet, startDuet, temporaryFolder, until } from './duet.ts'
import { hasUpstream, makeTinyModel, upstreamPython } from './upstream.ts'

const setupMs = 900_000

/** What an operator would write into `.env` to run tiny weights on a processor. */
async function managed(): Promise<Record<string, string>> {
  const [port] = await freePorts(1)
  const python = upstreamPython()
  const { args, pythonPath } = makeTinyModel(python)
  return {
    DUET_MANAGE: 'moshi',
    DUET_MANAGE_PORT: String(port),
    DUET_MOSHI_PYTHON: python,
    DUET_MOSHI_ARGS: args,
    PYTHONPATH: pythonPath,
    NO_TORCH_COMPILE: '1',
    HF_HUB_OFFLINE: '1',
  }
}

const serverOf = (running: RunningDuet) => running.family().find((pid) => commandOf(pid).includes('run-server.py'))
const noise = (seconds: number) => soundSource(Float32Array.from({ length: seconds * 24_000 }, (_, i) => Math.sin(i / 20) / 10))

describe.skipIf(!hasUpstream)('a Moshi server that Duet starts', () => {
  let env: Record<string, string> = {}
  let running: RunningDuet
  beforeAll(async () => {
    env = await managed()
    running = await startDuet({ env })
  }, setupMs)
  afterAll(() => running.end())

  it('is said to be ready when it can be talked to, and can', async () => {
    expect(running.output()).toMatch(/moshi-1: ready after/)
    const result = await call({ url: running.bridge, source: noise(2), tailMs: 1000 })
    expect(result).toMatchObject({ endedBy: 'client' })
    expect(result.agent.filter((sample) => sample !== 0).length).toBeGreaterThan(result.sampleRate / 2)
  })

  it('is started again after a kill -9 in mid-call, and the next call works', async () => {
    const before = serverOf(running)
    const hangUp = new AbortController()
    const talking = call({ url: running.bridge, source: noise(90), signal: hangUp.signal }).catch((error: unknown) => error)
    await until('the server has a caller', async () => (await live(running)) === 1)
    process.kill(before ?? 0, 'SIGKILL')
    await until('a new server is ready', () => running.output().split('moshi-1: ready after').length >= 3, 90_000).catch(
      (error: unknown) => {
        throw new Error(`${String(error)}\n${running.output()}`)
      },
    )
    expect(running.output()).toMatch(/moshi-1: it was killed \(SIGKILL\).* Starting it again in 1 s/)
    expect(serverOf(running)).not.toBe(before)
    hangUp.abort()
    await talking
    await until('the caller has left', async () => (await live(running)) === 0)
    expect(await call({ url: running.bridge, source: noise(1), tailMs: 1000 })).toMatchObject({ endedBy: 'client' })
  })

  it('ends within seconds of a SIGTERM, with somebody still talking', async () => {
    const family = running.family()
    const talking = call({ url: running.bridge, source: noise(60) }).catch((error: unknown) => error)
    await until('somebody talks', async () => (await live(running)) === 1)
    const begun = performance.now()
    running.process.kill('SIGTERM')
    await until('Duet has ended', () => running.process.exitCode !== null)
    expect(running.process.exitCode).toBe(0)
    // Upstream alone would take two minutes.
    expect(performance.now() - begun).toBeLessThan(20_000)
    await talking
    await until('all children are gone', () => !family.some(isAlive))
  })

  it('does not outlive a Duet that is killed', async () => {
    const again = await startDuet({ env })
    const family = again.family()
    expect(serverOf(again)).toBeDefined()
    again.process.kill('SIGKILL')
    await until('all children are gone', () => !family.some(isAlive))
  })

  it('finds its port taken before it is started', async () => {
    const other = createServer().listen(Number(env.DUET_MANAGE_PORT), '127.0.0.1')
    const { code, stderr } = await duet(['up'], {
      ...env,
      DUET_PAGE_PORT: '0',
      DUET_BRIDGE_PORT: '0',
      DUET_DATA_DIR: temporaryFolder('data'),
    })
    other.close()
    expect(code).toBe(2)
    expect(stderr).toContain(`Port ${env.DUET_MANAGE_PORT} on 127.0.0.1, wanted for the model server moshi-1, is in use`)
  })

  it('that cannot start ends Duet with the reason, where it is the only engine', async () => {
    const [port] = await freePorts(1)
    const { code, stderr } = await duet(['up'], {
      ...env,
      DUET_MANAGE_PORT: String(port),
      DUET_MOSHI_ARGS: '--device cpu --cpu-offload',
      DUET_PAGE_PORT: '0',
      DUET_BRIDGE_PORT: '0',
      DUET_DATA_DIR: temporaryFolder('data'),
    })
    expect(code).toBe(1)
    expect(stderr).toContain('moshi-1: it does not know an argument (DUET_MOSHI_ARGS): unrecognized arguments: --cpu-offload')
  })
})

describe.skipIf(!hasUpstream)('what is told of a Moshi server that takes no call', () => {
  it('is how far its weights are while Hugging Face’s own library fetches them, and that no engine can be talked to yet', async () => {
    const hub = await slowHub()
    const env = await managed()
    // Without the tiny model's files: its own repository, from a hub that is slow.
    const args = '--device cpu --hf-repo kyutai/some-model'
    const other = await startFakeEngine({ as: 'moshi' })
    const running = await startDuet({
      env: {
        ...env,
        DUET_MOSHI_ARGS: args,
        DUET_ENGINES: `moshi=${other.url.href}`,
        HF_HUB_OFFLINE: '0',
        HF_ENDPOINT: hub.url,
        HF_HOME: temporaryFolder('hub'),
      },
    })
    try {
      const table = async () => (await duet(['engines', '--url', running.bridge.replace('ws', 'http')])).stdout
      await until(
        'the table shows the weights coming',
        async () => /fetching weights \(\d+:\d\d\) .*\d+% of 60\.0MB/.test(await table()),
        60_000,
      )
      expect(await table()).toMatch(/^moshi@127\.0\.0\.1:\d+ +1 free/m)
    } finally {
      await running.end()
      await other.close()
      hub.close()
    }
  })

  it('is why it was given up and what to do, while another engine carries the calls', async () => {
    const env = await managed()
    const other = await startFakeEngine({ as: 'moshi' })
    const running = await startDuet({
      env: { ...env, DUET_MOSHI_ARGS: '--device cpu --cpu-offload', DUET_ENGINES: `moshi=${other.url.href}` },
    })
    try {
      const table = async () => (await duet(['engines', '--url', running.bridge.replace('ws', 'http')])).stdout
      await until('the table shows it given up', async () => (await table()).includes('given up'), 60_000)
      expect(await table()).toMatch(/given up \S+ +1 failing .*unrecognized arguments: --cpu-offload\. Correct the variable/)
    } finally {
      await running.end()
      await other.close()
    }
  })
})

/** A hub that has every file, of 60 MB, and gives it out a megabyte a second. */
async function slowHub(): Promise<{ readonly url: string; close(): void }> {
  const bytes = 60_000_000
  const server = createServer((request, response) => {
    response.writeHead(200, { etag: '"1"', 'x-repo-commit': 'a'.repeat(40), 'content-length': bytes })
    if (request.method === 'HEAD') return response.end()
    const timer = setInterval(() => response.write(Buffer.alloc(1_000_000)), 1000)
    response.on('close', () => clearInterval(timer))
    return undefined
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** Calls the bridge has. */
async function live(running: RunningDuet): Promise<number> {
  const response = await fetch(`${running.bridge.replace('ws', 'http')}/health`)
  const { sessions } = (await response.json()) as { sessions: { live: number } } // as docs/api.md has it
  return sessions.live
}
