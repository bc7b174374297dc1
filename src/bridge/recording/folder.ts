/** Where the sound of a session lies and how its files are named: a side has one file for each time it was begun anew. */
import { join } from 'node:path'
import type { Side } from '../../protocol/session.ts'

/** Under DUET_DATA_DIR. */
export function recordingsDir(dataDir: string): string {
  return join(dataDir, 'recordings')
}

/** "user-000000048000.opus": begins at this 48 kHz sample of session media time. */
export function segmentName(side: Side, startSample: number): string {
  return `${side}-${String(Math.round(startSample)).padStart(12, '0')}.opus`
}

/** Undefined for other files. */
export function parseSegmentName(name: string): { readonly side: Side; readonly startSample: number } | undefined {
  const [, side, start] = /^(user|agent)-(\d{12,})\.opus$/.exec(name) ?? []
  return side === undefined || start === undefined
    ? undefined
    : { side: side === 'user' ? 'user' : 'agent', startSample: Number(start) }
}
