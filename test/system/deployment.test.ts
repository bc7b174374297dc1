/** docs/deployment.md walked as far as a test may: every file, command and setting it names exists. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { settingNames } from '../../src/config/settings.ts'
import { duet, root } from './duet.ts'

const page = readFileSync(join(root, 'docs/deployment.md'), 'utf8')
/** Variables of compose.yaml. */
const ofCompose = ['DUET_NAME', 'DUET_SERVICE_KEY', 'DUET_TLS_DIR']

describe('docs/deployment.md', () => {
  it('names files that are there', () => {
    const paths = [...new Set(page.match(/\bdeploy\/[\w./-]*\w/g))]
    expect(paths.length).toBeGreaterThan(6)
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([])
  })

  it('names settings that there are', () => {
    const known: readonly string[] = [...settingNames, ...ofCompose]
    expect((page.match(/\bDUET_[A-Z_]+\b/g) ?? []).filter((name) => !known.includes(name))).toEqual([])
  })

  it('names commands that there are', async () => {
    const commands = [...new Set([...page.matchAll(/npx duet (\w+)/g)].map(([, name]) => name ?? ''))]
    expect(commands).toEqual(expect.arrayContaining(['up', 'pair', 'keys', 'backup', 'restore']))
    const { stdout } = await duet(['--help'])
    for (const name of commands) expect(stdout).toMatch(new RegExp(`^ +${name}\\b`, 'm'))
  })
})
