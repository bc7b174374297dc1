/** All model servers of a configuration: checked against the GPUs, started, watched, ended together. */
import { fileURLToPath } from 'node:url'
import type { Config } from '../../config/config.ts'
import type { DuetError } from '../../protocol/errors.ts'
import { findGpus, type Gpu, placeOnGpus } from './gpus.ts'
import { type LifePolicy, lifePolicy, type ProofOutcome } from './life.ts'
import { type ManagedEngine, managedEngines } from './managed-engines.ts'
import { ManagedServer } from './managed-server.ts'
import type { ServerSettings } from './server-kinds.ts'
import type { ServerCommand } from './server-process.ts'
import type { ServerReport } from './server-report.ts'

type ManageSettings = ServerSettings & Pick<Config, 'DUET_MANAGE' | 'DUET_MANAGE_PORT' | 'MIN_VRAM_GB' | 'HF_TOKEN'>

export type ManagedServersOptions = {
  readonly config: ManageSettings
  readonly env: NodeJS.ProcessEnv
  /** Has a server take a call and make sound, by the one who owns its slots. */
  readonly prove: (address: string) => Promise<ProofOutcome>
  readonly onLine: (name: string, line: string) => void
  readonly onNotice: (line: string) => void
  readonly onPhase?: (server: ManagedServer) => void
  /** Something of what `reports` says is different. */
  readonly onReport?: () => void
  readonly policy?: Partial<LifePolicy>
  /** How long a server may take to end when asked to, before it is killed, ms. */
  readonly killMs?: number
}

const runServerScript = fileURLToPath(new URL('run-server.py', import.meta.url))

export class ManagedServers {
  readonly servers: readonly ManagedServer[]
  /** Resolves when one is ready for the first time. Never rejects. */
  readonly anyReady: Promise<void>
  /** Resolves when every one has ended, with why the last of them was given up; `undefined` where they were asked to end. */
  readonly ended: Promise<DuetError | undefined>

  /** Throws `engine.no_gpu`, `engine.gpu_memory` before anything is started. */
  static async open(options: ManagedServersOptions): Promise<ManagedServers> {
    const engines = managedEngines(options.config)
    return new ManagedServers(options, engines, await gpusFor(engines, options.config, options.env))
  }

  private constructor(options: ManagedServersOptions, engines: readonly ManagedEngine[], placed: readonly Gpu[]) {
    const { config, env } = options
    const ready = Promise.withResolvers<void>()
    this.anyReady = ready.promise
    const secret = config.HF_TOKEN
    this.servers = engines.map(
      (engine, index) =>
        new ManagedServer({
          facts: {
            name: engine.name,
            port: engine.port,
            python: engine.kind.python(config),
            pythonVariable: engine.kind.variables.python,
            argumentsVariable: engine.kind.variables.arguments,
            hasToken: secret !== undefined,
          },
          address: engine.address,
          command: serverCommand(engine, config, placed[index], env),
          policy: {
            ...lifePolicy,
            hangMs: engine.kind.hangMs,
            proveMs: engine.kind.proveMs,
            maxFailures: engine.kind.maxFailures(config),
            ...options.policy,
          },
          killMs: options.killMs ?? 3000,
          prove: options.prove,
          onLine: (name, line) => options.onLine(name, secret ? line.replaceAll(secret, '***') : line),
          onNotice: options.onNotice,
          onPhase: (server) => {
            if (server.phase === 'ready') ready.resolve()
            options.onPhase?.(server)
          },
          onReport: () => options.onReport?.(),
        }),
    )
    this.ended = Promise.all(this.servers.map((server) => server.ended)).then((faults) => faults.findLast((fault) => fault))
  }

  /** What each does, for those who look at its engine. */
  get reports(): readonly ServerReport[] {
    return this.servers.map((server) => server.report)
  }

  start(): void {
    for (const server of this.servers) server.start()
  }

  /** Ends them side by side. Their callers should have gone before. Safe to call again. */
  async close(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.close()))
  }

  /** At once. */
  kill(): void {
    for (const server of this.servers) server.kill()
  }
}

/**
 * The GPU of each server; none where nobody asks for the check or a person puts the model on the processor. Throws `engine.no_gpu`,
 * `engine.gpu_memory`.
 */
export async function gpusFor(
  engines: readonly ManagedEngine[],
  config: ManageSettings,
  env: NodeJS.ProcessEnv,
): Promise<readonly Gpu[]> {
  const onGpu = engines.filter(({ kind }) => !/(^| )--device[ =]cpu( |$)/.test(kind.ownArguments(config).join(' ')))
  if (config.MIN_VRAM_GB === 0 || onGpu.length === 0) return []
  return placeOnGpus(await findGpus(env), engines.length, config.MIN_VRAM_GB)
}

function serverCommand(
  { kind, port }: ManagedEngine,
  config: ManageSettings,
  gpu: Gpu | undefined,
  env: NodeJS.ProcessEnv,
): ServerCommand {
  return {
    command: kind.python(config),
    args: [
      ...['-u', runServerScript, kind.module],
      ...kind.arguments(config, { port, gpuGb: gpu?.totalGb ?? null }),
      ...kind.ownArguments(config),
    ],
    env: {
      ...env,
      // The driver's tool counts cards by their bus, CUDA by their speed unless told.
      ...(gpu ? { CUDA_DEVICE_ORDER: 'PCI_BUS_ID', CUDA_VISIBLE_DEVICES: String(gpu.index) } : {}),
      ...(config.HF_TOKEN === undefined ? {} : { HF_TOKEN: config.HF_TOKEN }),
    },
  }
}
