/** The check of the rooms finds what it is there to find: a forbidden import, planted in a copy of the folder layout. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

function check(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'duet-rooms-'))
  for (const name of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json']) cpSync(join(root, name), join(folder, name))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/.bin/depcruise'), 'src', '--config', '.dependency-cruiser.cjs'],
    { cwd: folder, encoding: 'utf8' },
  )
  return stdout + stderr
}

const leaf = 'export const x = 1\n'
it.each([
  ['upwards', 'audio-imports-downwards', { 'src/audio/a.ts': "export { x } from '../bridge/b.ts'\n", 'src/bridge/b.ts': leaf }],
  [
    'sideways',
    'engines-imports-downwards',
    { 'src/engines/a.ts': "export { x } from '../local/b.ts'\n", 'src/local/b.ts': leaf },
  ],
  ['into the outside world from a pure room', 'pure-rooms', { 'src/protocol/a.ts': "export { readFile } from 'node:fs'\n" }],
  [
    'in a circle',
    'no-circular',
    {
      'src/audio/a.ts': "import { y } from './b.ts'\nexport const x = y\n",
      'src/audio/b.ts': "import { x } from './a.ts'\nexport const y = x\n",
    },
  ],
])('an import %s is found', (_, rule, files) => {
  expect(check(files)).toContain(`error ${rule}`)
})

it('an import downwards is allowed', () => {
  expect(check({ 'src/bridge/a.ts': "export { x } from '../audio/b.ts'\n", 'src/audio/b.ts': leaf })).toContain(
    'no dependency violations',
  )
})
