/** Each channel against a stand-in of its server, which says what arrived. */
import { rmSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { loadConfig } from '../../../config/config.ts'
import { createLog } from '../../../observe/log.ts'
import { type Channel, type Message, NotTaken } from './channel.ts'
import { openChannels } from './channels.ts'
import { email } from './email.ts'
import { logChannel } from './log-channel.ts'
import { openClawCli, openClawHttp } from './openclaw.ts'
import { standInBaileys, standInHttp, standInProgram, standInSmtp } from './stand-ins.ts'
import { signatureOf, webhook } from './webhook.ts'
import { whatsapp } from './whatsapp.ts'

const message: Message = {
  ...{ id: 'm-1', kind: 'question', taskId: 't-1', userId: 'ana', subject: 'A task needs your input' },
  text: 'I need your input:\n\n--Blå "or" $(green)?\n\nAnswer here: http://localhost/?session=t-1',
  link: 'http://localhost/?session=t-1&mode=answer#answer=x',
}
const never = new AbortController().signal
const send = (channel: Channel) => channel.send(message, never)
const phone = '4712345678'
/** What went wrong, and whether trying again is in vain. */
const failure = async (channel: Channel) => {
  const error = await send(channel).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(String(error)).not.toMatch(/Blå|green|hunter2/)
  return { final: error instanceof NotTaken, message: error instanceof Error ? error.message : undefined }
}

describe('a webhook', () => {
  it('gets JSON with its id, its time and a signature of both', async () => {
    await using at = await standInHttp()
    await send(webhook({ url: `${at.url}/hook`, secret: 'a secret of mine', now: () => 1_800_000_000_999 }))
    const [{ path, headers, body } = { path: '', headers: {}, body: '{}' }] = at.arrived
    expect(path).toBe('/hook')
    expect(JSON.parse(body)).toEqual({
      ...{ id: 'm-1', type: 'task.question', task_id: 't-1', user_id: 'ana', text: message.text, link: message.link },
    })
    expect(headers).toMatchObject({ 'webhook-id': 'm-1', 'webhook-timestamp': '1800000000', 'idempotency-key': 'm-1' })
    expect(headers['webhook-signature']).toBe(`v1,${signatureOf('a secret of mine', 'm-1', '1800000000', body)}`)
    expect(signatureOf('a secret of mine', 'm-1', '1800000001', body)).not.toBe(
      signatureOf('a secret of mine', 'm-1', '1800000000', body),
    )
  })

  it('that refuses is not asked again, one that cannot now is, and none is followed elsewhere', async () => {
    await using at = await standInHttp([400, 503, 302])
    const hook = webhook({ url: at.url, secret: 's' })
    expect(await failure(hook)).toEqual({ final: true, message: 'the webhook answered 400' })
    expect(await failure(hook)).toEqual({ final: false, message: 'the webhook answered 503' })
    expect((await failure(hook)).final).toBe(false)
    expect((await failure(webhook({ url: 'http://127.0.0.1:9', secret: 's' }))).final).toBe(false)
  })
})

describe('OpenClaw', () => {
  it('by its command line sends the text as one argument, to the number as it wants it', async () => {
    const at = standInProgram([0, 1])
    const channel = openClawCli({ command: [at.file, '--profile', 'x'], phone, dir: at.dir })
    await send(channel)
    expect(at.arrived()).toEqual([
      ['--profile', 'x', 'message', 'send', '--channel', 'whatsapp', '--target', '+4712345678', '--message', message.text],
    ])
    expect((await failure(channel)).message).toMatch(/exit code 1/)
    rmSync(at.dir, { recursive: true })
  })

  it('by its gateway has an agent deliver it, with its token', async () => {
    await using at = await standInHttp([202, 401])
    const channel = openClawHttp({ url: at.url, token: 'hunter2', phone })
    await send(channel)
    const [{ path, headers, body } = { path: '', headers: {}, body: '{}' }] = at.arrived
    expect([path, headers.authorization]).toEqual(['/hooks/agent', 'Bearer hunter2'])
    expect(JSON.parse(body)).toMatchObject({
      deliver: true,
      channel: 'whatsapp',
      to: '+4712345678',
      wakeMode: 'now',
      sessionKey: 'duet:t-1',
    })
    expect(JSON.parse(body).message).toContain(message.text)
    expect(await failure(channel)).toEqual({ final: true, message: '/hooks/agent answered 401' })
  })
})

describe('a Baileys bridge', () => {
  it('gets the text for the number’s address, and its answer is told from the events of others', async () => {
    await using at = await standInBaileys()
    await send(whatsapp({ url: at.url, phone: '+4712345678' }))
    expect(at.arrived).toEqual([{ action: 'send', jid: '4712345678@s.whatsapp.net', text: message.text }])
  })

  it('that cannot send, says nothing, closes or is away is tried again', async () => {
    await using at = await standInBaileys([{ status: 'failed', error: message.text }, 'silent', 'close'])
    const channel = whatsapp({ url: at.url, phone, timeoutMs: 300 })
    expect(await failure(channel)).toEqual({ final: false, message: 'the WhatsApp bridge could not send it' })
    expect((await failure(channel)).message).toMatch(/did not answer in time/)
    expect((await failure(channel)).message).toMatch(/closed the socket/)
    expect((await failure(whatsapp({ url: 'ws://127.0.0.1:9', phone }))).message).toMatch(/ECONNREFUSED/)
  })
})

describe('e-mail', () => {
  it('arrives at a mail server, with a name of its own and as plain text', async () => {
    await using at = await standInSmtp()
    const channel = email({ url: at.url, from: 'duet@example.org', to: 'ana@example.org' })
    await send(channel)
    await channel.close?.()
    expect(at.arrived).toMatchObject([{ from: 'duet@example.org', to: 'ana@example.org', user: 'duet' }])
    const text = at.arrived[0]?.text ?? ''
    expect(text).toContain('Subject: Duet: A task needs your input')
    expect(text).toContain('Message-ID: <m-1@duet>')
    expect(text).toMatch(/Auto-Submitted: auto-generated/)
    expect(text.replaceAll('=\r\n', '')).toContain('session=3Dt-1')
  })

  it('that is refused for good is not tried again; a wrong password or a server away is', async () => {
    await using refusing = await standInSmtp({ code: 550 })
    await using busy = await standInSmtp({ code: 451 })
    const to = (url: string) => email({ url, from: 'a@example.org', to: 'b@example.org', timeoutMs: 2000 })
    expect(await failure(to(refusing.url))).toEqual({ final: true, message: 'the mail server answered 550' })
    expect(await failure(to(busy.url))).toEqual({ final: false, message: 'the mail server answered 451' })
    expect((await failure(to(`smtp://duet:wrong@127.0.0.1:${busy.port}`))).final).toBe(false)
    expect((await failure(to('smtp://127.0.0.1:9'))).message).toMatch(/cannot be reached/)
  })
})

it('the log is told that there is something, and not what', async () => {
  const lines: string[] = []
  await send(logChannel(createLog({ level: 'info', name: 'mas', destination: { write: (line) => void lines.push(line) } })))
  expect(lines.join()).toContain('t-1')
  expect(lines.join()).not.toMatch(/green|answer=/)
})

describe('channels by the settings', () => {
  const open = (flags: Record<string, string>) =>
    openChannels(loadConfig({ flags }).config, createLog({ level: 'silent', name: 'mas' }))
  it('are the log alone if nothing is said, and all that are named', () => {
    expect(open({}).map((one) => one.name)).toEqual(['log'])
    const all = {
      DUET_NOTIFY: 'openclaw,openclaw-http,whatsapp,webhook,email,log',
      WHATSAPP_PHONE: '+4712345678',
      DUET_OPENCLAW_TOKEN: 't',
      DUET_WEBHOOK_URL: 'https://example.org/hook',
      DUET_WEBHOOK_SECRET: 'sixteen characters',
      DUET_SMTP_URL: 'smtp://127.0.0.1',
      DUET_MAIL_FROM: 'a@example.org',
      DUET_MAIL_TO: 'b@example.org',
    }
    expect(open(all).map((one) => one.name)).toEqual(['openclaw', 'openclaw-http', 'whatsapp', 'webhook', 'email', 'log'])
  })
  it.each(['openclaw', 'openclaw-http', 'whatsapp', 'webhook', 'email'])('%s says what it lacks', (name) => {
    expect(() => open({ DUET_NOTIFY: name })).toThrow(expect.objectContaining({ code: 'config.invalid' }))
  })
})
