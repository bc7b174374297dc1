/** The two ways to call: the session socket (events as JSON) and the Moshi socket (kinds), each a few lines over the same sound. */
import { DuetError } from '../protocol/errors.ts'
import { encodeMoshi, encodeText } from '../protocol/moshi.ts'
import { type ClientMessage, clientMessageSchema } from '../protocol/session.ts'
import type { Wire } from './client-leg.ts'

export const sessionWire: Wire = {
  event: (event) => JSON.stringify(event),
  piece: () => undefined,
  metadata: () => undefined,
  message: parseMessage,
}

export const moshiWire: Wire = {
  event: (event) =>
    event.type === 'error' ? encodeMoshi({ type: 'error', message: `${event.code}: ${event.message}` }) : undefined,
  piece: encodeText,
  metadata: (json) => encodeMoshi({ type: 'metadata', json }),
  message: () => undefined,
}

function parseMessage(text: string): ClientMessage {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new DuetError('request.invalid', 'A text message is no JSON.')
  }
  const parsed = clientMessageSchema.safeParse(value)
  if (!parsed.success)
    throw new DuetError('request.invalid', 'A message is none of those /openapi.json describes.', { field: 'message' })
  return parsed.data
}
