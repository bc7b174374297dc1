/** Tasks over HTTP for the page and the command line, and the messages that are still to go out. */
import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import type * as z from 'zod'
import { type AppEnv, checked, parseBody } from '../../access/http.ts'
import { DuetError } from '../../protocol/errors.ts'
import {
  answerSchema,
  askingSchema,
  confirmSchema,
  newTaskSchema,
  type openedSchema,
  openSchema,
  tasksQuerySchema,
  type tasksSchema,
  type taskViewSchema,
  whoseSchema,
} from '../../protocol/task-api.ts'
import type { AnswerLinks } from './answer-links.ts'
import type { OutboxMessage } from './notify/message-box.ts'
import type { Notifier } from './notify/notifier.ts'
import { openStates, type Task, type TaskStore } from './task.ts'
import { type messagesChangedSchema, messagesChangeSchema, messagesQuerySchema, type messagesSchema } from './task-schemas.ts'
import type { TaskTeller } from './task-teller.ts'
import { questionAloud } from './task-words.ts'
import type { Tasks } from './tasks.ts'

export type TaskRoutesOptions = {
  readonly tasks: Tasks
  readonly store: TaskStore
  readonly teller: TaskTeller
  readonly links: AnswerLinks
}

export function taskRoutes({ tasks, store, teller, links }: TaskRoutesOptions): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  /** Another's task does not exist. Throws `task.not_found`. */
  async function own(id: string, userId: string | undefined): Promise<Task> {
    const task = await store.get(id)
    if (userId !== undefined && task.userId !== userId)
      throw new DuetError('task.not_found', `There is no task "${id.slice(0, 100)}".`, { field: 'id' })
    return task
  }

  app.get('/', async (c) => {
    const { user_id, open, limit } = checked(tasksQuerySchema, c.req.query())
    const list = await store.list(
      { ...(user_id !== undefined && { userId: user_id }), ...(open && { state: openStates }) },
      limit,
    )
    return c.json({ tasks: list.map(taskView) } satisfies z.infer<typeof tasksSchema>)
  })
  app.post('/', async (c) => {
    const { text, user_id } = checked(newTaskSchema, parseBody(await c.req.text()))
    const task = await tasks.start({
      id: randomUUID(),
      userId: user_id,
      persona: '',
      sessionId: '',
      conversationId: '',
      text,
      commands: [],
    })
    return c.json(taskView(task) satisfies z.infer<typeof taskViewSchema>)
  })
  app.post('/open', async (c) => {
    const { code } = checked(openSchema, parseBody(await c.req.text()))
    return c.json(taskView(await links.redeem(code)) satisfies z.infer<typeof taskViewSchema>)
  })
  app.get('/:id', async (c) => {
    const { user_id } = checked(whoseSchema, c.req.query())
    return c.json(taskView(await own(c.req.param('id'), user_id)))
  })
  app.post('/:id/answer', async (c) => {
    const { answer, user_id } = checked(answerSchema, parseBody(await c.req.text()))
    const { id } = await own(c.req.param('id'), user_id)
    return c.json(taskView(await tasks.answer(id, answer)))
  })
  app.post('/:id/confirm', async (c) => {
    const { confirm_id, yes, user_id } = checked(confirmSchema, parseBody(await c.req.text()))
    const { id } = await own(c.req.param('id'), user_id)
    return c.json(taskView(await tasks.confirm(id, confirm_id, yes)))
  })
  app.post('/:id/cancel', async (c) => {
    const { user_id } = checked(whoseSchema, parseBody(await c.req.text()))
    const { id } = await own(c.req.param('id'), user_id)
    return c.json(taskView(await tasks.cancel(id)))
  })
  app.post('/:id/asking', async (c) => {
    const { session_id, user_id } = checked(askingSchema, parseBody(await c.req.text()))
    const { id, state } = await own(c.req.param('id'), user_id)
    if (state !== 'waiting_for_input') throw new DuetError('task.state', `Task ${id} waits for no answer.`, { field: 'id' })
    const task = await teller.opened(id, session_id)
    return c.json({ say: questionAloud(task), task: taskView(task) } satisfies z.infer<typeof openedSchema>)
  })
  return app
}

/** As `GET /outbox` of the bridge: what waits, what was given up, trying again and dropping. */
export function messageRoutes(notifier: Notifier): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get('/', async (c) => {
    const { state } = checked(messagesQuerySchema, c.req.query())
    const [pending, dead] = await Promise.all([notifier.box.list('pending'), notifier.box.list('dead')])
    return c.json(messagesAnswer(pending, dead, state))
  })
  app.post('/retry', async (c) => {
    const { id } = checked(messagesChangeSchema, parseBody(await c.req.text()))
    return c.json({ changed: await notifier.retry(id) } satisfies z.infer<typeof messagesChangedSchema>)
  })
  app.post('/drop', async (c) => {
    const { id } = checked(messagesChangeSchema, parseBody(await c.req.text()))
    return c.json({ changed: await notifier.box.drop(id) } satisfies z.infer<typeof messagesChangedSchema>)
  })
  return app
}

export function messagesAnswer(
  pending: readonly OutboxMessage[],
  dead: readonly OutboxMessage[],
  state: 'pending' | 'dead',
): z.infer<typeof messagesSchema> {
  return { pending: pending.length, dead: dead.length, items: (state === 'dead' ? dead : pending).map(shown) }
}

function shown({
  id,
  kind,
  channel,
  taskId,
  state,
  attempts,
  createdAt,
  lastError,
}: OutboxMessage): z.infer<typeof messagesSchema>['items'][number] {
  return {
    ...{ id, kind, channel, task_id: taskId, attempts, created_at: createdAt, last_error: lastError },
    state: state === 'dead' ? 'dead' : 'pending',
  }
}

export function taskView({ id, userId, text, state, fields, createdAt, updatedAt }: Task): z.infer<typeof taskViewSchema> {
  const { commands, results, question, context, confirm, error } = fields
  return {
    id,
    user_id: userId,
    text,
    state,
    commands,
    results,
    question,
    context,
    confirm,
    error,
    created_at: createdAt,
    updated_at: updatedAt,
  }
}
