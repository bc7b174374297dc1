/** How commands ask the running bridge: its address by the settings, a key where there is one, errors as it tells them. */
import * as z from 'zod'
import type { Config } from '../config/config.ts'
import { DuetError, type ErrorCode, errorCatalogue } from '../protocol/errors.ts'

const answerDeadlineMs = 10_000
const refusalSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) })

export type BridgeAddress = Pick<Config, 'DUET_HOST' | 'DUET_BRIDGE_PORT' | 'DUET_API_KEY'>

type Request = {
  readonly method?: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  readonly body?: unknown
  readonly deadlineMs?: number
}

/** Undefined: no bridge runs at the address of the settings. Throws what the bridge answers otherwise. */
export async function askBridge<T>(config: BridgeAddress, request: Request, schema: z.ZodType<T>): Promise<T | undefined> {
  const response = await fetchBridge(config, request)
  return response && schema.parse(await response.json())
}

/** As `askBridge`, for an answer that is no JSON. */
export async function fetchBridge(config: BridgeAddress, request: Request): Promise<Response | undefined> {
  const { method = 'GET', path, deadlineMs = answerDeadlineMs } = request
  const key = config.DUET_API_KEY
  let response: Response
  try {
    response = await fetch(`${bridgeAddress(config)}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) },
      body: request.body === undefined ? null : JSON.stringify(request.body),
      signal: AbortSignal.timeout(deadlineMs),
    })
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError')
      throw new DuetError('engine.unreachable', 'The bridge does not answer.', { cause: error })
    return undefined
  }
  if (response.ok) return response
  const refusal = refusalSchema.safeParse(await response.json().catch(() => undefined))
  const { code, message } = refusal.data?.error ?? {
    code: '',
    message: `The bridge answered with HTTP status ${response.status}.`,
  }
  throw new DuetError(isCode(code) ? code : 'internal', message)
}

/** "http://127.0.0.1:8999" */
export function bridgeAddress({ DUET_HOST: host, DUET_BRIDGE_PORT: port }: BridgeAddress): string {
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`
}

function isCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCatalogue, code)
}
