/** `duet doctor`: looks at everything a call needs on this machine; each line says what to do. */
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs'
import { chooseBrain } from '../brain/choose.ts'
import type { Config } from '../config/config.ts'
import { parseEngines } from '../engines/engines.ts'
import { gpusFor } from '../engines/managed/manage.ts'
import { managedEngines } from '../engines/managed/managed-engines.ts'
import { status } from '../models/folder.ts'
import { toDuetError } from '../protocol/errors.ts'
import { exitCodes } from './exit.ts'
import { type ConfigFlags, readConfig, root } from './flags.ts'
import { neededModels, usesLocalEngine } from './needs.ts'
import { pageIsStale } from './page-build.ts'
import { portState, urlHost } from './ports.ts'
import { megabytes } from './progress.ts'

/** `fail`: a call cannot work like this. `warn`: it can, but somebody should know. */
type Finding = { readonly state: 'ok' | 'warn' | 'fail'; readonly about: string; readonly line: string }

const probeMs = 5000
const oldestNode = 24

/** Prints the findings; 1 if one of them stops a call. */
export async function doctor(flags: ConfigFlags): Promise<number> {
  const { config } = readConfig(flags)
  const groups = await Promise.all([
    [checkNode(), checkPip(), checkDataDir(config), checkPage()],
    checkModels(config),
    checkPorts(config),
    checkEngines(config),
    checkManaged(config),
    [await checkBrain(config), microphoneRules(config)],
  ])
  const findings = groups.flat()
  const width = Math.max(...findings.map((finding) => finding.about.length))
  const sign = { ok: '✓', warn: '!', fail: '✗' }
  for (const { state, about, line } of findings) console.log(`${sign[state]} ${about.padEnd(width)}  ${line}`)
  return findings.some((finding) => finding.state === 'fail') ? exitCodes.failed : exitCodes.ok
}

function checkNode(): Finding {
  const { node } = process.versions
  if (Number.parseInt(node, 10) >= oldestNode) return { state: 'ok', about: 'Node', line: node }
  return {
    state: 'fail',
    about: 'Node',
    line: `${node} is too old to run Duet. Start it with "npm start" or "npx duet", which bring Node 24.`,
  }
}

function checkPip(): Finding {
  const { status: code, stdout } = spawnSync('python3', ['-m', 'pip', '--version'], { encoding: 'utf8', timeout: 20_000 })
  if (code === 0) return { state: 'ok', about: 'Python', line: `pip ${stdout.split(' ')[1]} (fetches the models)` }
  const line = '"python3 -m pip" does not run; without it no models can be fetched. Install Python 3 with pip.'
  return { state: 'warn', about: 'Python', line }
}

function checkDataDir(config: Config): Finding {
  const about = 'Data'
  try {
    mkdirSync(config.DUET_DATA_DIR, { recursive: true })
    accessSync(config.DUET_DATA_DIR, constants.W_OK)
    return { state: 'ok', about, line: config.DUET_DATA_DIR }
  } catch {
    return { state: 'fail', about, line: `${config.DUET_DATA_DIR} cannot be written. Change its owner, or set DUET_DATA_DIR.` }
  }
}

function checkPage(): Finding {
  if (!existsSync(`${root}web/dist/index.html`))
    return { state: 'warn', about: 'Page', line: 'not built yet; "npm start" builds it.' }
  if (pageIsStale(root)) return { state: 'warn', about: 'Page', line: 'older than its sources; "npm start" builds it again.' }
  return { state: 'ok', about: 'Page', line: 'built' }
}

async function checkModels(config: Config): Promise<Finding[]> {
  const found = await status(neededModels(config), config.DUET_MODELS_DIR)
  const missing = found.filter((one) => one.state !== 'present')
  if (found.length === 0) return [{ state: 'ok', about: 'Models', line: 'none needed: the engine is elsewhere' }]
  if (missing.length === 0) {
    const bytes = found.reduce((sum, one) => sum + one.bytes, 0)
    return [{ state: 'ok', about: 'Models', line: `${found.length} here, ${megabytes(bytes)} in ${config.DUET_MODELS_DIR}` }]
  }
  return missing.map((one) => ({
    state: 'fail' as const,
    about: 'Models',
    line: `${one.id} is ${one.state}. Run "npx duet models pull" (${megabytes(one.downloadBytes)}).`,
  }))
}

async function checkPorts(config: Config): Promise<Finding[]> {
  const ports = [
    { what: 'Page port', port: config.DUET_PAGE_PORT, variable: 'DUET_PAGE_PORT', health: '/health' },
    { what: 'Bridge port', port: config.DUET_BRIDGE_PORT, variable: 'DUET_BRIDGE_PORT', health: '/health' },
    ...(usesLocalEngine(config)
      ? [{ what: 'Engine port', port: config.MOSHI_PORT, variable: 'MOSHI_PORT', health: '/health' }]
      : []),
  ]
  return Promise.all(
    ports.map(async ({ what, port, variable, health }): Promise<Finding> => {
      if ((await portState(config.DUET_HOST, port)) === 'free')
        return { state: 'ok', about: what, line: `${port} is free (Duet is not running there)` }
      const answer = await healthOf(`http://${urlHost(config.DUET_HOST)}:${port}${health}`)
      if (answer !== undefined) return { state: 'ok', about: what, line: `${port} is ours: ${answer}` }
      return { state: 'fail', about: what, line: `${port} is used by another program. End that one, or set ${variable}.` }
    }),
  )
}

/** What a `/health` of ours says, in a few words; `undefined` if nobody of ours answers. */
async function healthOf(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(probeMs) })
    const body: unknown = await response.json()
    if (typeof body !== 'object' || body === null) return undefined
    if ('engine' in body && 'brain' in body) return `local engine, brain ${String(body.brain)}`
    return 'moshi_available' in body ? `bridge, engine ${body.moshi_available ? 'reachable' : 'not reachable'}` : undefined
  } catch {
    return undefined
  }
}

async function checkEngines(config: Config): Promise<Finding[]> {
  const managed = new Set(managedEngines(config).map(({ address }) => address))
  return Promise.all(
    parseEngines(config).map(async (engine): Promise<Finding> => {
      const about = 'Engine'
      if ((await engine.probe(AbortSignal.timeout(probeMs))).available)
        return { state: 'ok', about, line: `${engine.name} answers at ${engine.address}` }
      if (managed.has(engine.address))
        return { state: 'ok', about, line: `${engine.name}, not running now; "npm start" starts it` }
      if (engine.name === 'local' && usesLocalEngine(config))
        return { state: 'ok', about, line: 'the local one, not running now; "npm start" starts it' }
      return {
        state: 'fail',
        about,
        line: `${engine.name} does not answer at ${engine.address}. Start it, or correct DUET_ENGINES, MOSHI_HOST or MOSHI_PORT.`,
      }
    }),
  )
}

/** The servers Duet would start: their Python packages, and room on the GPUs. */
async function checkManaged(config: Config): Promise<Finding[]> {
  const engines = managedEngines(config)
  const pythons = new Map(engines.map(({ kind }) => [kind.python(config), kind.variables.python]))
  const packages = [...pythons].map(([python, variable]): Finding => {
    const { status: code } = spawnSync(python, ['-c', 'import importlib.util as u; exit(u.find_spec("moshi") is None)'], {
      timeout: 20_000,
    })
    if (code === 0) return { state: 'ok', about: 'Server', line: `${python} has the package "moshi"` }
    return {
      state: 'fail',
      about: 'Server',
      line: `${python} has no package "moshi". Install the server into it, or set ${variable}.`,
    }
  })
  try {
    const gpus = await gpusFor(engines, config, process.env)
    const found = gpus.map((gpu, index): Finding => {
      return { state: 'ok', about: 'GPU', line: `${engines[index]?.name ?? ''} goes to GPU ${gpu.index}, ${gpu.name}` }
    })
    return [...packages, ...found]
  } catch (thrown) {
    const { message, action } = toDuetError(thrown)
    return [...packages, { state: 'fail', about: 'GPU', line: `${message} ${action}` }]
  }
}

async function checkBrain(config: Config): Promise<Finding> {
  const about = 'Brain'
  if (!usesLocalEngine(config)) return { state: 'ok', about, line: 'none of ours: the engine is elsewhere' }
  try {
    const { brain, why, better } = await chooseBrain(config)
    await brain.close()
    return { state: 'ok', about, line: [`${brain.name}.`, why, better].filter(Boolean).join(' ') }
  } catch (thrown) {
    return { state: 'fail', about, line: toDuetError(thrown).message }
  }
}

/** Browsers give a microphone only to pages they trust. */
function microphoneRules(config: Config): Finding {
  const about = 'Microphone'
  if (/^(127\.|localhost$|::1$)/.test(config.DUET_HOST))
    return {
      state: 'ok',
      about,
      line: `browsers allow it at http://localhost:${config.DUET_PAGE_PORT}; if it was once denied, allow it beside the address and press Talk`,
    }
  return {
    state: 'warn',
    about,
    line: `browsers allow it on localhost or over https only: from another machine put https in front of port ${config.DUET_PAGE_PORT} and list its name in DUET_ALLOWED_HOSTS`,
  }
}
