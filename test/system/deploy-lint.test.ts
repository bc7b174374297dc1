/** What in deploy/ cannot be run here, held by the linters of its kind. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from './duet.ts'

const bin = execFileSync(process.execPath, [join(root, 'scripts/deploy-linters.mjs')], {
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'ignore'],
}).trim()
const promtool = join(bin, 'promtool')
if (!existsSync(promtool) && process.env.CI)
  throw new Error('promtool is missing; scripts/deploy-linters.mjs takes it out of Debian’s package')

function expectClean(program: string, args: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync(join(bin, program), args, { cwd: root, encoding: 'utf8' })
  expect(status, `${stdout}${stderr}`).toBe(0)
}

describe('deploy/', () => {
  it.each(['docker/Dockerfile', 'docker/moshi.Dockerfile', 'saladcloud/Dockerfile'])(
    'hadolint has nothing to say of %s',
    (file) => {
      expectClean('hadolint', ['--failure-threshold', 'info', `deploy/${file}`])
    },
  )

  it.each(readdirSync(join(root, 'deploy/kubernetes')).filter((file) => !file.endsWith('-values.yaml')))(
    'kubernetes/%s is of the schemas of Kubernetes, and has no field more',
    (file) => expectClean('kubernetes-validate', ['--strict', `deploy/kubernetes/${file}`]),
  )

  it.skipIf(!existsSync(promtool))('promtool takes the configuration and the alert rules', () => {
    // The key's file is the operator's.
    expectClean('promtool', ['check', 'config', '--syntax-only', 'deploy/prometheus/prometheus.yaml'])
    expectClean('promtool', ['check', 'rules', 'deploy/prometheus/duet-alerts.yaml'])
  })
})
