/** `duet up`: fetches what is missing, runs engine, orchestrator and bridge as children, prints one address, ends all on one Ctrl-C. */
import { namedBrain } from '../brain/choose.ts'
import type { Config } from '../config/config.ts'
import { bridgeNodeFlags } from '../config/node-flags.ts'
import { parseEngines } from '../engines/engines.ts'
import { ManagedServers } from '../engines/managed/manage.ts'
import { managedEngines } from '../engines/managed/managed-engines.ts'
import { status } from '../models/folder.ts'
import { DuetError } from '../protocol/errors.ts'
import { ChildLogs } from './child-logs.ts'
import { describeError, exitCodeOf, exitCodes } from './exit.ts'
import { type ConfigFlags, flagSettings, readConfig, root } from './flags.ts'
import { type Lan, openLan } from './lan/lan.ts'
import { pull } from './models.ts'
import { neededModels, runsMas, usesLocalEngine } from './needs.ts'
import { buildPage, pageIsStale } from './page-build.ts'
import { requireFreePorts, type WantedPort } from './ports.ts'
import { megabytes } from './progress.ts'
import { type ChildSpec, Supervisor } from './supervisor.ts'
import { toldToEnd } from './told-to-end.ts'

/** A whole call of half a second, after a prompt and minutes of compilation. */
const proveMs = 300_000

export type UpFlags = ConfigFlags & { readonly verbose?: true; readonly lan?: true }

/** Resolves with the exit code when everything has ended. */
export async function up(given: UpFlags): Promise<number> {
  const lan = given.lan ? await openLan(readConfig(given).config, given) : undefined
  const flags = lan ? { ...given, ...lan.flags } : given
  const { config } = readConfig(flags)
  refuseBadNames(config)
  const logs = new ChildLogs(config.DUET_DATA_DIR, { verbose: flags.verbose === true, say: (line) => console.error(line) })
  let supervisor: Supervisor | undefined
  let managed: ManagedServers | undefined
  const report = () => {
    if (managed) supervisor?.tell('bridge', { type: 'servers', servers: managed.reports })
  }
  const told = toldToEnd({
    onInsist: () => {
      supervisor?.kill()
      managed?.kill()
      process.exit(exitCodes.interrupted)
    },
  })
  try {
    await requireFreePorts(wantedPorts(config))
    managed = await ManagedServers.open({
      config,
      env: process.env,
      prove: (address) => supervisor?.prove('bridge', address, proveMs) ?? Promise.resolve('unknown'),
      onLine: (server, line) => logs.line(server, line),
      onNotice: (line) => console.error(`duet: ${line}`),
      onReport: report,
    })
    await fetchModels(config, told)
    if (pageIsStale(root)) {
      console.error('Building the page …')
      await buildPage(root, told)
    }
  } catch (thrown) {
    if (told.aborted) return exitCodes.interrupted
    throw thrown
  }

  supervisor = new Supervisor({
    children: children(config, flags),
    onOutput: (child, line) => logs.line(child, line),
    onNotice: (line) => console.error(`duet: ${line}`),
    onReady: report,
  })
  const [running, servers] = [supervisor, managed]
  told.addEventListener('abort', () => {
    console.error('\nStopping …')
    void running.close(String(told.reason))
  })
  console.error('Starting …')
  servers.start()
  if (managedOnly(config)) void servers.ended.then((fault) => running.close('no engine is left', fault))
  // Callers first: a model server that is told to end with a call in it is deaf at once and takes minutes.
  const ended = running.ended.then(async (error) => {
    await servers.close()
    return error
  })
  const [error] = await Promise.all([ended, announce(running, servers, managedOnly(config), logs.folder, lan)])
  logs.close()
  lan?.close()
  if (!error) return exitCodes.ok
  console.error(describeError(error))
  return exitCodeOf(error.code)
}

/** What a schema cannot see: engines and brains by name. Before anything is fetched or started. Throws `config.invalid`. */
function refuseBadNames(config: Config): void {
  parseEngines(config)
  if (config.DUET_BRAIN !== undefined) namedBrain(config.DUET_BRAIN)
}

/** The address is told when somebody can talk there. */
async function announce(supervisor: Supervisor, managed: ManagedServers, wait: boolean, logs: string, lan?: Lan): Promise<void> {
  try {
    const addresses = await supervisor.start()
    if (wait) {
      const names = managed.servers.map((server) => server.name).join(', ')
      console.error(
        `Waiting for ${names}; the first start fetches the model. The page is there already: ${addresses.get('bridge')}`,
      )
      if ((await Promise.race([managed.anyReady, supervisor.ended.then(() => 'ended')])) === 'ended') return
    }
    if (lan) lan.announce(addresses.get('bridge') ?? '')
    else console.log(`\n  Duet is ready: ${addresses.get('bridge')}\n`)
    console.error(`  Ctrl-C ends it. The logs are in ${logs}.`)
  } catch {
    // `ended` tells why.
  }
}

async function fetchModels(config: Config, signal: AbortSignal): Promise<void> {
  const ids = neededModels(config)
  const missing = (await status(ids, config.DUET_MODELS_DIR)).filter((one) => one.state !== 'present')
  if (missing.length === 0) return
  const bytes = missing.reduce((sum, one) => sum + one.downloadBytes, 0)
  console.error(`Fetching speech models, once: ${megabytes(bytes)} into ${config.DUET_MODELS_DIR}`)
  await pull(ids, config.DUET_MODELS_DIR, signal)
}

/** Whether there is no engine but the model servers started here. */
function managedOnly(config: Config): boolean {
  return config.DUET_MANAGE.length > 0 && parseEngines(config).length === managedEngines(config).length
}

function wantedPorts(config: Config): WantedPort[] {
  const host = config.DUET_HOST
  const wanted = [
    { host, port: config.DUET_PAGE_PORT, variable: 'DUET_PAGE_PORT', what: 'page' },
    {
      host: config.DUET_TLS_CERT ? '127.0.0.1' : host,
      port: config.DUET_BRIDGE_PORT,
      variable: 'DUET_BRIDGE_PORT',
      what: 'bridge',
    },
  ]
  if (runsMas(config))
    wanted.push({ host: config.DUET_MAS_HOST, port: config.DUET_MAS_PORT, variable: 'DUET_MAS_PORT', what: 'orchestrator' })
  if (usesLocalEngine(config))
    wanted.push({ host: '127.0.0.1', port: config.MOSHI_PORT, variable: 'MOSHI_PORT', what: 'local engine' })
  for (const { port, name } of managedEngines(config))
    wanted.push({ host: '127.0.0.1', port, variable: 'DUET_MANAGE_PORT', what: `model server ${name}` })
  const twice = wanted.find((one) => one.port !== 0 && wanted.some((other) => other !== one && other.port === one.port))
  if (twice)
    throw new DuetError('port.busy', `Port ${twice.port} is wanted twice. ${twice.variable} changes it.`, {
      field: twice.variable,
    })
  return wanted
}

function children(config: Config, flags: ConfigFlags): ChildSpec[] {
  const role = (name: string, env = flagSettings(flags), nodeFlags: readonly string[] = []): ChildSpec => ({
    name,
    command: process.execPath,
    args: [...nodeFlags, `${root}src/main.ts`, name, '--supervised'],
    env,
  })
  // The engine knows no keys: only the bridge on this machine may reach it, whoever may reach the bridge.
  const inner = (name: string) => role(name, { ...flagSettings(flags), DUET_HOST: '127.0.0.1' })
  const bridge = { ...role('bridge', flagSettings(flags), bridgeNodeFlags), drainMs: config.DUET_DRAIN * 1000 }
  return [...(usesLocalEngine(config) ? [inner('engine')] : []), ...(runsMas(config) ? [role('mas')] : []), bridge]
}
