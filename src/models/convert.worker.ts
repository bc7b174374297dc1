/** The thread a converter runs in. */
import { workerData } from 'node:worker_threads'
import type { ConvertJob } from './convert.ts'
import { kokoroToSherpa } from './kokoro-to-sherpa.ts'
import { piperToSherpa } from './piper-to-sherpa.ts'
import { whisperToOnnx } from './whisper-to-onnx.ts'

// What `convertModel` passes and nobody else starts this thread.
const job = workerData as ConvertJob
switch (job.by) {
  case 'whisper':
    whisperToOnnx(job.from, job.to)
    break
  case 'piper':
    piperToSherpa(job.from, job.to)
    break
  case 'kokoro':
    kokoroToSherpa(job.from, job.to)
    break
}
