/** Erases a user's conversations, their sound and digest copies where no orchestrator runs: through the bridge, or in its file while none does. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { keptSchema } from '../bridge/api.ts'
import { recordingsDir } from '../bridge/recording/folder.ts'
import { RecordingLibrary } from '../bridge/recording/library.ts'
import type { Config } from '../config/config.ts'
import { openJournal } from '../store/open.ts'
import { askBridge } from './bridge-client.ts'

/** Resolves to what was done, for people. Throws `store.failed` where another program has the file. */
export async function eraseHere(config: Config, userId: string): Promise<string> {
  const asked = await askBridge(config, { method: 'DELETE', path: `/users/${encodeURIComponent(userId)}` }, keptSchema)
  if (asked) return 'every copy and conversation at the bridge'
  const dir = config.DUET_DATA_DIR
  if (!existsSync(join(dir, 'journal.sqlite'))) return 'no conversations here'
  const recordings = new RecordingLibrary(recordingsDir(dir))
  const journal = await openJournal({ dir })
  try {
    let gone = 0
    for (;;) {
      const { sessions } = await journal.sessions({ limit: 200, userId })
      for (const { sessionId } of sessions) {
        await recordings.remove(sessionId)
        await journal.deleteSession(sessionId)
      }
      gone += sessions.length
      if (sessions.length === 0) break
    }
    await journal.eraseDigests(userId)
    return `${gone} ${gone === 1 ? 'conversation' : 'conversations'}`
  } finally {
    await journal.close()
  }
}
