/** A phone's way in: a link that works once, as an address and as a code to scan, and the key that stands behind it. */
import { renderUnicodeCompact } from 'uqr'
import { openAccess } from '../../access/access.ts'
import { AccessFile } from '../../access/access-file.ts'
import { makeKey } from '../../access/keys.ts'
import { scopes } from '../../access/principal.ts'

/** How long a link may wait to be opened, ms. */
export const linkMs = 10 * 60_000
/** How long who opened it may talk, ms: a token's longest life. */
const tokenMs = 24 * 3_600_000
/** The user that conversations belong to where nobody says another. */
const user = 'local'

/** Makes a key that may do everything where there is none that may talk; the text of a new one, to be shown this once. Throws `store.failed`. */
export function ensureKey(dir: string, now = Date.now()): string | undefined {
  using file = new AccessFile(dir)
  if (talkingKey(file)) return undefined
  const { key, keyId, hash } = makeKey()
  file.addKey({ keyId, hash, name: 'made by "duet up --lan"', scopes, createdAt: now })
  return key
}

/**
 * A fresh link to the page at `origin` ("https://192.168.0.5:3010"). The code stands behind "#", which browsers send to nobody. It stands
 * for a token of the first key that may talk: who revokes that key ends it. Throws `store.failed`, `access.forbidden`.
 */
export function pairingLink(dir: string, origin: string): string {
  const access = openAccess({ dir, required: true })
  try {
    using file = new AccessFile(dir)
    const key = talkingKey(file)
    const maker = key ? { type: 'key' as const, keyId: key.keyId, scopes: key.scopes } : { type: 'local' as const }
    const code = access.createLink(maker, { user, scopes: ['talk'], limits: {}, lifeMs: tokenMs }, linkMs)
    return `${origin}/test-voice#link=${code}`
  } finally {
    access.close()
  }
}

/** The link as a code of half blocks for a terminal, black on white whatever the terminal's colours. */
export function scannable(link: string): string {
  const lines = renderUnicodeCompact(link, { ecc: 'L', border: 2 }).split('\n')
  return lines.map((line) => `  \u001b[97;40m${line}\u001b[0m`).join('\n')
}

function talkingKey(file: AccessFile) {
  return file.keys().find((key) => key.revokedAt === null && key.scopes.includes('talk'))
}
