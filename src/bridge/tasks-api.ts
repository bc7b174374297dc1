/** The HTTP interface of a person's tasks, as schemas; the bridge passes it on to the orchestrator. */
import type { ErrorCode } from '../protocol/errors.ts'
import {
  answerSchema,
  confirmSchema,
  openedLinkSchema,
  openSchema,
  tasksQuerySchema,
  tasksSchema,
  taskViewSchema,
  whoseSchema,
} from '../protocol/task-api.ts'
import type { Route } from './route.ts'

const errors: readonly ErrorCode[] = ['request.invalid', 'access.forbidden', 'mas.none', 'mas.unreachable', 'store.failed']
const ofOne: readonly ErrorCode[] = [...errors, 'task.not_found']

export const tasksApi: readonly Route[] = [
  { method: 'get', path: '/tasks', summary: 'A person’s tasks.', query: tasksQuerySchema, answer: tasksSchema, errors },
  { method: 'get', path: '/tasks/{id}', summary: 'One of them.', query: whoseSchema, answer: taskViewSchema, errors: ofOne },
  {
    method: 'post',
    path: '/tasks/{id}/answer',
    summary: 'Answer the question a task waits with; it goes on.',
    body: answerSchema,
    answer: taskViewSchema,
    errors: [...ofOne, 'task.state'],
  },
  {
    method: 'post',
    path: '/tasks/{id}/confirm',
    summary: 'Agree, or not, to what a task wants to do.',
    body: confirmSchema,
    answer: taskViewSchema,
    errors: [...ofOne, 'task.state'],
  },
  {
    method: 'post',
    path: '/tasks/{id}/cancel',
    summary: 'End a task, with everything it has started.',
    body: whoseSchema,
    answer: taskViewSchema,
    errors: [...ofOne, 'task.state'],
  },
  {
    method: 'post',
    path: '/tasks/open',
    summary: 'Use up the link of a message; needs no key.',
    body: openSchema,
    answer: openedLinkSchema,
    errors: ['request.invalid', 'access.link', 'mas.none', 'mas.unreachable', 'store.failed'],
  },
]
