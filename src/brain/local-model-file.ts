/** Whether a model file may be handed to the runtime, whose parser runs away on garbage and loads flipped bytes without a word. */
import { open } from 'node:fs/promises'
import { fileSum, wrongSum } from '../models/files.ts'
import { DuetError } from '../protocol/errors.ts'

export type LocalModelFile = { readonly path: string; readonly bytes: number; readonly sha256: string }

/** GGUF's head: magic, version, tensors and key-value pairs, little-endian (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md). */
const headBytes = 24
const versions = [2, 3]
/** Far above any model that a CPU can talk with. */
const mostEntries = 10_000n

/**
 * Length and head first, then the sum of the whole file.
 * @throws DuetError `model.failed` for what is no such file, `model.checksum` for one that was changed
 */
export async function checkGguf({ path, bytes, sha256 }: LocalModelFile): Promise<void> {
  const head = Buffer.alloc(headBytes)
  const file = await open(path)
  try {
    const { size } = await file.stat()
    if (size !== bytes) throw new DuetError('model.failed', `${path} has ${size} bytes, expected ${bytes}.`)
    await file.read(head, 0, headBytes, 0)
  } finally {
    await file.close()
  }
  const counts = [head.readBigUInt64LE(8), head.readBigUInt64LE(16)]
  if (
    head.toString('latin1', 0, 4) !== 'GGUF' ||
    !versions.includes(head.readUInt32LE(4)) ||
    counts.some((count) => count === 0n || count > mostEntries)
  )
    throw new DuetError('model.failed', `${path} is no GGUF model.`)
  const found = await fileSum(path)
  if (found !== sha256) throw wrongSum(path, found, sha256)
}
