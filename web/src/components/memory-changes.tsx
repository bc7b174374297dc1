/** What changed in the memory, newest first, and the way to take back what one did oneself. */
import { useEffect, useState } from 'preact/hooks'
import { type Change, fetchChanges, undo } from '../memory-api.ts'
import { type ChangeLine, changeLines } from '../state/memory-words.ts'
import { TroubleNote } from './trouble-note.tsx'

const AT_ONCE = 50
/** Words that were forgotten are gone for good after a day. */
const BACK_WITHIN_MS = 24 * 3_600_000
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })

export interface MemoryChangesProps {
  /** Another value: something changed since. */
  readonly version: number
  /** A change was taken back. */
  readonly onChanged: () => void
}

export function MemoryChanges({ version, onChanged }: MemoryChangesProps) {
  const [changes, setChanges] = useState<readonly Change[] | null>(null)
  const [older, setOlder] = useState(false)
  const [thrown, setThrown] = useState<unknown>(null)
  const read = (known: readonly Change[]) => {
    fetchChanges(AT_ONCE, known.at(-1)?.at ?? null).then(
      (page) => {
        setThrown(null)
        setChanges([...known, ...page])
        setOlder(page.length === AT_ONCE)
      },
      (error: unknown) => setThrown(error),
    )
  }
  useEffect(() => read([]), [version])
  const takeBack = (operation: string) => {
    undo(operation).then(onChanged, (error: unknown) => setThrown(error))
  }
  if (thrown !== null) return <TroubleNote thrown={thrown} onAgain={() => read([])} />
  if (changes === null) return <p>Reading…</p>
  if (changes.length === 0) return <p>Nothing has changed yet.</p>
  return (
    <>
      <ol class="changes">
        {changeLines(changes).map((line) => (
          <li key={line.operation} class="change">
            <time dateTime={new Date(line.at).toISOString()}>{moment.format(line.at)}</time>
            <span class="change-words">
              {line.undone ? <del>{line.words}</del> : line.words}
              {line.undone && <span class="aside"> taken back since</span>}
            </span>
            {mayTakeBack(line) && (
              <button
                type="button"
                class="quiet"
                aria-label={`Take back: ${line.words}`}
                onClick={() => takeBack(line.operation)}
              >
                Take back
              </button>
            )}
          </li>
        ))}
      </ol>
      {older && (
        <button type="button" class="plain" onClick={() => read(changes)}>
          Show older ones
        </button>
      )}
    </>
  )
}

function mayTakeBack({ own, undone, at }: ChangeLine): boolean {
  return own && !undone && at > Date.now() - BACK_WITHIN_MS
}
