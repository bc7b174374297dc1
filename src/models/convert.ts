/** Runs a converter in a thread of its own: it works for seconds and its memory goes with it. */
import { Worker } from 'node:worker_threads'
import { DuetError } from '../protocol/errors.ts'
import type { Converter } from './model.ts'

export type ConvertJob = { readonly by: Converter; readonly from: string; readonly to: string }

const deadlineMs = 10 * 60_000

/**
 * Reads the unpacked files in `from` and writes the converted ones into `to`, byte for byte the same every time.
 * @throws DuetError `internal` with the converter's error as its cause; the signal's reason when aborted
 */
export async function convertModel(by: Converter, from: string, to: string, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted()
  const job: ConvertJob = { by, from, to }
  const worker = new Worker(new URL('./convert.worker.ts', import.meta.url), { workerData: job, execArgv: [] })
  const limit = signal ? AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]) : AbortSignal.timeout(deadlineMs)
  const stop = (): void => void worker.terminate()
  limit.addEventListener('abort', stop, { once: true })
  try {
    const code = await new Promise<number>((resolve, reject) => worker.once('error', reject).once('exit', resolve))
    if (code !== 0) throw new Error(`the converter ended with code ${code}`)
  } catch (error) {
    signal?.throwIfAborted()
    throw new DuetError('internal', `The ${by} model in ${from} could not be converted.`, { cause: error })
  } finally {
    limit.removeEventListener('abort', stop)
  }
}
