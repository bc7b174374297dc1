#!/usr/bin/env node
// `npm test`: sets up what the tests need, runs the checks and every test project, and closes with one line of counts.
// Downloads run beside the checks and unit tests; everything that measures time or fills the machine runs alone.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { ensureDependencies, ensurePip, node, root } from './setup.mjs'

/** Longest time a step may take, minutes: a hang must not look like work. */
const limitMinutes = { check: 5, unit: 12, stores: 8, model: 12, system: 18, browser: 12, faults: 8, downloads: 15 }
const projects = ['unit', 'stores', 'model', 'system', 'browser', 'faults']
/** Debian's names, with a program each brings. */
const systemPackages = {
  chromium: 'chromium',
  ffmpeg: 'ffmpeg',
  'opus-tools': 'opusinfo',
  'espeak-ng': 'espeak-ng',
  nginx: 'nginx',
}

ensureDependencies()
ensurePip()
// The Node of this checkout first, for npm scripts and everything they start.
const env = { ...process.env, PATH: `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH}` }
const started = Date.now()
const reports = mkdtempSync(join(tmpdir(), 'duet-test-'))
const totals = { passed: 0, failed: 0, skipped: 0 }
const asked = process.argv.slice(2)

const programs = fetchPart('system packages', 'apt-get', aptArguments())
const downloads = fetchAll()
if (asked.length === 0) await check()
for (const project of projects) {
  if (asked.length > 0 && !asked.includes(project)) continue
  // Unit tests hold what we write against other programs, and need nothing else that is fetched.
  await (project === 'unit' ? programs : downloads)
  await test(project)
}
await downloads
rmSync(reports, { recursive: true, force: true })
const seconds = Math.round((Date.now() - started) / 1000)
console.log(`\n${Math.floor(seconds / 60)} min ${seconds % 60} s`)
console.log(`${totals.passed} passed, ${totals.failed} failed${totals.skipped > 0 ? `, ${totals.skipped} skipped` : ''}`)
process.exit(totals.failed > 0 ? 1 : 0)

/** Types, lint, rooms and dead code; each counts as one test. */
async function check() {
  for (const part of ['types', 'lint', 'rooms', 'dead']) {
    const { code, output } = await run(`check:${part}`, 'npm', ['run', '--silent', `check:${part}`], limitMinutes.check)
    if (code !== 0) console.log(output)
    count(`check:${part}`, code === 0 ? { passed: 1 } : { failed: 1 })
  }
}

async function test(project) {
  const report = join(reports, `${project}.json`)
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', project, '--passWithNoTests']
  const { code } = await run(
    project,
    node,
    [...args, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    limitMinutes[project],
    true,
  )
  let result = {}
  if (existsSync(report)) result = JSON.parse(readFileSync(report, 'utf8'))
  const failed = result.numFailedTests ?? 0
  count(project, {
    passed: result.numPassedTests ?? 0,
    // A file that cannot be loaded, a crash or a time-out fails without a failed test.
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: (result.numPendingTests ?? 0) + (result.numTodoTests ?? 0),
  })
}

function count(what, { passed = 0, failed = 0, skipped = 0 }) {
  totals.passed += passed
  totals.failed += failed
  totals.skipped += skipped
  console.log(`${failed > 0 ? '✗' : '✓'} ${what}: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
}

/** Everything from the network, at the side; what was fetched before costs nothing. */
async function fetchAll() {
  const parts = [
    programs,
    fetchPart('speech models', node, ['src/main.ts', 'models', 'pull']),
    fetchPart('the embedding model', node, ['src/main.ts', 'models', 'pull', 'minilm-l6-int8']),
    fetchPart('PostgreSQL with pgvector', node, ['scripts/postgres-server.mjs']),
    existsSync(join(root, '../shared/tools/upstream')) &&
      fetchPart("Kyutai's moshi (Python)", node, ['scripts/upstream-venv.mjs']),
    // One of them comes out of a Debian package, whose lists are there by then.
    programs.then(() => fetchPart('linters of deploy/', node, ['scripts/deploy-linters.mjs'])),
    fetchPart('the page', node, ['node_modules/vite/bin/vite.js', 'build', 'web', '--logLevel', 'warn']),
  ]
  await Promise.all(parts)
}

async function fetchPart(what, command, args) {
  if (!args) return
  const { code, output, seconds } = await run(what, command, args, limitMinutes.downloads)
  if (code === 0) console.log(`· ${what} ready after ${seconds} s`)
  else count(`set-up of ${what}`, { failed: 1 })
  if (code !== 0) console.log(output)
}

/** What is missing of Debian's packages, where this user may install them; tests that need an absent program say so themselves. */
function aptArguments() {
  const missing = Object.keys(systemPackages).filter((name) => spawnSync('which', [systemPackages[name]]).status !== 0)
  if (missing.length === 0) return undefined
  if (process.getuid?.() !== 0 || spawnSync('which', ['apt-get']).status !== 0) {
    console.log(`! Missing programs: ${missing.join(', ')}. Install them for the tests that need them.`)
    return undefined
  }
  spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore' })
  return ['install', '-y', '-qq', '--no-install-recommends', ...missing]
}

/** Runs a program to its end or its limit. Shown as it goes, or its output kept for the case that it fails. */
function run(what, command, args, minutes, show = false) {
  const from = Date.now()
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
      // A group of its own, so that the limit ends everything it started.
      detached: true,
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (piece) => {
        output = (output + piece).slice(-20_000)
      })
    const limit = setTimeout(() => {
      console.log(`✗ ${what}: not done after ${minutes} minutes, ended`)
      process.kill(-child.pid, 'SIGKILL')
    }, minutes * 60_000)
    const interrupt = () => process.kill(-child.pid, 'SIGKILL')
    process.once('SIGINT', interrupt)
    const done = (code, message = '') => {
      clearTimeout(limit)
      process.off('SIGINT', interrupt)
      resolve({ code, output: output + message, seconds: Math.round((Date.now() - from) / 1000) })
    }
    child.on('error', (error) => done(1, error.message))
    child.on('close', (code) => done(code ?? 1))
  })
}
