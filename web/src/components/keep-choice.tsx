/** How much of the next call is kept, within what this Duet allows. */
import { type RecordingLevel, recordingLevels } from '../../../src/protocol/recording-level.ts'
import { keptWords } from '../state/kept-words.ts'
import { prefer, preferences } from '../state/preferences.ts'
import { keeping } from '../state/store.ts'

const names: { readonly [L in RecordingLevel]: string } = { off: 'nothing', transcript: 'words', audio: 'words and sound' }

export function KeepChoice({ disabled }: { readonly disabled: boolean }) {
  const known = keeping.value
  if (known === null) return null
  const most = recordingLevels.indexOf(known.most)
  const level = recordingLevels[Math.min(most, recordingLevels.indexOf(preferences.value.recording))] ?? 'transcript'
  return (
    <>
      <label>
        <span class="field-name">Keep</span>
        <select
          value={level}
          disabled={disabled || most === 0}
          onChange={(event) => prefer({ recording: levelOf(event.currentTarget.value) })}
        >
          {recordingLevels.slice(0, most + 1).map((one) => (
            <option key={one} value={one}>
              {names[one]}
            </option>
          ))}
        </select>
      </label>
      {!disabled && <p class="stand-in">{keptWords({ ...known, level })}</p>}
    </>
  )
}

function levelOf(value: string): RecordingLevel {
  return recordingLevels.find((one) => one === value) ?? 'transcript'
}
