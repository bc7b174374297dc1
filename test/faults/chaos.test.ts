/** The short forms of chaos and soak: every fault once under calls that go on, and calls that come and go. */
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { root } from '../system/duet.ts'

const longestMs = 240_000

it('chaos loses and doubles no turn, leaks no slot, mixes up no persona and tells everybody', {
  timeout: longestMs + 10_000,
}, async () => {
  const { code, output } = await run('bench/chaos/chaos.bench.ts', '--quick')
  expect(code, output).toBe(0)
  const { acknowledged, primings, connectionsBroken, faults } = written<{
    acknowledged: number
    primings: number
    connectionsBroken: number
    faults: Record<string, number>
  }>('chaos')
  // Something was done, and there was something to lose.
  expect(Object.keys(faults).length).toBeGreaterThan(12)
  expect(acknowledged).toBeGreaterThan(10)
  expect(primings).toBeGreaterThan(6)
  expect(connectionsBroken).toBeGreaterThan(0)
})

it('calls that come and go leave nothing behind', { timeout: longestMs + 10_000 }, async () => {
  const { code, output } = await run('bench/soak/soak.bench.ts', '--quick')
  expect(code, output).toBe(0)
  const { opened, sessions } = written<{ opened: number; sessions: number }>('soak')
  expect(opened).toBeGreaterThan(20)
  // And the one that came before all.
  expect(sessions).toBe(opened + 1)
})

/** Ends it with SIGTERM where it takes too long, so that it can end what it started. */
async function run(...args: string[]): Promise<{ readonly code: number | null; readonly output: string }> {
  const child: ChildProcess = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => (output += text))
  const timer = setTimeout(() => child.kill('SIGTERM'), longestMs)
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  clearTimeout(timer)
  return { code, output }
}

function written<T>(name: string): T {
  return JSON.parse(readFileSync(join(root, `bench/out/${name}.json`), 'utf8')) as T // as the program writes it
}
