/** WhatsApp as a channel, by the socket of a Baileys bridge: `{action: "send", jid, text}`, answered with `{status: "sent", message_id}`. */
import { WebSocket } from 'ws'
import * as z from 'zod'
import { type Channel, NotTaken } from './channel.ts'

export type WhatsappOptions = {
  /** "ws://127.0.0.1:18791" */
  readonly url: string
  readonly phone: string
  readonly timeoutMs?: number
}

const answerSchema = z.looseObject({ status: z.string().optional(), error: z.unknown().optional(), type: z.string().optional() })
/** Events of others come by the same socket. */
const eventTypes = new Set(['message', 'reaction', 'connection'])

/** A socket for each message: there are few, and the bridge need not run in between. */
export function whatsapp({ url, phone, timeoutMs = 15_000 }: WhatsappOptions): Channel {
  const jid = `${phone.replace(/^\+/, '')}@s.whatsapp.net`
  return {
    name: 'whatsapp',
    async send({ text }, signal) {
      const socket = new WebSocket(url, { handshakeTimeout: timeoutMs, maxPayload: 1024 * 1024 })
      const deadline = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
      try {
        await new Promise<void>((resolve, reject) => {
          deadline.addEventListener('abort', () => reject(new Error('the WhatsApp bridge did not answer in time')), {
            once: true,
          })
          socket.on('error', (error: NodeJS.ErrnoException) =>
            reject(new Error(`the WhatsApp bridge cannot be reached (${error.code ?? 'error'})`)),
          )
          socket.on('close', () => reject(new Error('the WhatsApp bridge closed the socket')))
          socket.on('open', () => socket.send(JSON.stringify({ action: 'send', jid, text })))
          socket.on('message', (data) => {
            const answer = read(data.toString())
            if (!answer || (answer.type !== undefined && eventTypes.has(answer.type))) return
            if (answer.status === 'sent') resolve()
            else if (answer.status === 'invalid' || answer.status === 'not_on_whatsapp')
              reject(new NotTaken('the WhatsApp bridge does not take it'))
            else reject(new Error('the WhatsApp bridge could not send it'))
          })
        })
      } finally {
        socket.removeAllListeners()
        socket.on('error', () => {})
        socket.close()
      }
    },
  }
}

function read(json: string): z.output<typeof answerSchema> | undefined {
  try {
    return answerSchema.parse(JSON.parse(json))
  } catch {
    return undefined
  }
}
