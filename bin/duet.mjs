#!/usr/bin/env node
// `npx duet …`: runs src/main.ts under the Node 24 of this checkout, whatever Node the machine has.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = new URL('..', import.meta.url)
const node = fileURLToPath(new URL(`node_modules/node/bin/node${process.platform === 'win32' ? '.exe' : ''}`, root))
if (!existsSync(node)) {
  console.error(`duet: the dependencies are not installed.\n      Run "npm ci" in ${fileURLToPath(root)} first.`)
  process.exit(1)
}
// The channel lets the child notice the end of this process, even by kill -9.
// For a bridge; see src/config/node-flags.ts.
const flags = process.argv[2] === 'bridge' ? ['--max-semi-space-size=8'] : []
const child = spawn(node, [...flags, fileURLToPath(new URL('src/main.ts', root)), ...process.argv.slice(2)], {
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 130 : 1)))
