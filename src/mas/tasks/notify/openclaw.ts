/** OpenClaw as a channel: its command line, which sends a text as it is, or its gateway's hook, which has an agent pass it on. */
import { runProgram } from '../program.ts'
import { type Channel, NotTaken, refuses } from './channel.ts'

export type OpenClawCliOptions = {
  /** The program, and arguments before ours. */
  readonly command: readonly string[]
  /** With country code. */
  readonly phone: string
  /** Where it runs. */
  readonly dir: string
  readonly timeoutMs?: number
}

/** "+4712345678" */
export function internationalNumber(phone: string): string {
  return phone.startsWith('+') ? phone : `+${phone}`
}

export function openClawCli({ command, phone, dir, timeoutMs = 30_000 }: OpenClawCliOptions): Channel {
  return {
    name: 'openclaw',
    async send({ text }, signal) {
      const argv = [
        ...command,
        'message',
        'send',
        '--channel',
        'whatsapp',
        '--target',
        internationalNumber(phone),
        '--message',
        text,
      ]
      const env = ['OPENCLAW_GATEWAY_TOKEN', 'OPENCLAW_CONFIG_PATH', 'OPENCLAW_STATE_DIR']
      const end = await runProgram({ argv, cwd: dir, env, timeoutMs, outputMost: 4000, signal })
      if (end.how === 'exited' && end.code === 0) return
      throw new Error(`${command[0]} ${end.how === 'exited' ? `ended with exit code ${end.code}` : end.how}`)
    },
  }
}

export type OpenClawHttpOptions = {
  /** "http://127.0.0.1:18789" */
  readonly url: string
  readonly token: string
  readonly phone: string
  readonly timeoutMs?: number
}

export function openClawHttp({ url, token, phone, timeoutMs = 30_000 }: OpenClawHttpOptions): Channel {
  return {
    name: 'openclaw-http',
    async send({ id, taskId, text }, signal) {
      const body = {
        message: `Send the person exactly the following text and nothing else:\n\n${text}`,
        name: 'Duet',
        sessionKey: `duet:${taskId}`,
        wakeMode: 'now',
        deliver: true,
        channel: 'whatsapp',
        to: internationalNumber(phone),
      }
      const response = await fetch(`${url}/hooks/agent`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'idempotency-key': id },
        body: JSON.stringify(body),
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      })
      await response.body?.cancel()
      if (response.ok) return
      const detail = `/hooks/agent answered ${response.status}`
      throw refuses(response.status) ? new NotTaken(detail) : new Error(detail)
    },
  }
}
