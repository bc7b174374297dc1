/** The relays that are compared: what each is, and how it is started in front of an engine. */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bridgeCommand, freePort, has, listens, node, type Running, run } from './process.ts'

export type Relay = {
  readonly name: string
  /** Undefined where it cannot run here, with a line on standard error. */
  start(engine: URL, dir: string): Promise<StartedRelay | undefined>
}
export type StartedRelay = { readonly url: string; readonly running: Running }

const chat = (port: number | string) => `ws://127.0.0.1:${port}/api/chat`

/** Those of ours, and the lower bounds: the order of the rounds. */
export const relays: readonly Relay[] = [
  { name: 'nginx', start: nginx },
  ours('plain ws', (engine) => node('plain-relay.ts', engine.href)),
  bridge('bridge', 'local', 'no-tap'),
  bridge('bridge, a message per 80 ms', 'moshi', 'no-tap'),
  bridge('bridge and tap', 'local', 'tap'),
  { name: 'aiohttp', start: (engine) => python(engine, (port) => [baseline('bridge_aiohttp.py'), String(port)]) },
  {
    name: 'FastAPI',
    start: (engine) =>
      python(engine, (port) => [
        ...['-m', 'uvicorn', 'bridge_fastapi:app', '--app-dir', baseline(''), '--host', '127.0.0.1', '--port', String(port)],
        ...['--loop', 'uvloop', '--ws-per-message-deflate', 'false', '--log-level', 'error', '--backlog', '2048'],
      ]),
  },
]

function bridge(name: string, kind: 'local' | 'moshi', tap: 'tap' | 'no-tap'): Relay {
  return ours(name, (engine) => bridgeCommand(engine.href, kind, tap))
}

function ours(name: string, command: (engine: URL) => string[]): Relay {
  return {
    name,
    async start(engine) {
      const running = run(0, command(engine))
      return { url: chat(await running.line()), running }
    },
  }
}

/** A proxy that looks at nothing, with one worker. */
async function nginx(engine: URL, dir: string): Promise<StartedRelay | undefined> {
  if (!has('nginx')) return missing('nginx is not installed (apt-get install nginx-light)')
  const port = await freePort()
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${dir}/${name};`)
    .join(' ')
  const file = join(dir, 'nginx.conf')
  writeFileSync(
    file,
    `worker_processes 1; daemon off; master_process off; pid ${dir}/nginx.pid; error_log ${dir}/error.log warn; worker_rlimit_nofile 8192;
events { worker_connections 8192; multi_accept on; }
http { access_log off; tcp_nodelay on; ${temporary}
  server { listen 127.0.0.1:${port} backlog=2048; location / { proxy_pass http://${engine.host}; proxy_http_version 1.1;
    proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade"; proxy_read_timeout 600s; proxy_buffering off; } } }`,
  )
  const running = run(0, ['nginx', '-p', dir, '-c', file])
  await listens(port)
  return { url: chat(port), running }
}

/** What a Python developer would write from the same description; in an environment made on first use. */
async function python(engine: URL, args: (port: number) => string[]): Promise<StartedRelay | undefined> {
  const made = spawnSync(process.execPath, [new URL('../../scripts/relay-baseline-venv.mjs', import.meta.url).pathname], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (made.status !== 0) return missing('the Python relays need python3 with venv and pip')
  const port = await freePort()
  const running = run(0, [made.stdout.trim(), ...args(port)], { ...process.env, ENGINE: engine.href })
  await listens(port)
  return { url: chat(port), running }
}

function missing(why: string): undefined {
  console.error(`left out: ${why}`)
  return undefined
}

function baseline(file: string): string {
  return new URL(`baseline/${file}`, import.meta.url).pathname
}
