/** Seed 004's orchestrator over HTTP: commands asked for in words, tasks in the background, their context and their answers; for who may manage. */
import { Hono } from 'hono'
import type * as z from 'zod'
import { type AppEnv, checked, parseBody } from '../../access/http.ts'
import { DuetError } from '../../protocol/errors.ts'
import type { MemoryStore } from '../../store/memory/port.ts'
import type { RunCommand } from './command-runner.ts'
import { type CommandCall, shownCall, writtenCall } from './commands.ts'
import { type FindOptions, type Found, findCommands } from './find-commands.ts'
import { type Task, type TaskStore, taskIdOf } from './task.ts'
import {
  backgroundSchema,
  type contextAnswerSchema,
  type executedSchema,
  executeSchema,
  type processedSchema,
  processSchema,
  resumeSchema,
  type resumingSchema,
  sessionHistoryQuerySchema,
  type sessionHistorySchema,
  type sessionsSchema,
  type startedSchema,
} from './task-schemas.ts'
import type { Tasks } from './tasks.ts'
import { agrees } from './yes-no.ts'

export type SeedRoutesOptions = {
  readonly tasks: Tasks
  readonly store: TaskStore
  readonly memory: MemoryStore
  readonly find: FindOptions
  readonly run: RunCommand
  /** Epoch ms. */
  readonly now: () => number
  readonly newId: () => string
}

/** What was asked about is run no more after this, ms. */
const pendingMs = 120_000
/** Sessions with something to agree to. */
const mostPending = 1000
const mostSessions = 100

export function seedRoutes(options: SeedRoutesOptions): Hono<AppEnv> {
  const { tasks, store, memory, find, run, now } = options
  const app = new Hono<AppEnv>()
  /** By session id. */
  const pending = new Map<string, { readonly call: CommandCall; readonly until: number }>()

  async function output(call: CommandCall): Promise<string> {
    const end = await run(call, new AbortController().signal)
    return end.done ? end.output : `Command failed: ${end.reason}`
  }
  function remember(sessionId: string, call: CommandCall): void {
    pending.delete(sessionId)
    pending.set(sessionId, { call, until: now() + pendingMs })
    const [oldest] = pending.keys()
    if (pending.size > mostPending && oldest !== undefined) pending.delete(oldest)
  }

  app.post('/process', async (c) => {
    const { transcript, session_id } = checked(processSchema, parseBody(await c.req.text()))
    const waits = session_id === undefined ? undefined : pending.get(session_id)
    if (session_id !== undefined && waits) {
      const asked = agrees(transcript)
      if (waits.until <= now() || asked === 'no') pending.delete(session_id)
      if (waits.until > now() && asked === 'no') return c.json({ response: 'All right, it is not run.' })
      if (waits.until > now() && asked === 'yes') {
        pending.delete(session_id)
        return c.json({ response: await output(waits.call) } satisfies z.infer<typeof processedSchema>)
      }
    }
    const [found] = await findCommands([transcript], find)
    if (!found)
      return c.json({ response: "I didn't detect a server command in that request." } satisfies z.infer<typeof processedSchema>)
    if (found.type === 'blocked')
      return c.json({ response: `Blocked: ${found.reason}` } satisfies z.infer<typeof processedSchema>)
    const line = shownCall(found.call)
    if (!found.call.command.risky) return c.json({ response: await output(found.call) } satisfies z.infer<typeof processedSchema>)
    if (session_id !== undefined) remember(session_id, found.call)
    const response = `This will run: ${line}. Say 'confirm' to proceed.`
    return c.json({ response, pending_command: line } satisfies z.infer<typeof processedSchema>)
  })

  app.post('/execute', async (c) => {
    const { transcript, session_id } = checked(executeSchema, parseBody(await c.req.text()))
    const results: z.infer<typeof executedSchema>['results'] = []
    for (const found of await findCommands(transcript, find)) results.push(await executed(found, session_id))
    return c.json({ results } satisfies z.infer<typeof executedSchema>)
  })

  async function executed(
    found: Found,
    sessionId: string | undefined,
  ): Promise<z.infer<typeof executedSchema>['results'][number]> {
    if (found.type === 'blocked') return { command: found.line, status: 'blocked', reason: found.reason }
    const command = shownCall(found.call)
    if (!found.call.command.risky) return { command, status: 'executed', output: await output(found.call) }
    const reason = 'It changes something, and runs only when it is confirmed.'
    if (sessionId === undefined) return { command, status: 'needs_confirmation', reason }
    remember(sessionId, found.call)
    return { command, status: 'pending_confirmation', reason }
  }

  app.post('/execute/background', async (c) => {
    const { transcript, commands, user_id } = checked(backgroundSchema, parseBody(await c.req.text()))
    const lines = commands && commands.length > 0 ? commands.map((line) => allowedLine(line)) : await linesIn(transcript)
    if (lines.length === 0 && !tasks.executor)
      throw new DuetError('task.none', 'No command is meant by this, and nobody carries out tasks here.', { field: 'transcript' })
    const task = await tasks.start({
      ...{ id: options.newId(), userId: user_id, persona: '', sessionId: '', conversationId: '' },
      ...{ text: transcript, commands: lines },
    })
    return c.json({ session_id: task.id, state: task.state } satisfies z.infer<typeof startedSchema>)
  })

  /** Throws `task.refused` where it is not one of an allowed command. */
  function allowedLine(line: string): string {
    if (line.trim() === '') throw new DuetError('task.none', 'A command may not be empty.', { field: 'commands' })
    const call = writtenCall(line, find.commands)
    if (!call)
      throw new DuetError('task.refused', `"${line.slice(0, 100)}" is not one of the allowed commands.`, { field: 'commands' })
    return shownCall(call)
  }

  /** Where somebody carries out tasks, they get what was said as it is unless it is plainly a command. */
  async function linesIn(transcript: string): Promise<string[]> {
    const found = await findCommands([transcript], tasks.executor ? { ...find, model: undefined } : find)
    const blocked = found.find((one) => one.type === 'blocked')
    if (blocked && !tasks.executor) throw new DuetError('task.refused', blocked.reason, { field: 'transcript' })
    return found.flatMap((one) => (one.type === 'allowed' ? [shownCall(one.call)] : []))
  }

  app.get('/context/:id', async (c) => c.json(contextAnswer(await store.get(c.req.param('id')))))
  app.post('/resume/:id', async (c) => {
    const { answer } = checked(resumeSchema, parseBody(await c.req.text()))
    const { id } = await tasks.answer(c.req.param('id'), answer)
    return c.json({ session_id: id, state: 'resuming' } satisfies z.infer<typeof resumingSchema>)
  })

  app.get('/sessions', async (c) => {
    const [list, calls] = await Promise.all([
      store.list({}, mostSessions),
      memory.rows('calls', {}, { by: 'startedAt', newestFirst: true, limit: mostSessions }),
    ])
    const sessions = [
      ...list.map(({ id, updatedAt, state }) => ({ key: id, kind: 'task' as const, updated_at: isoOf(updatedAt), state })),
      ...calls.map(({ sessionId, startedAt, endedAt }) => ({
        ...{ key: sessionId, kind: 'call' as const, updated_at: isoOf(endedAt ?? startedAt) },
        state: endedAt === null ? 'open' : 'ended',
      })),
    ].toSorted((one, other) => other.updated_at.localeCompare(one.updated_at))
    return c.json({ sessions } satisfies z.infer<typeof sessionsSchema>)
  })
  app.get('/sessions/:key/history', async (c) => {
    const key = c.req.param('key')
    const { limit } = checked(sessionHistoryQuerySchema, c.req.query())
    const task = await store.find(key)
    const whole = task ? taskHistory(task) : await callHistory(key)
    return c.json({ session_key: key, history: whole.slice(-limit) } satisfies z.infer<typeof sessionHistorySchema>)
  })

  /** Throws `session.not_found`. */
  async function callHistory(sessionId: string): Promise<z.infer<typeof sessionHistorySchema>['history']> {
    const turns = await memory.rows('turns', { sessionId }, { by: 'saidAt' })
    if (turns.length === 0)
      throw new DuetError('session.not_found', `There is no session "${sessionId.slice(0, 100)}".`, { field: 'key' })
    return turns.map(({ side, text, saidAt }) => ({
      role: side === 'user' ? 'user' : 'assistant',
      content: text,
      timestamp: isoOf(saidAt),
    }))
  }
  return app
}

/** The seed's shape of a task. */
export function contextAnswer({ id, text, state, fields, createdAt, updatedAt }: Task): z.infer<typeof contextAnswerSchema> {
  return {
    session_id: id,
    state,
    transcript: [text],
    commands: fields.commands,
    results: fields.results,
    current_question: fields.question,
    question_context: fields.context,
    answers: fields.answers,
    topics: [],
    error_message: fields.error,
    created_at: isoOf(createdAt),
    updated_at: isoOf(updatedAt),
  }
}

function taskHistory({ text, fields, createdAt, updatedAt }: Task): z.infer<typeof sessionHistorySchema>['history'] {
  const line = (role: 'user' | 'assistant', content: string, at: number) => ({ role, content, timestamp: isoOf(at) })
  return [
    line('user', text, createdAt),
    ...fields.answers.flatMap(({ question, answer }) => [
      line('assistant', question, updatedAt),
      line('user', answer, updatedAt),
    ]),
    ...(fields.question === null ? [] : [line('assistant', fields.question, updatedAt)]),
    ...fields.results.map(({ output }) => line('assistant', output, updatedAt)),
  ]
}

function isoOf(at: number): string {
  return new Date(at).toISOString()
}

/** The id of a task that a turn asked for: the same turn again is the same task. */
export function taskOfTurn({ sessionId, turnId }: { readonly sessionId: string; readonly turnId: string }): string {
  return taskIdOf(sessionId, turnId)
}
