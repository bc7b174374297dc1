/** The nginx of deploy/ for real in front of a bridge: TLS, a call through it, its health checks, and what it says of a bridge that is gone. */
import { type ChildProcess, spawn } from 'node:child_process'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AccessFile } from '../../src/access/access-file.ts'
import { makeKey } from '../../src/access/keys.ts'
import { TestBridge } from '../../src/bridge/test-bridge.ts'
import { TestClient } from '../../src/bridge/test-client.ts'
import { fixture, freePorts, root, temporaryFolder, until } from './duet.ts'
import { nginx, nginxConfiguration } from './shipped-nginx.ts'

const name = 'duet.example'
const { keyId, key, hash } = makeKey()

describe.skipIf(!nginx)('nginx of deploy/ in front of a bridge', () => {
  let at: TestBridge
  let proxy: ChildProcess
  let port = 0
  let plain = 0
  let said = ''

  const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    new Promise<{ readonly status: number; readonly body: Record<string, unknown> }>((resolve, reject) => {
      const all = { host: name, ...headers }
      const asked = request({ host: '127.0.0.1', port, path, method, headers: all, rejectUnauthorized: false }, (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (piece: string) => (text += piece))
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body: text.startsWith('{') ? JSON.parse(text) : {} }),
        )
      })
      asked.on('error', reject).end()
    })

  beforeAll(async () => {
    at = await TestBridge.start({
      settings: { DUET_KEYS: 'always', DUET_TRUSTED_PROXIES: '127.0.0.1', DUET_ALLOWED_HOSTS: name },
      before: (dir) => {
        using file = new AccessFile(dir)
        file.addKey({ keyId, hash, name: '', scopes: ['talk'], createdAt: 0 })
      },
    })
    const folder = temporaryFolder('nginx')
    copyFileSync(fixture('tls/self-signed.cert.pem'), join(folder, 'cert.pem'))
    copyFileSync(fixture('tls/self-signed.key.pem'), join(folder, 'key.pem'))
    ;[port = 0, plain = 0] = await freePorts(2)
    writeFileSync(
      join(folder, 'nginx.conf'),
      nginxConfiguration(readFileSync(join(root, 'deploy/nginx/duet.conf'), 'utf8'), folder, {
        plain,
        tls: port,
        page: Number(new URL(at.addresses.page).port),
      }),
    )
    proxy = spawn(nginx ?? '', ['-p', folder, '-e', 'stderr', '-c', join(folder, 'nginx.conf')], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    proxy.stderr?.on('data', (piece) => (said += piece))
    await until(`nginx answers ${said}`, () =>
      ask('/health/nginx').then(
        ({ status }) => status === 200,
        () => false,
      ),
    )
  })
  afterAll(async () => {
    proxy.kill('SIGKILL')
    await at[Symbol.asyncDispose]()
  })

  it('sends plain http to https', async () => {
    const response = await fetch(`http://127.0.0.1:${plain}/test-voice`, { redirect: 'manual' })
    expect(response.status).toBe(301)
    expect(response.headers.get('location')).toMatch(/^https:/)
  })

  it('answers for itself at /health/startup, and /health is the deep check', async () => {
    expect(await ask('/health/startup')).toEqual({ status: 200, body: { status: 'ok', nginx: 'ready' } })
    expect((await ask('/health')).body).toMatchObject({ checks: { moshi: { status: 'ok' } } })
    expect((await ask('/metrics')).status).toBe(404)
  })

  it('holds a call through TLS, with sound both ways and the key checked behind it', async () => {
    expect((await ask('/session', {}, 'POST')).status).toBe(401)
    const headers = { host: name, authorization: `Bearer ${key}` }
    const made = await ask('/session', headers, 'POST')
    expect(made.status).toBe(200)
    const client = new TestClient(`wss://127.0.0.1:${port}/ws/${made.body.session_id}`, { headers, rejectUnauthorized: false })
    const engine = await at.engine.next()
    await client.ready()
    client.headers()
    client.audio([Uint8Array.of(0xf8, 0xff, 0xfe)])
    await until('sound is at the engine', () => engine.packets.length > 0)
    client.socket.close()
  })

  it('passes the bridge’s own refusal on while it drains, and says in JSON when it is gone', async () => {
    await at.bridge.drain(0)
    const refused = await ask('/session', { authorization: `Bearer ${key}` }, 'POST')
    expect(refused.status).toBe(503)
    expect(refused.body).toMatchObject({ error: { code: 'server.stopping', message: expect.stringContaining('no new calls') } })
    expect((await ask('/health')).status).toBe(503)
    await at.bridge.close('gone')
    for (const path of ['/health', '/personas'])
      expect(await ask(path)).toMatchObject({ status: 503, body: { error: { message: 'Duet does not answer.' } } })
  })
})
