/** A person's tasks over HTTP, as the page uses them. */
import type { TaskView } from '../../src/protocol/task-api.ts'
import { request } from './api.ts'
import { letIn } from './state/door.ts'

export type { TaskView } from '../../src/protocol/task-api.ts'

const MOST = 20

/** Newest first. Rejects as `request` does. */
export async function fetchTasks(): Promise<readonly TaskView[]> {
  return (await request<{ readonly tasks: readonly TaskView[] }>(`/tasks?limit=${MOST}`)).tasks
}

/** Uses up what a message's link carried, and lets this page in where that is needed. Rejects with `RefusedError`. */
export async function openAnswerLink(code: string): Promise<TaskView> {
  const answer = await post<{ task: TaskView; token: string | null; expires_at: number | null; user_id: string }>(
    '/tasks/open',
    { code },
    false,
  )
  if (answer.token !== null && answer.expires_at !== null)
    letIn({ token: answer.token, expiresAt: answer.expires_at, user: answer.user_id })
  return answer.task
}

export function answerTask(id: string, answer: string): Promise<TaskView> {
  return post(`${pathOf(id)}/answer`, { answer })
}

export function confirmTask(id: string, confirmId: string, yes: boolean): Promise<TaskView> {
  return post(`${pathOf(id)}/confirm`, { confirm_id: confirmId, yes })
}

export function cancelTask(id: string): Promise<TaskView> {
  return post(`${pathOf(id)}/cancel`, {})
}

function post<T>(path: string, body: object, locks = true): Promise<T> {
  const headers = { 'content-type': 'application/json' }
  return request<T>(path, { method: 'POST', headers, body: JSON.stringify(body) }, locks)
}

function pathOf(id: string): string {
  return `/tasks/${encodeURIComponent(id)}`
}
