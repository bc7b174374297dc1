/** The models folder on disk: where each model lies, whether it is there, and whether it is still what it was. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { DuetError } from '../protocol/errors.ts'
import { catalogue, findModel } from './catalogue.ts'
import { fileSum, hasLength, wrongSum } from './files.ts'
import type { Converter, Model, Role } from './model.ts'

/** What a model's folder holds, written when it is complete. A converted model's files are known only here. */
const manifestSchema = z.object({
  files: z.array(z.object({ path: z.string(), bytes: z.number().int(), sha256: z.string() })),
})
export type Manifest = z.infer<typeof manifestSchema>
export const manifestName = 'manifest.json'

/** Where models are kept unless DUET_MODELS_DIR says otherwise: the user's cache folder. */
export function defaultModelsDir(env: NodeJS.ProcessEnv = process.env): string {
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'duet', 'models')
}

/** The folder name of a model: id, version, and the converter's version where its files were rewritten. */
export function folderName(model: Model): string {
  const convert: { readonly by: Converter; readonly version: number } | undefined =
    model.source === 'fetched' ? model.convert : undefined
  return `${model.id}@${model.version}${convert ? `+${convert.by}${convert.version}` : ''}`
}

/** The folder a model's files lie in, whether they are there or not. */
export function modelFolder(model: Model, dir: string): string {
  if (model.source === 'fetched') return join(dir, folderName(model))
  return dirname(createRequire(import.meta.url).resolve(`${model.package}/package.json`))
}

export type ModelStatus = {
  readonly id: string
  readonly role: Role
  readonly state: 'present' | 'missing' | 'damaged'
  readonly folder: string
  /** On disk; 0 where it is missing. */
  readonly bytes: number
  /** What a pull would fetch. */
  readonly downloadBytes: number
}

/** Which models are there, by the lengths of their files (see `verify` for their sums). Opens no network connection. */
export async function status(ids: readonly string[], dir: string): Promise<ModelStatus[]> {
  return Promise.all(ids.map((id) => statusOf(findModel(id), dir)))
}

export async function statusOf(model: Model, dir: string): Promise<ModelStatus> {
  const folder = modelFolder(model, dir)
  const downloadBytes = model.source === 'fetched' ? model.packages.reduce((sum, pkg) => sum + pkg.downloadBytes, 0) : 0
  const common = { id: model.id, role: model.role, folder, downloadBytes }
  const files = await expectedFiles(model, folder)
  if (!files) return { ...common, state: 'missing', bytes: 0 }
  const there = await Promise.all(files.map((file) => hasLength(join(folder, file.path), file.bytes)))
  return {
    ...common,
    state: there.every(Boolean) ? 'present' : 'damaged',
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
  }
}

/**
 * Reads every file of the models and compares its sum.
 * @throws DuetError `model.missing`, or `model.checksum` naming file, sum found and sum expected
 */
export async function verify(ids: readonly string[], dir: string, signal?: AbortSignal): Promise<void> {
  for (const id of ids) {
    const folder = await modelPath(id, dir)
    for (const file of (await expectedFiles(findModel(id), folder)) ?? []) {
      const path = join(folder, file.path)
      const found = await fileSum(path, signal)
      if (found !== file.sha256) throw wrongSum(path, found, file.sha256)
    }
  }
}

/**
 * The folder of a model that is there and whole.
 * @throws DuetError `model.missing` where it is not
 */
export async function modelPath(id: string, dir: string): Promise<string> {
  const found = await statusOf(findModel(id), dir)
  if (found.state === 'present') return found.folder
  throw new DuetError('model.missing', `The model ${id} is ${found.state} in ${dir}.`, { field: id })
}

export type LicenceLine = { readonly id: string; readonly licence: string; readonly terms?: string; readonly from: string }

/** The licence of every model, with the package that brings it. */
export function licences(): LicenceLine[] {
  return catalogue.map((model) => ({
    id: model.id,
    licence: model.licence,
    ...(model.terms !== undefined && { terms: model.terms }),
    from:
      model.source === 'installed'
        ? `npm ${model.package}`
        : model.packages.map((pkg) => `${pkg.registry} ${pkg.name} ${pkg.version}`).join(', '),
  }))
}

async function expectedFiles(model: Model, folder: string): Promise<Manifest['files'] | undefined> {
  if (model.source === 'installed') return model.files.map((file) => ({ path: file.to, bytes: file.bytes, sha256: file.sha256 }))
  const text = await readFile(join(folder, manifestName), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  // A manifest that cannot be read counts as a missing model: a pull then writes a new one.
  try {
    return manifestSchema.parse(JSON.parse(text)).files
  } catch {
    return undefined
  }
}
