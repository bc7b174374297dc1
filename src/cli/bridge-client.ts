/** How commands ask the running bridge: its address by the settings, a key where there is one, errors as it tells them. */
import * as z from 'zod'
import type { Config } from '../config/config.ts'
import { DuetError, type ErrorCode, errorCatalogue } from '../protocol/errors.ts'

const answerDeadlineMs = 10_000
const refusalSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) })

export type BridgeAddress = Pick<Config, 'DUET_HOST' | 'DUET_BRIDGE_PORT' | 'DUET_API_KEY'>

/** Undefined: no bridge runs at the address of the settings. Throws what the bridge answers otherwise. */
export async function askBridge<T>(
  config: BridgeAddress,
  request: { readonly method: 'GET' | 'POST' | 'DELETE'; readonly path: string; readonly body?: unknown },
  schema: z.ZodType<T>,
): Promise<T | undefined> {
  const key = config.DUET_API_KEY
  let response: Response
  try {
    response = await fetch(`${bridgeAddress(config)}${request.path}`, {
      method: request.method,
      headers: { 'content-type': 'application/json', ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) },
      body: request.body === undefined ? null : JSON.stringify(request.body),
      signal: AbortSignal.timeout(answerDeadlineMs),
    })
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError')
      throw new DuetError('engine.unreachable', 'The bridge does not answer.', { cause: error })
    return undefined
  }
  const body: unknown = await response.json().catch(() => undefined)
  if (response.ok) return schema.parse(body)
  const refusal = refusalSchema.safeParse(body)
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
