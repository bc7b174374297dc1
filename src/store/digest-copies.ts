/** The bridge's own copies of memory digests, in the journal's file: the last one of each user and persona, read by key. */
import type { DatabaseSync } from 'node:sqlite'
import * as z from 'zod'

/** A sentence of a digest with its weight in a prompt; see `PromptPart` of personas. */
export const digestPartSchema = z.object({ text: z.string(), priority: z.number(), kind: z.string() })
export type DigestPartCopy = z.infer<typeof digestPartSchema>

export type DigestCopy = {
  readonly userId: string
  /** '': for every persona. */
  readonly persona: string
  readonly parts: readonly DigestPartCopy[]
  /** When the memory rendered it, epoch ms; an older one never takes the place of a newer one. */
  readonly renderedAt: number
}

export type DigestWrite =
  | { readonly type: 'digest.put'; readonly digest: DigestCopy }
  | { readonly type: 'digest.erase'; readonly userId: string }

export const digestCopiesSchema = `
  CREATE TABLE digest_copies (
    user_id TEXT NOT NULL, persona TEXT NOT NULL, parts TEXT NOT NULL, rendered_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, persona)) WITHOUT ROWID;`

const row = z.object({ user_id: z.string(), persona: z.string(), parts: z.string(), rendered_at: z.number() })

export function prepareDigestCopies(db: DatabaseSync) {
  const put = db.prepare(`
    INSERT INTO digest_copies VALUES (?, ?, ?, ?) ON CONFLICT (user_id, persona) DO UPDATE
    SET parts = excluded.parts, rendered_at = excluded.rendered_at WHERE excluded.rendered_at >= rendered_at`)
  const erase = db.prepare('DELETE FROM digest_copies WHERE user_id = ?')
  const read = db.prepare(`SELECT * FROM digest_copies WHERE user_id = ? AND persona IN (?, '') ORDER BY persona DESC LIMIT 1`)

  return {
    apply(one: DigestWrite): void {
      if (one.type === 'digest.erase') erase.run(one.userId)
      else put.run(one.digest.userId, one.digest.persona, JSON.stringify(one.digest.parts), one.digest.renderedAt)
    },
    /** The one of this persona, else the one of all. */
    read(userId: string, persona: string): DigestCopy | undefined {
      const found = read.get(userId, persona)
      if (found === undefined) return undefined
      const { user_id, parts, rendered_at, ...rest } = row.parse(found)
      return {
        userId: user_id,
        persona: rest.persona,
        parts: z.array(digestPartSchema).parse(JSON.parse(parts)),
        renderedAt: rendered_at,
      }
    },
  }
}
