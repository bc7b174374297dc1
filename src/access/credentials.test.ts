import { describe, expect, it } from 'vitest'
import { clientAddress } from './client-address.ts'
import { chosenProtocol, credentialOf } from './credentials.ts'

describe('the credential of a request', () => {
  it('is read from the header or the offered subprotocols', () => {
    expect(credentialOf({ authorization: 'Bearer abc' })).toBe('abc')
    expect(credentialOf({ authorization: 'bearer   abc' })).toBe('abc')
    expect(credentialOf({ 'sec-websocket-protocol': 'duet.v1, duet.token.a.b-c_d' })).toBe('a.b-c_d')
    expect(credentialOf({})).toBeUndefined()
  })
  it('of another kind counts as a wrong one, not as none', () => {
    expect(credentialOf({ authorization: 'Basic YTpi' })).toBe('')
    expect(credentialOf({ authorization: '' })).toBe('')
    expect(credentialOf({ authorization: `Bearer ${'x'.repeat(5000)}` })).toBe('')
  })
  it('is never echoed: only our own subprotocol is answered', () => {
    expect(chosenProtocol(new Set(['duet.token.secret', 'duet.v1']))).toBe('duet.v1')
    expect(chosenProtocol(new Set(['duet.token.secret']))).toBe(false)
  })
})

describe('the address of a client', () => {
  it('is the connection’s own, whatever it claims', () => {
    expect(clientAddress('203.0.113.7', '10.0.0.1', [])).toBe('203.0.113.7')
    expect(clientAddress('::ffff:203.0.113.7', undefined, [])).toBe('203.0.113.7')
  })
  it('behind a trusted proxy is the last one it wrote, not what the client wrote before', () => {
    expect(clientAddress('127.0.0.1', 'forged, 198.51.100.4', ['127.0.0.1'])).toBe('198.51.100.4')
    expect(clientAddress('127.0.0.1', 'forged, 198.51.100.4, 10.0.0.2', ['127.0.0.1', '10.0.0.2'])).toBe('198.51.100.4')
    expect(clientAddress('127.0.0.1', undefined, ['127.0.0.1'])).toBe('127.0.0.1')
  })
})
