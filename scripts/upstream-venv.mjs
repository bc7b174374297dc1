#!/usr/bin/env node
// Makes (once) the Python environment with Kyutai's own `moshi` server and client that the system tests talk to, and prints its python.
// It lives in the user's cache folder, keyed by what is in it, so that no checkout has to build it twice.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** One pip call each. torch is pinned exactly: a range may bring gigabytes of CUDA; moshi's own pin on torch is too narrow, hence --no-deps. */
const installs = [
  ['torch==2.13.0'],
  ['--no-deps', 'moshi==0.2.13'],
  [
    'numpy<2.3',
    'safetensors<0.8',
    'huggingface-hub<1.0',
    'einops<0.9',
    'sentencepiece<0.3',
    'sounddevice==0.5.0',
    'sphn>=0.2,<0.3',
    'aiohttp<3.12',
    'tqdm',
  ],
]

const key = createHash('sha256').update(JSON.stringify(installs)).digest('hex').slice(0, 12)
const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'duet', `upstream-${key}`)
const python = join(folder, 'bin', 'python')
const complete = join(folder, 'complete')

if (!existsSync(complete)) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  run('python3', ['-m', 'venv', folder])
  for (const packages of installs) run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages])
  writeFileSync(complete, '')
}
console.log(python)

function run(command, args) {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 2, 2] })
  if (status === 0) return
  console.error(`upstream-venv: "${command} ${args.join(' ')}" failed${error ? `: ${error.message}` : ''}`)
  process.exit(1)
}
