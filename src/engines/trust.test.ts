import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DuetError } from '../protocol/errors.ts'
import type { LegEvents } from './engine.ts'
import { type FakeEngine, startFakeEngine } from './fake/fake-engine.ts'
import { moshi } from './moshi.ts'
import { moshiEngine } from './moshi-engine.ts'

const file = (name: string) => readFileSync(fileURLToPath(new URL(`../../test/fixtures/tls/${name}`, import.meta.url)), 'utf8')
const cert = file('self-signed.cert.pem')
const { fingerprint256 } = new X509Certificate(cert)

let server: FakeEngine
beforeAll(async () => {
  server = await startFakeEngine({ as: 'moshi', tls: { cert, key: file('self-signed.key.pem') } })
})
afterAll(() => server.close())

/** `ready`, or the code of the error. */
async function tried(query: string): Promise<{ result: string; message: string }> {
  const done = Promise.withResolvers<DuetError | 'ready' | undefined>()
  const events: LegEvents = {
    warming() {},
    ready: () => done.resolve('ready'),
    audio() {},
    text() {},
    metadata() {},
    closed: (error) => done.resolve(error),
  }
  const engine = moshiEngine(moshi, new URL(`/api/chat${query}`, server.url))
  const leg = engine.open({ prompt: 'secret', voice: 'NATF0', greet: false }, events)
  const outcome = await done.promise
  await leg.close('')
  const { available } = await engine.probe(AbortSignal.timeout(5000))
  expect(available).toBe(outcome === 'ready')
  return typeof outcome === 'object'
    ? { result: outcome.code, message: outcome.message }
    : { result: String(outcome), message: '' }
}

describe('an engine with a certificate of its own making', () => {
  it('is refused on this machine, too, and its fingerprint told', async () => {
    const before = server.calls.length
    const { result, message } = await tried('')
    expect(result).toBe('engine.untrusted')
    expect(message).toContain(fingerprint256.replaceAll(':', ''))
    expect(server.calls).toHaveLength(before)
  })

  it('is taken by explicit choice', async () => {
    expect(await tried('?insecure=1')).toMatchObject({ result: 'ready' })
  })

  it('is taken by its fingerprint, and another one is not', async () => {
    expect(await tried(`?fingerprint=${fingerprint256}`)).toMatchObject({ result: 'ready' })
    expect(await tried(`?fingerprint=${fingerprint256.replace(/^../, '00')}`)).toMatchObject({ result: 'engine.untrusted' })
  })

  it('sees nothing of what the address holds for Duet', async () => {
    await tried('?insecure=1&sessions=3&own=yes')
    expect([...(server.calls.at(-1)?.query ?? [])]).toEqual([['own', 'yes']])
  })
})
