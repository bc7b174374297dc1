// Python environments in the user's cache folder, each made once and keyed by what is in it, so that no checkout has to build it twice.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** The python of an environment with these packages: one pip call for each list. Ends the process where it cannot be made. */
export function pythonEnvironment(name, installs) {
  const key = createHash('sha256').update(JSON.stringify(installs)).digest('hex').slice(0, 12)
  const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'duet', `${name}-${key}`)
  const python = join(folder, 'bin', 'python')
  const complete = join(folder, 'complete')
  if (existsSync(complete)) return python
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  run(name, 'python3', ['-m', 'venv', folder])
  for (const packages of installs)
    run(name, python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages])
  writeFileSync(complete, '')
  return python
}

function run(name, command, args) {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 2, 2] })
  if (status === 0) return
  console.error(`${name}: "${command} ${args.join(' ')}" failed${error ? `: ${error.message}` : ''}`)
  process.exit(1)
}
