/** `access.sqlite`: keys as hashes, links that work once, minutes used, and the secret that signs tokens. */
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import * as z from 'zod'
import { DuetError } from '../protocol/errors.ts'
import { hashSecret } from './keys.ts'
import { type Scope, scopes } from './principal.ts'

export type KeyRecord = {
  readonly keyId: string
  readonly name: string
  readonly scopes: readonly Scope[]
  /** SHA-256 of the secret. */
  readonly hash: Uint8Array
  /** Epoch ms. */
  readonly createdAt: number
  readonly revokedAt: number | null
  /** To the hour, epoch ms. */
  readonly lastUsedAt: number | null
}

/** What a link or pairing code stands for: opaque here, JSON to whoever made it. */
export type LinkRecord = { readonly purpose: string; readonly body: string; readonly expiresAt: number }

const schema = `
  CREATE TABLE IF NOT EXISTS keys(
    key_id TEXT PRIMARY KEY, name TEXT NOT NULL, scopes TEXT NOT NULL, hash BLOB NOT NULL,
    created_at INTEGER NOT NULL, revoked_at INTEGER, last_used_at INTEGER) STRICT;
  CREATE TABLE IF NOT EXISTS links(
    hash BLOB PRIMARY KEY, purpose TEXT NOT NULL, body TEXT NOT NULL, expires_at INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS usage(
    user_id TEXT NOT NULL, day TEXT NOT NULL, ms INTEGER NOT NULL, PRIMARY KEY(user_id, day)) STRICT;
  CREATE TABLE IF NOT EXISTS secrets(name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
`
const keyRow = z.object({
  key_id: z.string(),
  name: z.string(),
  scopes: z.string(),
  hash: z.instanceof(Uint8Array),
  created_at: z.number(),
  revoked_at: z.number().nullable(),
  last_used_at: z.number().nullable(),
})
const linkRow = z.object({ purpose: z.string(), body: z.string(), expires_at: z.number() })
const hourMs = 3_600_000
/** Days of usage that are kept. */
const usageDays = 62

/**
 * Opens the file in the data folder. Bridge, MAS and command line may have it open at once: SQLite's own locks order them, and a
 * revoked key is refused by the next request. Every call takes microseconds; none stands in the voice path. Throws `store.failed`.
 */
export class AccessFile implements Disposable {
  readonly #db: DatabaseSync

  constructor(dir: string) {
    const path = join(dir, 'access.sqlite')
    try {
      mkdirSync(dir, { recursive: true })
      this.#db = new DatabaseSync(path)
      chmodSync(path, 0o600)
      this.#db.exec('PRAGMA busy_timeout=3000; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL')
      this.#db.exec(schema)
    } catch (cause) {
      throw new DuetError('store.failed', 'The file with the keys cannot be opened in DUET_DATA_DIR.', {
        field: 'DUET_DATA_DIR',
        cause,
      })
    }
  }

  addKey(key: Pick<KeyRecord, 'keyId' | 'name' | 'scopes' | 'hash' | 'createdAt'>): void {
    this.#db
      .prepare('INSERT INTO keys VALUES (?, ?, ?, ?, ?, NULL, NULL)')
      .run(key.keyId, key.name, key.scopes.join(','), key.hash, key.createdAt)
  }

  key(keyId: string): KeyRecord | undefined {
    const row = this.#db.prepare('SELECT * FROM keys WHERE key_id = ?').get(keyId)
    return row === undefined ? undefined : toKey(row)
  }

  keys(): KeyRecord[] {
    return this.#db.prepare('SELECT * FROM keys ORDER BY created_at').all().map(toKey)
  }

  /** False: there is no such key, or it is revoked already. */
  revoke(keyId: string, at: number): boolean {
    return this.#db.prepare('UPDATE keys SET revoked_at = ? WHERE key_id = ? AND revoked_at IS NULL').run(at, keyId).changes > 0
  }

  used(key: KeyRecord, at: number): void {
    const hour = at - (at % hourMs)
    if (key.lastUsedAt !== hour) this.#db.prepare('UPDATE keys SET last_used_at = ? WHERE key_id = ?').run(hour, key.keyId)
  }

  /** Keeps a secret of a link; it can be taken once, until it expires. */
  addLink(secret: string, link: LinkRecord, now: number): void {
    this.#db.prepare('DELETE FROM links WHERE expires_at <= ?').run(now)
    this.#db.prepare('INSERT INTO links VALUES (?, ?, ?, ?)').run(hashSecret(secret), link.purpose, link.body, link.expiresAt)
  }

  /** The link of this secret, which is used up by asking; undefined where it is unknown, used or expired. */
  takeLink(secret: string, purpose: string, now: number): LinkRecord | undefined {
    const row = this.#db
      .prepare('DELETE FROM links WHERE hash = ? AND purpose = ? RETURNING purpose, body, expires_at')
      .get(hashSecret(secret), purpose)
    if (row === undefined) return undefined
    const { body, expires_at } = linkRow.parse(row)
    return expires_at > now ? { purpose, body, expiresAt: expires_at } : undefined
  }

  /** Adds to the time a user has talked on the day of `at`. */
  addUsage(userId: string, ms: number, at: number): void {
    const day = dayOf(at)
    this.#db
      .prepare('INSERT INTO usage VALUES (?, ?, ?) ON CONFLICT(user_id, day) DO UPDATE SET ms = ms + excluded.ms')
      .run(userId, day, Math.round(ms))
    this.#db.prepare('DELETE FROM usage WHERE day < ?').run(dayOf(at - usageDays * 24 * hourMs))
  }

  /** Milliseconds a user has talked on the day of `at` (UTC). */
  usage(userId: string, at: number): number {
    const row = this.#db.prepare('SELECT ms FROM usage WHERE user_id = ? AND day = ?').get(userId, dayOf(at))
    return row === undefined ? 0 : z.object({ ms: z.number() }).parse(row).ms
  }

  /** 32 random bytes by name, made on first use; the same for every process of this data folder. */
  secret(name: string): Uint8Array {
    this.#db.prepare('INSERT OR IGNORE INTO secrets VALUES (?, ?)').run(name, randomBytes(32))
    const row = this.#db.prepare('SELECT value FROM secrets WHERE name = ?').get(name)
    return z.object({ value: z.instanceof(Uint8Array) }).parse(row).value
  }

  close(): void {
    this.#db.close()
  }

  [Symbol.dispose](): void {
    this.close()
  }
}

function toKey(value: unknown): KeyRecord {
  const row = keyRow.parse(value)
  const written = row.scopes.split(',')
  return {
    keyId: row.key_id,
    name: row.name,
    scopes: scopes.filter((scope) => written.includes(scope)),
    hash: row.hash,
    createdAt: row.created_at,
    revokedAt: row.revoked_at,
    lastUsedAt: row.last_used_at,
  }
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}
