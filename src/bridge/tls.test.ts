import { copyFileSync, mkdtempSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { generate } from 'selfsigned'
import { describe, expect, it, vi } from 'vitest'
import { openAccess } from '../access/access.ts'
import { AccessFile } from '../access/access-file.ts'
import { makeKey } from '../access/keys.ts'
import { TestBridge } from './test-bridge.ts'
import { TestClient } from './test-client.ts'

const fixture = (name: string) => fileURLToPath(new URL(`../../test/fixtures/tls/${name}`, import.meta.url))

/** A bridge beyond loopback behind a certificate of its own, with one key. */
async function secureBridge() {
  const folder = mkdtempSync(join(tmpdir(), 'duet-tls-'))
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
  copyFileSync(fixture('self-signed.cert.pem'), files.cert)
  copyFileSync(fixture('self-signed.key.pem'), files.key)
  const { keyId, key, hash } = makeKey()
  const at = await TestBridge.start({
    before: (dir) => {
      using file = new AccessFile(dir)
      file.addKey({ keyId, hash, name: '', scopes: ['talk'], createdAt: 0 })
    },
    settings: { DUET_HOST: '0.0.0.0', DUET_TLS_CERT: files.cert, DUET_TLS_KEY: files.key },
  })
  return { at, key, files, port: Number(new URL(at.addresses.page).port) }
}

/** A request over TLS by a client that takes any certificate. */
function ask(port: number, path: string, { method = 'GET', key = '', body = '' } = {}) {
  return new Promise<{ readonly status: number; readonly body: Record<string, unknown> }>((resolve, reject) => {
    const headers = key === '' ? {} : { authorization: `Bearer ${key}` }
    const asked = request({ host: '127.0.0.1', port, path, method, headers, rejectUnauthorized: false }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (piece: string) => (text += piece))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) }))
    })
    asked.on('error', reject).end(body)
  })
}

function servedFingerprint(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().fingerprint256)
      socket.destroy()
    })
    socket.on('error', reject)
  })
}

describe('a bridge with a certificate', () => {
  it('holds a call on its https origin with the token of a scanned link, and asks others for a key', async () => {
    const { at, port } = await secureBridge()
    await using _ = at
    expect((await ask(port, '/health')).status).toBe(200)
    expect((await ask(port, '/session', { method: 'POST' })).status).toBe(401)

    const access = openAccess({ dir: at.dir, required: true })
    const code = access.createLink({ type: 'local' }, { user: 'ana', scopes: ['talk'], limits: {}, lifeMs: 60_000 }, 60_000)
    access.close()
    const redeemed = await ask(port, '/link', { method: 'POST', body: JSON.stringify({ code }) })
    const token = String(redeemed.body.token)
    const made = await ask(port, '/session', { method: 'POST', key: token })
    const client = new TestClient(`wss://127.0.0.1:${port}/ws/${made.body.session_id}`, {
      headers: { authorization: `Bearer ${token}` },
      rejectUnauthorized: false,
    })
    await at.engine.next()
    await client.ready()
    client.socket.close()
    expect((await ask(port, '/link', { method: 'POST', body: JSON.stringify({ code }) })).status).toBe(410)
  })

  it('serves no plain http there, and its other port on this machine alone', async () => {
    const { at, port } = await secureBridge()
    await using _ = at
    await expect(fetch(`http://127.0.0.1:${port}/health`)).rejects.toThrow()
    expect(at.addresses.page).toMatch(/^https:/)
    expect((await fetch(`${at.http}/health`)).status).toBe(200)
    const other = at.http.replace('localhost', '127.0.0.2')
    await expect(fetch(`${other}/health`)).rejects.toThrow()
  })

  it('takes up a renewed certificate without a restart', async () => {
    const { at, files, port } = await secureBridge()
    await using _ = at
    const before = await servedFingerprint(port)
    const pems = await generate([{ name: 'commonName', value: 'renewed' }], { keyType: 'ec', algorithm: 'sha256' })
    writeFileSync(files.key, pems.private)
    writeFileSync(files.cert, pems.cert)
    await vi.waitFor(async () => expect(await servedFingerprint(port)).not.toBe(before), { timeout: 18_000, interval: 250 })
  })

  it('refuses to start with half a pair', async () => {
    const half = TestBridge.start({ settings: { DUET_TLS_CERT: fixture('self-signed.cert.pem') } })
    await expect(half).rejects.toMatchObject({ code: 'config.invalid', field: 'DUET_TLS_KEY' })
  })
})
