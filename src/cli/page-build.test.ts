import { mkdirSync, mkdtempSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { pageIsStale } from './page-build.ts'

/** A checkout whose files were last changed at these seconds. */
function checkout(files: Record<string, number>): string {
  const root = mkdtempSync(join(tmpdir(), 'duet-page-'))
  for (const [path, changed] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), '')
    utimesSync(join(root, path), changed, changed)
  }
  return root
}

it.each([
  ['it was never built', true, { 'web/src/main.tsx': 10 }],
  ['it is newer than all it is made of', false, { 'web/src/main.tsx': 10, 'src/audio/a.ts': 10, 'web/dist/index.html': 20 }],
  ['its own source is newer', true, { 'web/src/main.tsx': 30, 'web/dist/index.html': 20 }],
  ['a room it shares is newer', true, { 'src/protocol/a.ts': 30, 'web/dist/index.html': 20 }],
  ['only a room of the server is newer', false, { 'src/bridge/a.ts': 30, 'web/dist/index.html': 20 }],
  ['only another built file is newer', false, { 'web/dist/assets/a.js': 30, 'web/dist/index.html': 20 }],
])('when %s, the page is stale: %s', (_, stale, files) => {
  // The cases are plain objects of numbers; their union has optional keys.
  expect(pageIsStale(checkout(files as Record<string, number>))).toBe(stale)
})
