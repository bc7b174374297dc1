/** A request of a person, passed on to the orchestrator with the bridge's own key, and its answer passed back. */
import { DuetError } from '../protocol/errors.ts'
import type { MasClientOptions } from './mas-client.ts'

export type Passed = {
  readonly method: 'GET' | 'POST'
  /** From "/". */
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: object | undefined
  readonly deadlineMs: number
}

/** Throws `mas.none`, `mas.unreachable`; what it answers is answered. */
export async function passToMas(
  mas: MasClientOptions | undefined,
  { method, path, query, body, deadlineMs }: Passed,
): Promise<Response> {
  if (!mas) throw new DuetError('mas.none', 'This Duet has no orchestrator (DUET_MAS is off).')
  const url = new URL(`${mas.url.replace(/\/+$/, '')}${path}`)
  for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value)
  const headers: Record<string, string> = { 'content-type': 'application/json' }
  if (mas.key !== undefined) headers.authorization = `Bearer ${mas.key}`
  const sent = body === undefined ? null : JSON.stringify(body)
  let answer: Response
  try {
    answer = await fetch(url, { method, headers, body: sent, signal: AbortSignal.timeout(deadlineMs) })
  } catch (cause) {
    throw new DuetError('mas.unreachable', 'The orchestrator does not answer.', { cause })
  }
  const passed = new Headers()
  for (const name of ['content-type', 'content-disposition']) {
    const value = answer.headers.get(name)
    if (value !== null) passed.set(name, value)
  }
  return new Response(answer.body, { status: answer.status, headers: passed })
}
