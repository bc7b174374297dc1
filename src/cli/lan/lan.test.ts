import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openAccess } from '../../access/access.ts'
import { AccessFile } from '../../access/access-file.ts'
import { lanAddresses, ownNames } from './addresses.ts'
import { lanCertificate } from './certificate.ts'
import { ensureKey, pairingLink, scannable } from './pairing.ts'

let dir = ''
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'duet-lan-'))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const day = 86_400_000
const names = ['localhost', '192.168.0.5']

describe('the certificate of a local network', () => {
  it('names every address, is its owner’s alone, and stays the same while it fits', async () => {
    const made = await lanCertificate(dir, names)
    const certificate = new X509Certificate(readFileSync(made.cert))
    expect(made.made).toBe(true)
    expect(certificate.checkIP('192.168.0.5')).toBe('192.168.0.5')
    expect(certificate.checkHost('localhost')).toBe('localhost')
    expect(certificate.checkIP('192.168.0.6')).toBeUndefined()
    expect(statSync(made.key).mode & 0o077).toBe(0)
    expect(await lanCertificate(dir, names)).toEqual({ ...made, made: false })
    expect(made.fingerprint).toBe(certificate.fingerprint256)
  })

  it('is made anew for an address it does not name, and before it runs out', async () => {
    const before = await lanCertificate(dir, names)
    const moved = await lanCertificate(dir, [...names, '10.0.0.7'])
    expect(moved.made).toBe(true)
    expect(moved.fingerprint).not.toBe(before.fingerprint)
    const late = Date.now() + 340 * day
    expect((await lanCertificate(dir, names, late)).made).toBe(true)
    expect((await lanCertificate(dir, names, late)).made).toBe(false)
  })
})

describe('pairing', () => {
  it('makes one key, shown once, and links that each work once', async () => {
    expect(ensureKey(dir)).toMatch(/^duet_/)
    expect(ensureKey(dir)).toBeUndefined()
    const link = new URL(pairingLink(dir, 'https://192.168.0.5:3010'))
    expect(link.origin + link.pathname).toBe('https://192.168.0.5:3010/test-voice')
    const code = link.hash.replace('#link=', '')
    const access = openAccess({ dir, required: true })
    const { token, user } = await access.redeemLink(code)
    expect(user).toBe('local')
    expect(await access.authenticate(token)).toMatchObject({ type: 'token', scopes: ['talk'] })
    await expect(access.redeemLink(code)).rejects.toMatchObject({ code: 'access.link' })
    using file = new AccessFile(dir)
    for (const key of file.keys()) file.revoke(key.keyId, Date.now())
    await expect(access.authenticate(token)).rejects.toMatchObject({ code: 'access.invalid' })
    access.close()
  })

  it('draws a square code', () => {
    const rows = stripVTControlCharacters(scannable('https://192.168.0.5:3010/test-voice#link=abc')).split('\n')
    const width = rows[0]?.trim().length ?? 0
    expect(rows.every((row) => row.length === width + 2)).toBe(true)
    expect(rows).toHaveLength(Math.ceil(width / 2))
  })
})

describe('addresses of this machine', () => {
  const one = (address: string, more: object = {}) => ({
    ...{ address, netmask: '', mac: '', internal: false, cidr: null, family: 'IPv4' as const },
    ...more,
  })
  it('are those a phone can reach, private ones first', () => {
    const found = lanAddresses({
      lo: [one('127.0.0.1', { internal: true })],
      docker0: [one('172.17.0.1')],
      eth0: [one('203.0.113.9'), one('169.254.3.4')],
      wlan0: [one('192.168.0.5')],
    })
    expect(found).toEqual(['192.168.0.5', '203.0.113.9'])
  })
  it('names are those a certificate can hold', () => {
    expect(ownNames('Study.local')).toEqual(['localhost', 'study', 'study.local'])
    expect(ownNames('a_b')).toEqual(['localhost'])
  })
})
