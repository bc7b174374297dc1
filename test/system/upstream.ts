/** Kyutai's own server and client, as the tools beside the checkout run them. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { freePorts, root, temporaryFolder } from './duet.ts'

const tools = join(root, '../shared/tools/upstream')
/** The tools lie beside the checkout on the machines that build this project, CI included; elsewhere these tests cannot run. */
export const hasUpstream = existsSync(tools) || process.env.CI === 'true'

const startMs = 120_000

/** The Python they run under; made on first use, which takes minutes. */
export function upstreamPython(): string {
  return execFileSync(process.execPath, [join(root, 'scripts/upstream-venv.mjs')], { encoding: 'utf8' }).trim()
}

export type ClientReport = {
  readonly ok: boolean
  readonly ended: string
  readonly handshake_seen: boolean
  readonly received_audio_s: number
  /** Of what was sent. */
  readonly share: number
  /** 0 is silence. */
  readonly rms: number | null
  /** The agent's words. */
  readonly text: string
}

/** Talks for some seconds with `moshi.client`, unchanged, through a sound card that is a clock. */
export async function talkWithUpstreamClient(python: string, url: string, seconds: number, wav: string): Promise<ClientReport> {
  const child = spawn(python, [join(tools, 'moshi_client_check.py'), '--url', url, '--seconds', String(seconds), '--wav', wav], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (piece) => {
    stdout += piece
  })
  child.stderr.on('data', (piece) => {
    stderr += piece
  })
  await new Promise((resolve) => child.once('close', resolve))
  try {
    // The tool prints one object of this shape, after whatever the client itself prints.
    return JSON.parse(stdout.slice(stdout.indexOf('{'))) as ClientReport
  } catch {
    throw new Error(`The upstream client printed no report:\n${stdout}\n${stderr}`)
  }
}

export type UpstreamServer = { readonly url: string; close(): Promise<void> }

/** The real `moshi.server` with a tiny model of random weights: real wire, noise for sound, random words. */
export async function startUpstreamServer(python: string): Promise<UpstreamServer> {
  const [port] = await freePorts(1)
  const folder = temporaryFolder('tiny-moshi')
  const child = spawn(
    'setpriv',
    ['--pdeathsig', 'KILL', python, join(tools, 'tiny_moshi.py'), '--port', String(port), '--dir', folder],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()))
  await ready(child)
  return {
    url: `ws://127.0.0.1:${port}/api/chat`,
    close: async () => {
      // It answers SIGTERM only after two minutes while a call is open.
      child.kill('SIGKILL')
      await gone
    },
  }
}

function ready(child: ChildProcess): Promise<void> {
  let said = ''
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      if (stream)
        createInterface({ input: stream }).on('line', (line) => {
          said += `${line}\n`
          if (line.startsWith('READY')) resolve()
        })
    child.once('close', () => reject(new Error(`tiny_moshi.py ended:\n${said}`)))
    setTimeout(() => reject(new Error(`tiny_moshi.py is not ready:\n${said}`)), startMs).unref()
  })
}

/**
 * Tiny weights of random numbers for the real `moshi.server`, as its arguments; and a folder for PYTHONPATH that lets it run on a processor,
 * which it has no flag for.
 */
export function makeTinyModel(python: string): { readonly args: string; readonly pythonPath: string } {
  const folder = temporaryFolder('tiny-moshi')
  execFileSync(python, [join(tools, 'tiny_moshi.py'), '--make-only', '--dir', folder], { stdio: 'ignore' })
  writeFileSync(
    join(folder, 'sitecustomize.py'),
    `import torch
torch.set_num_threads(1)
torch.cuda.synchronize = lambda *_, **__: None
from moshi.models import loaders
get = loaders.CheckpointInfo.get_moshi
loaders.CheckpointInfo.get_moshi = lambda self, **kw: get(self, **{**kw, "dtype": torch.float32})
`,
  )
  const file = (name: string) => join(folder, name)
  const weights = [
    '--config-path',
    file('config.json'),
    '--moshi-weight',
    file('lm.safetensors'),
    '--mimi-weight',
    file('mimi.safetensors'),
  ]
  return { args: ['--device', 'cpu', ...weights, '--tokenizer', file('tokenizer.model')].join(' '), pythonPath: folder }
}
