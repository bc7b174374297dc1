/** What chaos does to a running Duet. Each fault ends by itself; several may overlap. */
import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive } from '../../test/system/duet.ts'
import type { Role, World } from './world.ts'

export type Fault = {
  readonly name: string
  /** Callers' connections may break of it, or what it breaks is started again. */
  readonly breaksCallers: boolean
  readonly possible?: (world: World) => boolean
  /** Resolves when it is over. */
  readonly run: (world: World, random: () => number) => Promise<void>
}

const stallMs = 3000
const freezeMs = 2500
const slowMs = 5000
const commitDelayMs = 400
const fullMs = 3000
const skewMs = 6000
const skewByMs = 10 * 60_000
const restartMs = 500

const killRole = (role: Role): Fault => ({
  name: `kill -9 of the ${role === 'mas' ? 'orchestrator' : role}`,
  breaksCallers: role === 'bridge',
  run: async (world) => kill(world.role(role), 'SIGKILL'),
})

const freezeRole = (role: Role): Fault => ({
  name: `the ${role === 'mas' ? 'orchestrator' : role} stands still`,
  breaksCallers: role === 'bridge',
  run: (world) => freeze(world.role(role)),
})

const skewed = (byMs: number): Fault => ({
  name: `the clock jumps ${byMs > 0 ? 'ahead' : 'back'} by ten minutes, and returns`,
  breaksCallers: false,
  run: async (world) => {
    world.set({ clockAheadMs: byMs })
    await sleep(skewMs)
    world.set({ clockAheadMs: 0 })
  },
})

export const faults: readonly Fault[] = [
  killRole('bridge'),
  killRole('mas'),
  freezeRole('bridge'),
  freezeRole('mas'),
  {
    name: 'kill -9 of the supervisor',
    breaksCallers: true,
    run: (world) => world.restartAll(),
  },
  {
    name: 'kill -9 of a quarter of the engines',
    breaksCallers: false,
    run: async (world, random) => {
      const engine = one(world.engines, random)
      await engine.kill()
      await sleep(restartMs)
      await engine.up()
    },
  },
  {
    name: 'a quarter of the engines stands still',
    breaksCallers: false,
    run: (world, random) => freeze(one(world.engines, random).pid),
  },
  {
    name: 'connections to engines are cut',
    breaksCallers: false,
    run: async (world, random) => {
      for (const proxy of one(world.engines, random).proxies) proxy.cut(0.5, random)
    },
  },
  {
    name: 'a connection to an engine stalls',
    breaksCallers: false,
    run: async (world, random) => {
      one(one(world.engines, random).proxies, random).stall(stallMs)
      await sleep(stallMs)
    },
  },
  { name: 'all callers are cut off', breaksCallers: true, run: async (world, random) => void world.network.cut(1, random) },
  {
    name: 'a third of the callers is cut off',
    breaksCallers: true,
    run: async (world, random) => void world.network.cut(1 / 3, random),
  },
  {
    name: 'the callers’ network stalls',
    breaksCallers: true,
    run: async (world) => {
      world.network.stall(stallMs)
      await sleep(stallMs)
    },
  },
  {
    name: 'the disk is full for a while',
    breaksCallers: false,
    possible: (world) => world.ownDisk,
    run: async (world) => {
      world.fillDisk()
      await sleep(fullMs)
      world.emptyDisk()
    },
  },
  {
    name: 'the stores are slow',
    breaksCallers: false,
    run: async (world) => {
      world.set({ storeDelayMs: commitDelayMs })
      await sleep(slowMs)
      world.set({ storeDelayMs: 0 })
    },
  },
  skewed(skewByMs),
  skewed(-skewByMs),
]

async function freeze(pid: number | undefined): Promise<void> {
  kill(pid, 'SIGSTOP')
  await sleep(freezeMs)
  if (pid !== undefined && isAlive(pid)) kill(pid, 'SIGCONT')
}

/** It may have been killed by another fault meanwhile. */
function kill(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

function one<T>(all: readonly T[], random: () => number): T {
  const found = all[Math.floor(random() * all.length)]
  if (found === undefined) throw new Error('there is none to choose from')
  return found
}
