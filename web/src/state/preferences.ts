/** What the page remembers between visits, on this machine only. */
import { signal } from '@preact/signals'
import { type RecordingLevel, recordingLevels } from '../../../src/protocol/recording-level.ts'

export interface Preferences {
  readonly persona: string
  readonly voice: string
  readonly microphoneId: string
  /** From 0 to 1. */
  readonly volume: number
  /** How much of a call is kept. */
  readonly recording: RecordingLevel
}

const KEY = 'duet.preferences'
const defaults: Preferences = { persona: '', voice: '', microphoneId: '', volume: 1, recording: 'transcript' }

export const preferences = signal<Preferences>(load())

export function prefer(change: Partial<Preferences>): void {
  preferences.value = { ...preferences.value, ...change }
  try {
    localStorage.setItem(KEY, JSON.stringify(preferences.value))
  } catch {
    // A browser that stores nothing (private window, full disk) just forgets.
  }
}

function load(): Preferences {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}')
    if (typeof stored !== 'object' || stored === null) return defaults
    const text = (name: string) => {
      const value: unknown = Reflect.get(stored, name)
      return typeof value === 'string' ? value : ''
    }
    const volume: unknown = Reflect.get(stored, 'volume')
    return {
      persona: text('persona'),
      voice: text('voice'),
      microphoneId: text('microphoneId'),
      volume: typeof volume === 'number' && volume >= 0 && volume <= 1 ? volume : 1,
      recording: recordingLevels.find((level) => level === Reflect.get(stored, 'recording')) ?? defaults.recording,
    }
  } catch {
    return defaults
  }
}
