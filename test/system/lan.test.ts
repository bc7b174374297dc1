/** `duet up --lan` as a person starts it: what it prints is enough to talk from another machine of the network. */
import { request } from 'node:https'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TestClient } from '../../src/bridge/test-client.ts'
import { lanAddresses } from '../../src/cli/lan/addresses.ts'
import { TestEngine } from '../../src/engines/test-engine.ts'
import { duet, type RunningDuet, startDuet, until } from './duet.ts'

/** A request by a client that takes a certificate nobody vouches for. */
function post(url: string, body: string, token?: string) {
  return new Promise<{ readonly status: number; readonly answer: Record<string, unknown> }>((resolve, reject) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const asked = request(url, { method: 'POST', headers, rejectUnauthorized: false }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (piece: string) => (text += piece))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, answer: JSON.parse(text) }))
    })
    asked.on('error', reject).end(body)
  })
}

// A machine without a network has no address for a phone, and is told so by the command itself.
describe.skipIf(lanAddresses().length === 0)('duet up --lan', () => {
  const engine = new TestEngine()
  let env: Record<string, string> = {}
  let running: RunningDuet
  beforeAll(async () => {
    const address = await engine.start()
    env = { DUET_ENGINES: `personaplex=${address.href}`, DUET_BRIDGE_EAR: 'off', DUET_MAS: 'off' }
    running = await startDuet({ args: ['--lan'], env })
  })
  afterAll(async () => {
    await running.end()
    await engine.stop()
  })

  it('prints the address, a key, the fingerprint and a code; the link behind the code leads into a call over TLS', async () => {
    // The line that says it is ready comes before the rest of what is printed.
    await until('the code is printed', () => running.output().includes('▄▄▄▄▄') && running.output().includes('#link='))
    const output = running.output()
    const [, page = '', code = ''] = /(https:\/\/\S+)\/test-voice#link=(\S+)/.exec(output) ?? []
    expect(new URL(page).hostname).toBe(lanAddresses()[0])
    expect(output).toMatch(/Duet is ready: https:\/\/[\d.]+:\d+\/test-voice/)
    expect(output).toMatch(/shown this once: duet_/)
    expect(output).toMatch(/([0-9A-F]{2}:){31}[0-9A-F]{2}/)
    expect(output).toContain('▄▄▄▄▄')

    expect((await post(`${page}/session`, '')).status).toBe(401)
    const { answer } = await post(`${page}/link`, JSON.stringify({ code }))
    const token = String(answer.token)
    const made = await post(`${page}/session`, '', token)
    expect(made.status).toBe(200)
    const client = new TestClient(`${page.replace('https', 'wss')}/ws/${made.answer.session_id}`, {
      headers: { authorization: `Bearer ${token}` },
      rejectUnauthorized: false,
    })
    await client.ready()
    client.socket.close()
    await expect(fetch(`${page.replace('https', 'http')}/health`)).rejects.toThrow()
    expect((await post(`${page}/link`, JSON.stringify({ code }))).status).toBe(410)
  })

  it('a further code can be had while it runs', async () => {
    const port = new URL(running.page).port
    const { code, stdout } = await duet(['pair'], { ...env, DUET_DATA_DIR: running.dataDir, DUET_PAGE_PORT: port })
    expect(code).toBe(0)
    const [, page = '', secret = ''] = /(https:\/\/\S+)\/test-voice#link=(\S+)/.exec(stdout) ?? []
    expect((await post(`${page}/link`, JSON.stringify({ code: secret }))).status).toBe(200)
  })
})
