/** The relay's benchmark in its short form: that it still measures, not how fast this machine is. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { RelayRow } from '../../bench/relay/summary.ts'
import { root } from './duet.ts'

it('the relay benchmark measures the bridge beside a plain relay', () => {
  const args = ['bench/relay.bench.ts', '--quick', '--busy', '--sessions', '20', '--only', 'plain ws,bridge']
  const { status, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    timeout: 100_000,
    killSignal: 'SIGTERM',
  })
  expect(status, stderr).toBe(0)
  const { rows } = JSON.parse(readFileSync(join(root, 'bench/out/relay.json'), 'utf8')) as { rows: RelayRow[] } // as the benchmark writes it
  expect(rows.map(({ relay }) => relay)).toEqual(['direct', 'plain ws', 'bridge'])
  for (const { answered } of rows) expect(answered).toBeGreaterThan(0.8)
  expect(rows[2]?.cpuUs.median).toBeGreaterThan(0)
})
