/** E-mail as a channel, by SMTP. */
import { createTransport } from 'nodemailer'
import { type Channel, NotTaken } from './channel.ts'

export type EmailOptions = {
  /** smtp(s)://user:password@host:port */
  readonly url: string
  readonly from: string
  readonly to: string
  readonly timeoutMs?: number
}

export function email({ url, from, to, timeoutMs = 30_000 }: EmailOptions): Channel {
  const limits = { connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs }
  const transport = createTransport({ url, ...limits, disableFileAccess: true, disableUrlAccess: true })
  return {
    name: 'email',
    async send({ id, subject, text }) {
      try {
        await transport.sendMail({
          ...{ from, to, subject: `Duet: ${subject}`, text },
          messageId: `<${id}@duet>`,
          headers: { 'Auto-Submitted': 'auto-generated' },
        })
      } catch (thrown) {
        throw smtpError(thrown)
      }
    },
    close: async () => transport.close(),
  }
}

/** A server's own words may repeat the message. */
function smtpError(thrown: unknown): Error {
  const { responseCode, code } = (thrown ?? {}) as { readonly responseCode?: unknown; readonly code?: unknown } // nodemailer's errors have these
  if (typeof responseCode === 'number') {
    const detail = `the mail server answered ${responseCode}`
    return responseCode >= 500 && responseCode !== 535 ? new NotTaken(detail) : new Error(detail)
  }
  return new Error(`the mail server cannot be reached (${typeof code === 'string' ? code : 'error'})`)
}
