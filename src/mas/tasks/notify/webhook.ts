/** Any HTTP server as a channel: JSON, signed as Standard Webhooks has it (HMAC-SHA256 over id, time and body). */
import { createHmac } from 'node:crypto'
import { type Channel, type Message, NotTaken, refuses } from './channel.ts'

export type WebhookOptions = {
  readonly url: string
  readonly secret: string
  readonly timeoutMs?: number
  /** Epoch ms. */
  readonly now?: () => number
}

export function webhook({ url, secret, timeoutMs = 15_000, now = Date.now }: WebhookOptions): Channel {
  return {
    name: 'webhook',
    async send(message, signal) {
      const body = JSON.stringify(bodyOf(message))
      const timestamp = String(Math.floor(now() / 1000))
      const response = await fetch(url, {
        method: 'POST',
        redirect: 'error',
        headers: {
          'content-type': 'application/json',
          'idempotency-key': message.id,
          'webhook-id': message.id,
          'webhook-timestamp': timestamp,
          'webhook-signature': `v1,${signatureOf(secret, message.id, timestamp, body)}`,
        },
        body,
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      })
      await response.body?.cancel()
      if (response.ok) return
      const detail = `the webhook answered ${response.status}`
      throw refuses(response.status) ? new NotTaken(detail) : new Error(detail)
    },
  }
}

/** Base64. */
export function signatureOf(secret: string, id: string, timestamp: string, body: string): string {
  return createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')
}

function bodyOf({ id, kind, taskId, userId, text, link }: Message) {
  return { id, type: `task.${kind}`, task_id: taskId, user_id: userId, text, link }
}
