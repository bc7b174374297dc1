import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { withLock } from './lock.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'duet-lock-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

it('takes over from a process that was killed while it held the lock', async () => {
  const code = `
    const { withLock } = await import(${JSON.stringify(new URL('./lock.ts', import.meta.url).href)})
    await withLock(${JSON.stringify(dir)}, () => new Promise(() => { console.log('held'); setInterval(() => {}, 1000) }))`
  const holder = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(holder.stdout, 'data')
  const waited = Promise.withResolvers<void>()
  const taken = withLock(dir, async () => 'mine', { onWait: () => waited.resolve() })
  await waited.promise
  holder.kill('SIGKILL')
  expect(await taken).toBe('mine')
})

it('lets go of the lock when the work fails', async () => {
  await expect(withLock(dir, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await withLock(dir, async () => 'free')).toBe('free')
})
