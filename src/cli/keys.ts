/** `duet keys`: makes, lists and revokes API keys. */
import { AccessFile } from '../access/access-file.ts'
import { makeKey } from '../access/keys.ts'
import { type Scope, scopes } from '../access/principal.ts'
import { DuetError } from '../protocol/errors.ts'
import { exitCodes } from './exit.ts'
import { type ConfigFlags, readConfig } from './flags.ts'

export type KeysFlags = ConfigFlags & { readonly name?: string; readonly scopes?: string }

export function createKey(flags: KeysFlags): number {
  const wanted = parseScopes(flags.scopes ?? 'talk')
  using file = open(flags)
  const { key, keyId, hash } = makeKey()
  file.addKey({ keyId, hash, name: flags.name ?? '', scopes: wanted, createdAt: Date.now() })
  // The key alone on standard output, so that a script can take it.
  console.error(`Key ${keyId} may: ${wanted.join(', ')}. It is shown this once:\n`)
  console.log(key)
  return exitCodes.ok
}

export function listKeys(flags: KeysFlags): number {
  using file = open(flags)
  const keys = file.keys()
  if (keys.length === 0) console.log('There are no keys. "npx duet keys create --scopes talk" makes one.')
  const date = (ms: number | null) => (ms === null ? 'never' : new Date(ms).toISOString().slice(0, 10))
  for (const one of keys) {
    const state = one.revokedAt === null ? `used ${date(one.lastUsedAt)}` : `revoked ${date(one.revokedAt)}`
    const name = one.name === '' ? '' : `  ${one.name}`
    console.log(`${one.keyId}  made ${date(one.createdAt)}  ${state}  ${one.scopes.join(',')}${name}`)
  }
  return exitCodes.ok
}

/** Throws `request.not_found`. */
export function revokeKey(keyId: string, flags: KeysFlags): number {
  using file = open(flags)
  if (!file.revoke(keyId, Date.now()))
    throw new DuetError('request.not_found', `There is no key "${keyId.slice(0, 40)}" in use; "npx duet keys list" shows them.`)
  console.log(`Key ${keyId} is revoked, and so is every token it made.`)
  return exitCodes.ok
}

function open(flags: KeysFlags): AccessFile {
  return new AccessFile(readConfig(flags).config.DUET_DATA_DIR)
}

function parseScopes(written: string): Scope[] {
  const asked = written.split(',').map((one) => one.trim())
  const unknown = asked.find((one) => !scopes.some((scope) => scope === one))
  if (unknown !== undefined)
    throw new DuetError(
      'config.invalid',
      `--scopes has "${unknown.slice(0, 40)}"; allowed: ${scopes.join(', ')}, with commas between.`,
    )
  return scopes.filter((scope) => asked.includes(scope))
}
