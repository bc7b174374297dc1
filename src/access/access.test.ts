import { describe, expect, it } from 'vitest'
import { checkOrigin, type OriginRules } from './origins.ts'
import { RateLimiter, TokenBucket } from './rate.ts'

const rules: OriginRules = { hosts: ['duet.example'], origins: ['https://app.example'], ports: [3010, 8999] }
const check = (host: string | undefined, origin?: string, localAddress = '127.0.0.1') =>
  checkOrigin({ host, origin, localAddress }, rules)
const refused = (code: string) => expect.objectContaining({ code })

describe('the Host of a request', () => {
  it.each(['localhost:3010', '127.0.0.1:8999', '[::1]:8999', 'duet.example', 'DUET.example:443', 'x.localhost'])(
    '%s passes',
    (host) => {
      expect(check(host)).toBeUndefined()
    },
  )
  it.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '192.168.0.5',
    '',
    undefined,
    'a b',
    'localhost@evil',
  ])('%s is refused', (host) => {
    expect(() => check(host)).toThrow(refused('access.host'))
  })
  it('passes as an address when the connection came to it', () => {
    expect(check('192.168.0.5:3010', undefined, '::ffff:192.168.0.5')).toBeUndefined()
  })
})

describe('the Origin of a request', () => {
  it('is not needed, and the own one gets no CORS header', () => {
    expect(check('localhost:3010')).toBeUndefined()
    expect(check('localhost:3010', 'http://localhost:3010')).toBeUndefined()
    expect(check('duet.example', 'https://duet.example')).toBeUndefined()
  })
  it('of our other port or a listed page passes by CORS', () => {
    expect(check('localhost:8999', 'http://localhost:3010')).toBe('http://localhost:3010')
    expect(check('localhost:8999', 'https://app.example')).toBe('https://app.example')
  })
  it.each([
    'https://evil.example',
    'http://localhost:5173',
    'http://localhost',
    'null',
    'https://app.example.evil.example',
    'https://app.example:8443',
    'file://localhost:3010',
    '',
  ])('%s is refused', (origin) => {
    expect(() => check('localhost:8999', origin)).toThrow(refused('access.origin'))
  })
})

describe('a token bucket', () => {
  it('gives the burst, then the rate', () => {
    const bucket = new TokenBucket({ perSecond: 10, burst: 2 }, 0)
    expect([bucket.take(0), bucket.take(0), bucket.take(0)]).toEqual([true, true, false])
    expect([bucket.take(100), bucket.take(100)]).toEqual([true, false])
  })
})

describe('the limiter by address', () => {
  it('keeps addresses apart and never more of them than its bound', () => {
    const limiter = new RateLimiter({ perSecond: 1, burst: 1 }, 3)
    expect(limiter.take('a', 0)).toBe(true)
    expect(limiter.take('a', 0)).toBe(false)
    for (const address of 'bcdefgh') expect(limiter.take(address, 0)).toBe(true)
    expect(limiter.size).toBe(3)
  })
})
