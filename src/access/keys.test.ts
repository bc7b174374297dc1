import { mkdtempDisposableSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Access, openAccess } from './access.ts'
import { AccessFile } from './access-file.ts'
import { makeKey, readKey } from './keys.ts'
import type { Scope } from './principal.ts'

const refused = (code: string) => expect.objectContaining({ code })
const minute = 60_000

/** A door with a clock of its own, and the file behind it. */
function door(options: { required?: boolean; userMinutes?: number } = {}) {
  const tmp = mkdtempDisposableSync(join(tmpdir(), 'duet-access-'))
  const clock = { now: Date.UTC(2026, 10, 26, 12) }
  const access = openAccess({ dir: tmp.path, required: true, now: () => clock.now, ...options })
  const file = new AccessFile(tmp.path)
  const key = (...scopes: Scope[]) => {
    const made = makeKey()
    file.addKey({ ...made, name: 'test', scopes, createdAt: clock.now })
    return made
  }
  return {
    access,
    file,
    clock,
    key,
    dir: tmp.path,
    [Symbol.dispose]() {
      access.close()
      file.close()
      tmp.remove()
    },
  }
}
const wish = (user: string) => ({ user, scopes: ['talk'] as const, limits: {}, lifeMs: 10 * minute })
const tokenOf = async (access: Access, key: string, user = 'ana') =>
  (await access.mint(await access.authenticate(key), wish(user))).token

describe('a key', () => {
  it('is known by its form alone, and by nothing else', () => {
    const { key, keyId } = makeKey()
    expect(readKey(key)?.keyId).toBe(keyId)
    for (const wrong of ['', 'duet_', `${key}x`, key.slice(0, -1), key.toUpperCase(), `x${key}`])
      expect(readKey(wrong)).toBeUndefined()
  })
  it('opens the door with its scopes', async () => {
    using at = door()
    const { key, keyId } = at.key('talk', 'metrics')
    expect(await at.access.authenticate(key)).toEqual({ type: 'key', keyId, scopes: ['talk', 'metrics'] })
  })
  it('is kept as a hash only, in a file for its owner alone', () => {
    using at = door()
    const { key } = at.key('talk')
    const bytes =
      readFileSync(join(at.dir, 'access.sqlite')).toString('latin1') +
      readFileSync(join(at.dir, 'access.sqlite-wal')).toString('latin1')
    expect(bytes).toContain('test') // the key's name: it is the right file
    expect(bytes).not.toContain(key.slice(-43))
    expect(statSync(join(at.dir, 'access.sqlite')).mode & 0o077).toBe(0)
  })
  it('with one letter changed is refused', async () => {
    using at = door()
    const { key } = at.key('talk')
    const other = key.at(-1) === 'A' ? 'B' : 'A'
    await expect(at.access.authenticate(key.slice(0, -1) + other)).rejects.toEqual(refused('access.invalid'))
  })
  it('that is revoked is refused at once, and so are the tokens it made', async () => {
    using at = door()
    const { key, keyId } = at.key('talk')
    const token = await tokenOf(at.access, key)
    expect(at.file.revoke(keyId, at.clock.now)).toBe(true)
    await expect(at.access.authenticate(key)).rejects.toEqual(refused('access.invalid'))
    await expect(at.access.authenticate(token)).rejects.toEqual(refused('access.invalid'))
    expect(at.access.hasKey('talk')).toBe(false)
  })
})

describe('a request without a key', () => {
  it('is local where none are required, and refused where they are', async () => {
    using open = door({ required: false })
    expect(await open.access.authenticate(undefined)).toEqual({ type: 'local' })
    using shut = door()
    await expect(shut.access.authenticate(undefined)).rejects.toEqual(refused('access.missing'))
  })
  it('with a wrong one is refused even where none are required', async () => {
    using open = door({ required: false })
    await expect(open.access.authenticate('nonsense')).rejects.toEqual(refused('access.invalid'))
  })
})

describe('a token', () => {
  it('speaks for its user with its limits', async () => {
    using at = door()
    const maker = await at.access.authenticate(at.key('talk').key)
    const { token } = await at.access.mint(maker, { ...wish('ana'), limits: { persona: 'arcus', calls: 1 } })
    expect(await at.access.authenticate(token)).toMatchObject({
      type: 'token',
      user: 'ana',
      limits: { persona: 'arcus', calls: 1 },
    })
  })
  it('is refused once it has expired', async () => {
    using at = door()
    const token = await tokenOf(at.access, at.key('talk').key)
    at.clock.now += 11 * minute
    await expect(at.access.authenticate(token)).rejects.toEqual(refused('access.expired'))
  })
  it('never lives longer than a day, whatever was asked for', async () => {
    using at = door()
    const maker = await at.access.authenticate(at.key('talk').key)
    const { expiresAt } = await at.access.mint(maker, { ...wish('ana'), lifeMs: 365 * 24 * 60 * minute })
    expect(expiresAt - at.clock.now).toBe(24 * 60 * minute)
  })
  it('that was changed, is unsigned, or is of another Duet is refused', async () => {
    using at = door()
    using other = door()
    const token = await tokenOf(at.access, at.key('talk').key)
    const [head = '', , sign = ''] = token.split('.')
    const body = Buffer.from(
      JSON.stringify({ iss: 'duet', sub: 'bob', kid: 'local', scp: ['manage'], exp: 9_999_999_999 }),
    ).toString('base64url')
    const none = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url')
    for (const forged of [`${head}.${body}.${sign}`, `${none}.${body}.`, await tokenOf(other.access, other.key('talk').key)])
      await expect(at.access.authenticate(forged)).rejects.toEqual(refused('access.invalid'))
  })
  it('cannot have a scope its maker lacks, nor make tokens itself', async () => {
    using at = door()
    const maker = await at.access.authenticate(at.key('talk').key)
    expect(() => at.access.mint(maker, { ...wish('ana'), scopes: ['manage'] })).toThrow(refused('access.forbidden'))
    const token = await at.access.authenticate(await tokenOf(at.access, at.key('talk').key))
    expect(() => at.access.mint(token, wish('bob'))).toThrow(refused('access.forbidden'))
  })
})

describe('a link', () => {
  it('is worth a token once', async () => {
    using at = door()
    const maker = await at.access.authenticate(at.key('talk').key)
    const code = at.access.createLink(maker, wish('ana'), minute)
    const { token, user } = await at.access.redeemLink(code)
    expect(user).toBe('ana')
    expect(await at.access.authenticate(token)).toMatchObject({ type: 'token', user: 'ana' })
    await expect(at.access.redeemLink(code)).rejects.toEqual(refused('access.link'))
  })
  it('is worth nothing once it has expired, or its key is revoked', async () => {
    using at = door()
    const { key, keyId } = at.key('talk')
    const maker = await at.access.authenticate(key)
    const [late, orphan] = [
      at.access.createLink(maker, wish('ana'), minute),
      at.access.createLink(maker, wish('ana'), 10 * minute),
    ]
    at.clock.now += 2 * minute
    await expect(at.access.redeemLink(late)).rejects.toEqual(refused('access.link'))
    at.file.revoke(keyId, at.clock.now)
    await expect(at.access.redeemLink(orphan)).rejects.toEqual(refused('access.link'))
  })
})

describe('the minutes of a user', () => {
  it('run out, by the day, and the smaller limit counts', async () => {
    using at = door({ userMinutes: 10 })
    const key = await at.access.authenticate(at.key('talk').key)
    expect(at.access.remainingMs(key, 'ana')).toBe(10 * minute)
    at.access.talked('ana', 7 * minute)
    expect(at.access.remainingMs(key, 'ana')).toBe(3 * minute)
    expect(at.access.remainingMs(key, 'bob')).toBe(10 * minute)
    const token = { type: 'token', keyId: 'x', user: 'ana', scopes: ['talk'], limits: { minutes: 5 } } as const
    expect(at.access.remainingMs(token, 'ana')).toBe(0)
    at.clock.now += 24 * 60 * minute
    expect(at.access.remainingMs(key, 'ana')).toBe(10 * minute)
  })
  it('are without end where no limit is set', async () => {
    using at = door()
    expect(at.access.remainingMs(await at.access.authenticate(at.key('talk').key), 'ana')).toBe(Number.POSITIVE_INFINITY)
  })
})
