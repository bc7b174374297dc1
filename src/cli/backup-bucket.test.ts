/** Backups in an S3-compatible store, over its real protocol: s3rver stands for the store. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import S3rver from 's3rver'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { openJournal } from '../store/open.ts'
import { backup, restore } from './backup.ts'
import { bucketPlace, download } from './backup-bucket.ts'

const home = mkdtempSync(join(tmpdir(), 'duet-bucket-'))
const flags = { dataDir: join(home, 'data') }
const session = { sessionId: 's1', conversationId: 'c1', persona: 'duet', voice: 'NATF0', userId: 'ana', createdAt: 1 }
let store: S3rver
beforeAll(async () => {
  store = new S3rver({
    port: 0,
    address: '127.0.0.1',
    silent: true,
    directory: join(home, 'store'),
    configureBuckets: [{ name: 'copies' }],
  } as never)
  const { port } = (await store.run()) as { readonly port: number } // what listens
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${port}`)
  vi.stubEnv('AWS_REGION', 'eu-central-1')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'S3RVER')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'S3RVER')
  vi.spyOn(console, 'log').mockImplementation(() => {})
  const journal = await openJournal({ dir: flags.dataDir })
  await journal.createSession(session)
  await journal.close()
})
afterAll(async () => {
  await store.close()
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  rmSync(home, { recursive: true, force: true })
})
afterEach(() => rmSync(join(home, 'fetched'), { recursive: true, force: true }))

describe('a backup in a bucket', () => {
  it('brings everything back after the data folder was lost, and is not written over', async () => {
    await backup('s3://copies/monday/', flags)
    await expect(backup('s3://copies/monday', flags)).rejects.toMatchObject({
      code: 'config.invalid',
      message: expect.stringContaining('holds a backup already'),
    })
    rmSync(flags.dataDir, { recursive: true })
    await restore('s3://copies/monday', flags)
    const journal = await openJournal({ dir: flags.dataDir })
    expect(await journal.session('s1')).toMatchObject(session)
    await journal.close()
  })

  it('that was damaged or not finished is refused, and the data stay', async () => {
    await backup('s3://copies/tuesday', flags)
    // As s3rver keeps an object.
    writeFileSync(join(home, 'store/copies/tuesday/journal.sqlite._S3rver_object'), 'something else')
    await expect(restore('s3://copies/tuesday', flags)).rejects.toMatchObject({
      code: 'store.failed',
      message: expect.stringContaining('journal.sqlite in s3://copies/tuesday is not what was backed up'),
    })
    rmSync(join(home, 'store/copies/tuesday/duet-backup.json._S3rver_object'))
    await expect(restore('s3://copies/tuesday', flags)).rejects.toMatchObject({
      code: 'config.invalid',
      message: expect.stringContaining('no finished backup'),
    })
    const journal = await openJournal({ dir: flags.dataDir })
    expect(await journal.session('s1')).toMatchObject(session)
    await journal.close()
  })

  it('cannot write outside of its folder', async () => {
    const list = { version: 1, files: [{ path: '../outside', bytes: 1, sha256: '0'.repeat(64) }] }
    await backup('s3://copies/evil', flags)
    writeFileSync(join(home, 'store/copies/evil/duet-backup.json._S3rver_object'), JSON.stringify(list))
    await expect(download({ bucket: 'copies', prefix: 'evil' }, join(home, 'fetched'))).rejects.toMatchObject({
      message: expect.stringContaining('lies outside'),
    })
  })

  it('says which place cannot be used', async () => {
    await expect(backup('s3://nowhere/x', flags)).rejects.toMatchObject({ message: expect.stringContaining('s3://nowhere/x') })
    expect(() => bucketPlace('s3:///x')).toThrow('names no bucket')
    expect(bucketPlace('/backups/monday')).toBeUndefined()
  })
})
