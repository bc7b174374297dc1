import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ChildLogs } from './child-logs.ts'

function logs(verbose = false) {
  const said: string[] = []
  const dataDir = mkdtempSync(join(tmpdir(), 'duet-logs-'))
  return { said, dataDir, logs: new ChildLogs(dataDir, { verbose, say: (line) => said.push(line) }) }
}
const line = (level: number, msg: string, more = {}) => JSON.stringify({ level, msg, ...more })

it('every line goes to the file of its child, and only what went wrong to the terminal, in plain words', () => {
  const { said, dataDir, logs: both } = logs()
  both.line('bridge', line(30, 'bridge listens'))
  both.line('bridge', line(50, 'the journal cannot be written', { err: { message: 'disk full' } }))
  both.line('engine', 'Segmentation fault')
  both.close()
  expect(said).toEqual(['bridge: the journal cannot be written: disk full', 'engine: Segmentation fault'])
  expect(readFileSync(join(dataDir, 'logs/bridge.log'), 'utf8').split('\n')).toHaveLength(3)
  expect(readFileSync(join(dataDir, 'logs/engine.log'), 'utf8')).toBe('Segmentation fault\n')
})

it('a terminal that asked for everything gets it', () => {
  const { said, logs: both } = logs(true)
  both.line('engine', line(30, 'ready'))
  expect(said).toEqual([`engine: ${line(30, 'ready')}`])
})

it('a file that has grown to its bound is set aside', () => {
  const { dataDir, logs: both } = logs()
  writeFileSync(join(dataDir, 'logs/engine.log'), 'x'.repeat(10 * 1024 * 1024))
  both.line('engine', line(30, 'new'))
  both.close()
  expect(readFileSync(join(dataDir, 'logs/engine.log'), 'utf8')).toBe(`${line(30, 'new')}\n`)
  expect(readFileSync(join(dataDir, 'logs/engine.log.old'), 'utf8')).toHaveLength(10 * 1024 * 1024)
})

it('a data folder that cannot be written costs the files, not the run', () => {
  const said: string[] = []
  const both = new ChildLogs('/dev/null/data', { verbose: false, say: (text) => said.push(text) })
  both.line('engine', line(50, 'still shown'))
  both.close()
  expect(said.at(-1)).toBe('engine: still shown')
})
