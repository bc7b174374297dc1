/** For tests: an orchestrator with tasks on a port of its own, an agent that is a small script, and what its events say. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig, type SettingName } from '../../config/config.ts'
import { createLog } from '../../observe/log.ts'
import { openSqliteMemory } from '../../store/memory/open-sqlite.ts'
import type { MasEvent } from '../api.ts'
import { createMas } from '../mas.ts'
import type { TaskTiming } from './task-room.ts'

export type TestRoomOptions = {
  readonly dir?: string
  /** The file of DUET_TASKS. */
  readonly file?: string
  readonly settings?: { readonly [K in SettingName]?: string }
  readonly timing?: TaskTiming
  readonly port?: string
  readonly bridgeUrl?: string
}

/** Does what the task says, one word for each: it asks, fails, hangs, echoes what it was told. */
export const scriptedAgent = `
let text = ''
process.stdin.setEncoding('utf8').on('data', (part) => (text += part)).on('end', () => {
  const task = text.split('\\n')[0]
  const answers = [...text.matchAll(/^  (.*)$/gm)].map((found) => found[1])
  if (/fail/.test(task)) { console.error('it cannot be done'); process.exit(2) }
  if (/hang/.test(task)) { setInterval(() => {}, 1e6); return }
  if (/\\bask\\b/i.test(task) && answers.length === 0) {
    for (const part of ['Thinking.\\n<<<NEED_', 'INPUT>>>Which colour?<<<CON', 'TEXT>>>Blue or green.<<<END_INPUT>>>\\n']) process.stdout.write(part)
    if (/forever/.test(task)) setInterval(() => {}, 1e6)
    return
  }
  console.log(answers.length > 0 ? 'I painted it ' + answers.join(' and ') + '.' : 'Told: ' + text)
})`

export async function startRoom(options: TestRoomOptions = {}) {
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'duet-room-'))
  const agentFile = join(dir, 'agent.mjs')
  writeFileSync(agentFile, scriptedAgent)
  const file = join(dir, 'tasks.yaml')
  writeFileSync(file, options.file ?? `agent: { argv: [${process.execPath}, ${agentFile}] }`)
  const flags = {
    DUET_DATA_DIR: dir,
    DUET_MAS_PORT: options.port ?? '0',
    DUET_TASKS: file,
    DUET_TASK_USERS: '*',
    ...options.settings,
  }
  const { config } = loadConfig({ flags })
  const lines: string[] = []
  const log = createLog({ level: 'trace', name: 'mas', destination: { write: (line) => void lines.push(line) } })
  const store = await openSqliteMemory({ dir })
  const bridgeUrl = options.bridgeUrl ?? 'http://127.0.0.1:9'
  const mas = createMas({ config, log, store, version: '1', bridgeUrl, taskTiming: { ackMs: 150, ...options.timing } })
  const url = await mas.start()
  const events: MasEvent[] = []
  mas.events.listen({}, (event) => events.push(event))
  let turns = 0
  const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    const response = await fetch(`${url}${path}`, { method, headers, ...sent })
    // biome-ignore lint/suspicious/noExplicitAny: the tests look at what they expect of it
    return { status: response.status, body: (await response.json()) as any }
  }
  return {
    ...{ mas, store, url, dir, lines, events, config },
    post: (path: string, body: unknown = {}, headers?: Record<string, string>) => ask('POST', path, body, headers),
    get: (path: string) => ask('GET', path),
    /** A turn of a call, as a bridge tells it. */
    async say(text: string, { side = 'user', session = 's1', user = 'ana', ageMs = 0 } = {}) {
      const context = JSON.stringify({ user_id: user, persona: 'duet', turn_id: `${side}${++turns}`, side })
      const speaker = side === 'user' ? 'user' : 'duet'
      const body = {
        conversation_id: `c-${session}`,
        session_id: session,
        speaker,
        text,
        timestamp: new Date(Date.now() - ageMs).toISOString(),
      }
      await ask('POST', '/voice/memory/log', body, { 'duet-context': context })
      await mas.calls.settle()
    },
    /** Says of every event for a call that it arrived, as a bridge does. */
    acknowledge() {
      return mas.events.listen({}, (event) => {
        if (event.extra.ack === true) ask('POST', `/events/${encodeURIComponent(event.id)}/delivered`, {}).catch(() => {}) // the test may be over
      })
    },
    async close() {
      await mas.close('the test is over')
      await store.close()
    },
    async [Symbol.asyncDispose]() {
      await this.close()
      if (options.dir === undefined) rmSync(dir, { recursive: true, force: true })
    },
  }
}
export const soon = { timeout: 15_000, interval: 20 }
