import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { freePort } from '../../access/free-port.ts'
import { loadConfig } from '../../config/config.ts'
import type { ProofOutcome } from './life.ts'
import { ManagedServers } from './manage.ts'

/** A stand-in for `moshi.server`: prints its arguments, then does as STUB says. */
const stub = `
import http.server, json, os, signal, sys
print(json.dumps({"args": sys.argv[1:], "token": os.environ.get("HF_TOKEN"), "pid": os.getpid()}), flush=True)
mode, _, text = os.environ["STUB"].partition(":")
if mode == "say":
    sys.exit(text)
if mode == "signal":
    os.kill(os.getpid(), int(text))
if mode == "bars":
    for percent in (0, 42):
        print(f"model.safetensors:  {percent}%|####    | 6.47G/15.4G [01:31<02:06, 70.6MB/s]", flush=True)
    while not os.path.exists(text):
        pass
    print("loading mimi", flush=True)
if mode == "deaf":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(400)
        self.end_headers()
    def log_message(self, *_):
        pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[sys.argv.index("--port") + 1])), Handler).serve_forever()
`

/** How long a loaded machine may take to start a Python. */
const soon = { timeout: 15_000 }
const folder = mkdtempSync(join(tmpdir(), 'duet-managed-'))
mkdirSync(join(folder, 'moshi'))
writeFileSync(join(folder, 'moshi/__init__.py'), '')
writeFileSync(join(folder, 'moshi/server.py'), stub)

const open: ManagedServers[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((servers) => servers.close()))
})
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

async function manage(how: string, changed: Record<string, string> = {}, prove: () => ProofOutcome = () => 'ready') {
  const port = await freePort()
  const lines: string[] = []
  const notices: string[] = []
  const phases: string[] = []
  const reports: string[] = []
  const { config } = loadConfig({ env: { DUET_MANAGE: 'moshi', DUET_MANAGE_PORT: String(port), MIN_VRAM_GB: '0', ...changed } })
  const servers = await ManagedServers.open({
    config,
    env: { ...process.env, PYTHONPATH: [folder, process.env.PYTHONPATH].filter(Boolean).join(delimiter), STUB: how },
    prove: async () => prove(),
    onLine: (_name, line) => lines.push(line),
    onNotice: (line) => notices.push(line),
    onPhase: (server) => phases.push(server.phase),
    onReport: () => reports.push(...servers.reports.map(({ state, detail }) => `${state} ${detail ?? ''}`.trim())),
    policy: { lookMs: 20, checkMs: 20, proveMs: 100, backoffMs: 10 },
    killMs: 300,
  })
  open.push(servers)
  servers.start()
  return { servers, lines, notices, phases, reports, port }
}

describe('managed model servers', () => {
  it('starts the server with its own arguments and nobody else’s, and is ready at the first call it takes', async () => {
    const outcomes: ProofOutcome[] = ['unknown', 'failed', 'ready']
    const { servers, lines, phases, port } = await manage(
      'serve',
      { DUET_MOSHI_ARGS: '--half --lora-weight "/my models/a.safetensors"', MOSHI_VOICE: 'moshika', HF_TOKEN: 'hf_secret' },
      () => outcomes.shift() ?? 'ready',
    )
    await servers.anyReady
    expect(outcomes).toEqual([])
    expect(phases).toEqual(['starting', 'ready'])
    const said = JSON.parse(lines[0] ?? '')
    expect(said.args).toEqual([
      ...['--host', '127.0.0.1', '--port', String(port), '--static', 'none', '--hf-repo', 'kyutai/moshika-pytorch-bf16'],
      ...['--half', '--lora-weight', '/my models/a.safetensors'],
    ])
    // It gets the token, and no log does.
    expect(said.token).toBe('***')
  })

  it.each([
    ['torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 64.00 MiB.', 'engine.gpu_memory', 2],
    ['OSError: [Errno 98] error while attempting to bind on address: address already in use', 'port.busy', 1],
    ['huggingface_hub.errors.GatedRepoError: 401 Client Error.', 'engine.token_missing', 1],
    ['RuntimeError: Found no NVIDIA driver on your system.', 'engine.no_gpu', 1],
    ["ModuleNotFoundError: No module named 'sphn'", 'engine.module_missing', 1],
    ['server.py: error: unrecognized arguments: --cpu-offload', 'engine.arguments', 1],
  ])('"%s" is told as %s, after %i starts', async (text, code, starts) => {
    const { servers, lines, notices } = await manage(`say:${text}`, { MAX_MOSHI_FAILURES: '2' })
    expect(await servers.ended).toMatchObject({ code })
    expect(lines.filter((line) => line.startsWith('{'))).toHaveLength(starts)
    expect(notices.at(-1)).toMatch(/^moshi-1: given up/)
  })

  it('one that fetches its weights reports how far it is, then that it starts, then that it is ready', async () => {
    const fetched = join(folder, 'fetched')
    const { servers, reports } = await manage(`bars:${fetched}`)
    await expect
      .poll(() => reports)
      .toEqual(['starting', 'fetching model.safetensors: 0% of 15.4GB', 'fetching model.safetensors: 42% of 15.4GB'])
    writeFileSync(fetched, '')
    await servers.anyReady
    expect(reports.slice(3)).toEqual(['starting', 'ready'])
  })

  it('one that is given up reports why and what to do', async () => {
    const { servers } = await manage('say:huggingface_hub.errors.GatedRepoError: 401 Client Error.')
    await servers.ended
    expect(servers.reports).toMatchObject([
      {
        name: 'moshi-1',
        state: 'given_up',
        detail: expect.stringContaining('HF_TOKEN is not set'),
        action: expect.stringMatching(/HF_TOKEN/),
      },
    ])
  })

  it('an end by a signal is told as that', async () => {
    const { servers } = await manage('signal:11', { MAX_MOSHI_FAILURES: '1' })
    expect(await servers.ended).toMatchObject({ code: 'engine.killed', message: expect.stringContaining('SIGSEGV') })
  })

  it('a Python that is not there is told as that', async () => {
    const { servers } = await manage('serve', { DUET_MOSHI_PYTHON: '/nowhere/python' })
    expect(await servers.ended).toMatchObject({
      code: 'engine.module_missing',
      message: expect.stringContaining('/nowhere/python'),
    })
  })

  it('one that is killed from outside is started again', async () => {
    const { servers, phases } = await manage('serve')
    await servers.anyReady
    const before = servers.servers[0]?.pid
    process.kill(before ?? 0, 'SIGKILL')
    await expect.poll(() => phases, soon).toEqual(['starting', 'ready', 'waiting', 'starting', 'ready'])
    expect(servers.servers[0]?.pid).not.toBe(before)
  })

  it('one that stops making sound is killed and started again', async () => {
    let works = true
    const { servers, phases, notices } = await manage('serve', {}, () => (works ? 'ready' : 'failed'))
    await servers.anyReady
    works = false
    await expect.poll(() => phases.slice(0, 4), soon).toEqual(['starting', 'ready', 'waiting', 'starting'])
    expect(notices.some((line) => line.includes('makes no sound'))).toBe(true)
  })

  it('one that does not end when asked to is killed', async () => {
    const { servers, phases } = await manage('deaf')
    await servers.anyReady
    const pid = servers.servers[0]?.pid
    await servers.close()
    expect(phases.at(-1)).toBe('ended')
    expect(() => process.kill(pid ?? 0, 0)).toThrow()
    expect(await servers.ended).toBeUndefined()
  })

  it('without a GPU nothing is started, unless the model is put on the processor', async () => {
    await expect(manage('serve', { MIN_VRAM_GB: '999' })).rejects.toMatchObject({
      code: expect.stringMatching(/^engine\.(no_gpu|gpu_memory)$/),
    })
    const { servers } = await manage('serve', { MIN_VRAM_GB: '999', DUET_MOSHI_ARGS: '--device cpu' })
    await servers.anyReady
  })
})
