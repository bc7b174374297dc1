/**
 * Backups in an S3-compatible store (AWS, MinIO, R2, Ceph …): `s3://bucket/prefix`. Keys, region and address are those of the environment that every S3
 * program reads: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, and AWS_ENDPOINT_URL where it is not Amazon's.
 */
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, mkdirSync, readdirSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { GetObjectCommand, HeadObjectCommand, NotFound, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import * as z from 'zod'
import { DuetError } from '../protocol/errors.ts'

/** Written last: a backup without it was not finished. */
const manifestName = 'duet-backup.json'
const manifestSchema = z.object({
  version: z.literal(1),
  files: z.array(
    z.object({ path: z.string().min(1), bytes: z.number().int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  ),
})
type Manifest = z.infer<typeof manifestSchema>

export type BucketPlace = {
  readonly bucket: string /** Without slashes around it; '' for the bucket's top. */
  readonly prefix: string
}

/** Undefined: a folder is meant. Throws `request.invalid` where the bucket is missing. */
export function bucketPlace(written: string): BucketPlace | undefined {
  if (!written.startsWith('s3://')) return undefined
  const [, bucket = '', prefix = ''] = /^s3:\/\/([^/]*)\/?(.*)$/s.exec(written) ?? []
  if (bucket === '')
    throw new DuetError('request.invalid', `"${written}" names no bucket: s3://bucket/name.`, { field: 'folder' })
  return { bucket, prefix: prefix.replace(/\/+$/, '') }
}

/** Copies a folder into a place where no backup is yet. Throws `config.invalid` where one is, `store.failed`. */
export async function upload(dir: string, to: BucketPlace): Promise<void> {
  await using s3 = client()
  const key = keysIn(to)
  await reached(to, async () => {
    if (await isThere(s3.client, to.bucket, key(manifestName)))
      throw new DuetError('config.invalid', `${named(to)} holds a backup already; name a new place.`, { field: 'folder' })
    const files: Manifest['files'] = []
    for (const path of filesIn(dir)) {
      const file = join(dir, path)
      await new Upload({ client: s3.client, params: { Bucket: to.bucket, Key: key(path), Body: createReadStream(file) } }).done()
      files.push({ path, bytes: statSync(file).size, sha256: await sha256(file) })
    }
    const body = JSON.stringify({ version: 1, files } satisfies Manifest, null, 1)
    await s3.client.send(
      new PutObjectCommand({ Bucket: to.bucket, Key: key(manifestName), Body: body, ContentType: 'application/json' }),
    )
  })
}

/** Brings a backup into a new folder, each file checked. Throws `config.invalid` where there is none, `store.failed` (also of a file that is not as it was). */
export async function download(from: BucketPlace, dir: string): Promise<void> {
  await using s3 = client()
  const key = keysIn(from)
  const get = async (path: string) => {
    const { Body } = await s3.client.send(new GetObjectCommand({ Bucket: from.bucket, Key: key(path) }))
    if (!(Body instanceof Readable)) throw new Error(`${path} has no content`)
    return Body
  }
  await reached(from, async () => {
    if (!(await isThere(s3.client, from.bucket, key(manifestName))))
      throw new DuetError('config.invalid', `There is no finished backup in ${named(from)}.`, { field: 'folder' })
    const text = (await (await get(manifestName)).toArray()).join('')
    const { files } = manifestSchema.parse(JSON.parse(text))
    for (const { path, bytes, sha256: expected } of files) {
      const file = inside(dir, path)
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
      await pipeline(await get(path), createWriteStream(file, { mode: 0o600 }))
      if (statSync(file).size !== bytes || (await sha256(file)) !== expected)
        throw new DuetError('store.failed', `${path} in ${named(from)} is not what was backed up.`, { field: 'folder' })
    }
  })
}

function client(): { readonly client: S3Client } & AsyncDisposable {
  // A store of one's own has no names of buckets in its name, and may not know the newer checksums.
  const s3 = new S3Client({
    forcePathStyle: Boolean(process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL),
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })
  return { client: s3, [Symbol.asyncDispose]: async () => s3.destroy() }
}

async function isThere(s3: S3Client, bucket: string, key: string): Promise<boolean> {
  try {
    await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }))
    return true
  } catch (error) {
    if (error instanceof NotFound) return false
    throw error
  }
}

/** What the store says becomes an error of the catalogue. */
async function reached(place: BucketPlace, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (cause) {
    if (cause instanceof DuetError) throw cause
    const why = cause instanceof Error ? `${cause.name}: ${cause.message}` : 'unknown'
    throw new DuetError('store.failed', `${named(place)} cannot be used: ${why}`, { field: 'folder', cause })
  }
}

function keysIn({ prefix }: BucketPlace): (path: string) => string {
  return (path) => (prefix === '' ? path : `${prefix}/${path}`)
}

function named({ bucket, prefix }: BucketPlace): string {
  return `s3://${bucket}/${prefix}`
}

/** A manifest must not lead out of the folder. */
function inside(dir: string, path: string): string {
  const file = resolve(dir, path)
  if (!file.startsWith(resolve(dir) + sep))
    throw new DuetError('store.failed', `"${path}" in the list of the backup lies outside of it.`, { field: 'folder' })
  return file
}

/** With slashes between, in a fixed order. */
function filesIn(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    .toSorted()
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}
