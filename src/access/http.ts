/** What every HTTP server of Duet does alike: checking what came, telling errors, and listening. */
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type * as z from 'zod'
import type { SettingName } from '../config/config.ts'
import { DuetError } from '../protocol/errors.ts'
import type { Principal } from './principal.ts'

/** What a request carries on to its handler. */
export type AppEnv = { Variables: { principal: Principal } }

/** The value as the schema has it. Throws `request.invalid` naming the field. */
export function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = issue?.path.join('.') || 'body'
  throw new DuetError('request.invalid', `${field}: ${issue?.message ?? 'is not as described in /openapi.json'}`, { field })
}

/** The body of a request; `{}` where there is none. Throws `request.invalid`. */
export function parseBody(text: string): unknown {
  if (text.trim() === '') return {}
  try {
    return JSON.parse(text)
  } catch {
    throw new DuetError('request.invalid', 'The body is no JSON.', { field: 'body' })
  }
}

/** An error as every edge of HTTP answers it. */
export function errorBody(error: DuetError) {
  return {
    error: {
      code: error.code,
      message: error.message,
      action: error.action,
      ...(error.field === undefined ? {} : { field: error.field }),
    },
  }
}

/** Listens, and resolves to the port. Throws `port.busy`, `config.invalid`. @param variable the setting that chooses the port */
export function listen(server: Server, host: string, port: number, variable: SettingName): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const [code, message]: ['port.busy' | 'config.invalid', string] =
        cause.code === 'EADDRINUSE'
          ? ['port.busy', `Port ${port} is taken by another program; ${variable} chooses another.`]
          : [
              'config.invalid',
              `DUET_HOST "${host}" with ${variable} ${port} cannot be listened on (${cause.code ?? cause.message}).`,
            ]
      reject(new DuetError(code, message, { field: variable, cause }))
    })
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port)) // a listening TCP server has one
  })
}

/** Whether only this machine can reach what listens there. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host)
}
