/** What the agent is to say first in a session that was made for it: the question of a task. */
import { DuetError, type ErrorCode, errorCatalogue } from '../protocol/errors.ts'
import { openedSchema } from '../protocol/task-api.ts'
import type { SessionRecord } from '../store/journal.ts'
import type { News } from './legs/call-news.ts'
import type { MasClientOptions } from './mas-client.ts'
import { passToMas } from './mas-pass.ts'

const deadlineMs = 5000
/** Sessions made for a question that nobody has called yet. */
const mostSessions = 1000

export class FirstWords {
  readonly #mas: MasClientOptions | undefined
  readonly #words = new Map<string, News>()

  /** @param mas undefined: there is no orchestrator */
  constructor(mas: MasClientOptions | undefined) {
    this.#mas = mas
  }

  /** Asks the orchestrator for the question, which from now on is this session's to ask. Throws what it answers, `mas.none`, `mas.unreachable`. */
  async fromTask({ sessionId, userId }: SessionRecord, taskId: string): Promise<void> {
    const path = `/tasks/${encodeURIComponent(taskId)}/asking`
    const answer = await passToMas(this.#mas, {
      method: 'POST',
      path,
      body: { session_id: sessionId, user_id: userId },
      deadlineMs,
    })
    const body: unknown = await answer.json().catch(() => undefined)
    if (!answer.ok) throw refusal(body)
    this.#words.set(sessionId, { id: `task:${taskId}:${sessionId}`, text: openedSchema.parse(body).say })
    const [oldest] = this.#words.keys()
    if (this.#words.size > mostSessions && oldest !== undefined) this.#words.delete(oldest)
  }

  /** They are said once: the first call of the session has them. */
  take(sessionId: string): News | undefined {
    const words = this.#words.get(sessionId)
    this.#words.delete(sessionId)
    return words
  }
}

function refusal(body: unknown): DuetError {
  const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined
  const { code, message } = (error ?? {}) as { readonly code?: unknown; readonly message?: unknown } // looked at below
  const known = typeof code === 'string' && Object.hasOwn(errorCatalogue, code) ? (code as ErrorCode) : 'mas.unreachable'
  return new DuetError(known, typeof message === 'string' ? message : 'The orchestrator does not know what to ask.', {
    field: 'task_id',
  })
}
