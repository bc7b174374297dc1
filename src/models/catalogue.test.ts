import { describe, expect, it } from 'vitest'
import { DuetError } from '../protocol/errors.ts'
import { catalogue, findModel, withNeeds } from './catalogue.ts'
import { status, verify } from './folder.ts'
import type { ModelFile, ModelJoin } from './model.ts'

describe('the catalogue', () => {
  const files = catalogue.flatMap((model): readonly (ModelFile | ModelJoin)[] =>
    model.source === 'installed' ? model.files : [...model.packages.flatMap((pkg) => pkg.files), ...(model.joins ?? [])],
  )
  const trees = catalogue.flatMap((model) => (model.source === 'fetched' ? model.packages.flatMap((pkg) => pkg.trees ?? []) : []))

  it('names every model once', () => {
    expect(new Set(catalogue.map((model) => model.id)).size).toBe(catalogue.length)
  })
  it('knows size and sum of every file', () => {
    for (const file of [...files, ...trees]) {
      expect(file.sha256).toMatch(/^[0-9a-f]{64}$/)
      expect(file.bytes).toBeGreaterThan(0)
    }
  })
  it('pins a version of every package and names no host', () => {
    for (const model of catalogue)
      for (const pkg of model.source === 'fetched' ? model.packages : []) {
        expect(pkg.version).toMatch(/^\d+\.\d+\.\d+$/)
        expect(pkg.downloadBytes).toBeGreaterThan(0)
      }
    expect(JSON.stringify(catalogue)).not.toContain('://')
  })
  it('gives every model a licence and a purpose', () => {
    for (const model of catalogue) expect([model.licence, model.purpose]).not.toContain('')
  })
  it('joins parts that are as long as the whole', () => {
    for (const model of catalogue)
      for (const join of model.source === 'fetched' ? (model.joins ?? []) : []) {
        const parts = join.parts.map((part) => files.find((file) => file.to === part)?.bytes ?? Number.NaN)
        expect(parts.reduce((sum, bytes) => sum + bytes, 0)).toBe(join.bytes)
      }
  })
  it('has the models that come with npm packages, with the right sums', async () => {
    const installed = catalogue.filter((model) => model.source === 'installed').map((model) => model.id)
    expect(installed.length).toBeGreaterThan(0)
    expect((await status(installed, '/nowhere')).map((one) => one.state)).toEqual(installed.map(() => 'present'))
    await verify(installed, '/nowhere')
  })
})

describe('finding models', () => {
  it('puts what a model needs before it, once', () => {
    expect(withNeeds(['piper-joe', 'espeak-ng-data', 'kokoro-82m']).map((model) => model.id)).toEqual([
      'espeak-ng-data',
      'piper-joe',
      'kokoro-82m',
    ])
  })
  it('refuses an unknown name and lists the known ones', () => {
    expect(() => findModel('whisper-huge')).toThrow(DuetError)
    expect(() => findModel('whisper-huge')).toThrow(/'whisper-huge' is not one of .*whisper-tiny\.en/)
  })
})
