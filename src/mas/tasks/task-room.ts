/** Everything that has to do with tasks, put together by the settings: who carries them out, how people are asked and told, and the routes. */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Hono } from 'hono'
import type { Access } from '../../access/access.ts'
import type { AppEnv } from '../../access/http.ts'
import { configuredModel } from '../../brain/choose.ts'
import type { StructuredModel } from '../../brain/structured.ts'
import type { Config } from '../../config/config.ts'
import type { Log } from '../../observe/log.ts'
import { DuetError } from '../../protocol/errors.ts'
import type { MemoryStore } from '../../store/memory/port.ts'
import type { Events } from '../events.ts'
import { createAgentExecutor } from './agent-executor.ts'
import { agentPresets } from './agents.ts'
import { AnswerDialogue } from './answer-dialogue.ts'
import { AnswerLinks } from './answer-links.ts'
import { CallReach } from './call-reach.ts'
import { commandRunner, type RunCommand } from './command-runner.ts'
import type { Executor } from './executor.ts'
import { openChannels } from './notify/channels.ts'
import { Notifier, type NotifierOptions } from './notify/notifier.ts'
import { seedRoutes } from './seed-routes.ts'
import { TaskStore } from './task.ts'
import { messageRoutes, taskRoutes } from './task-routes.ts'
import { TaskTeller, type TaskTellerOptions } from './task-teller.ts'
import { Tasks } from './tasks.ts'
import { readTasksFile, type TasksFile } from './tasks-file.ts'

export type TaskRoomOptions = {
  readonly config: Config
  readonly memory: MemoryStore
  readonly events: Pick<Events, 'publish'>
  readonly access: Access
  readonly model: StructuredModel | undefined
  readonly log: Log
  /** Epoch ms. */
  readonly now: () => number
  readonly timing?: TaskTiming
}
/** Shorter in tests. */
export type TaskTiming = {
  readonly confirmMs?: number
  readonly ackMs?: number
  readonly patience?: NonNullable<TaskTellerOptions['patience']>
  readonly pausesMs?: NonNullable<NotifierOptions['pausesMs']>
}

export type TaskRoom = {
  readonly tasks: Tasks
  readonly dialogue: AnswerDialogue
  /** Users whose words in a call may start a task. */
  readonly users: readonly string[]
  /** For who may manage. */
  readonly seedRoutes: Hono<AppEnv>
  readonly taskRoutes: Hono<AppEnv>
  readonly messageRoutes: Hono<AppEnv>
  /** Takes up what the last process left. */
  begin(): Promise<void>
  delivered(eventId: string): void
  callEnded(sessionId: string): void
  /** What ended long ago goes. */
  prune(): Promise<void>
  /** Ends every program that runs. */
  close(): Promise<void>
}

const hourMs = 3_600_000

/** Throws `config.invalid` for a bad tasks file or channel. */
export function openTaskRoom(options: TaskRoomOptions): TaskRoom {
  const { config, memory, events, access, model, log, now, timing = {} } = options
  const dir = join(config.DUET_DATA_DIR, 'tasks')
  const file = readTasksFile(config.DUET_TASKS)
  const run = commandRunner(dir)
  const store = new TaskStore(memory, now)
  const tasks = new Tasks({
    ...{ store, commands: file.commands, run, log, now },
    executor: chooseExecutor(config, file, dir, run),
    atOnce: config.DUET_TASKS_AT_ONCE,
    timeoutMs: config.EXECUTION_TIMEOUT_MINUTES * 60_000,
    ...(timing.confirmMs !== undefined && { confirmMs: timing.confirmMs }),
  })
  const links = new AnswerLinks({ access, store, base: pageBase(config), now })
  const notifier = new Notifier({
    ...{ store: memory, tasks: store, channels: openChannels(config, log), log, now },
    link: (task, kind) => links.address(task, kind),
    ...(timing.pausesMs && { pausesMs: timing.pausesMs }),
  })
  const reach = new CallReach({ memory, events, now, ...(timing.ackMs !== undefined && { ackMs: timing.ackMs }) })
  const teller = new TaskTeller({
    ...{ store, reach, notifier, log, now },
    onQuestion: config.NOTIFY_ON_QUESTION,
    onComplete: config.NOTIFY_ON_COMPLETE,
    linkMs: config.DUET_LINK_HOURS * hourMs,
    ...(timing.patience && { patience: timing.patience }),
  })
  tasks.listen((task, news) => teller.hear(task, news))
  const find = { commands: file.commands, model }
  return {
    tasks,
    dialogue: new AnswerDialogue({ store, tasks, putOff: (sessionId) => teller.callEnded(sessionId) }),
    users: config.DUET_TASK_USERS,
    seedRoutes: seedRoutes({ tasks, store, memory, find, run, now, newId: randomUUID }),
    taskRoutes: taskRoutes({ tasks, store, teller, links }),
    messageRoutes: messageRoutes(notifier),
    async begin() {
      await tasks.begin()
      await teller.begin()
    },
    delivered: (eventId) => reach.delivered(eventId),
    callEnded: (sessionId) => teller.callEnded(sessionId),
    prune: () => tasks.prune(),
    async close() {
      await tasks.close()
      await teller.close()
      await notifier.close()
    },
  }
}

function chooseExecutor(config: Config, { agent, commands }: TasksFile, dir: string, run: RunCommand): Executor | undefined {
  const wanted = config.DUET_TASK_AGENT
  const invalid = (what: string) =>
    new DuetError('config.invalid', `DUET_TASK_AGENT is "${wanted}", but ${what}`, { field: 'DUET_TASK_AGENT' })
  switch (wanted) {
    case 'off':
      return undefined
    case 'claude':
    case 'openclaw':
    case 'moltbot':
      return createAgentExecutor({ program: { ...agentPresets[wanted], name: wanted }, dir })
    case 'file':
      if (!agent) throw invalid(`${config.DUET_TASKS} names no agent.`)
      return createAgentExecutor({ program: agent, dir })
    case 'brain': {
      const executor = brainExecutor(config, commands, run)
      if (!executor) throw invalid('no brain over the network is set (DUET_BRAIN, or a key).')
      return executor
    }
    case 'auto':
      if (agent) return createAgentExecutor({ program: agent, dir })
      return commands.length > 0 ? brainExecutor(config, commands, run) : undefined
  }
}

/** Its packages are loaded when it is first needed. */
function brainExecutor(config: Config, commands: TasksFile['commands'], run: RunCommand): Executor | undefined {
  const choice = configuredModel(config)
  if (!choice) return undefined
  return {
    name: choice.name,
    confirm: false,
    async run(work) {
      const { createModelExecutor } = await import('./model-executor.ts')
      return createModelExecutor({ choice, commands, run }).run(work)
    },
  }
}

/** Where people open the page: as in the seed, an http(s) PERSONAPLEX_URL or MOSHI_URL; else on this machine. */
function pageBase(config: Config): string {
  const told = [config.PERSONAPLEX_URL, config.MOSHI_URL].find((url) => url?.startsWith('http'))
  return told ?? `${config.DUET_TLS_CERT ? 'https' : 'http'}://localhost:${config.DUET_PAGE_PORT}/`
}
