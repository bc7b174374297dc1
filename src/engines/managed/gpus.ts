/** The GPUs of this machine and which model server gets which: by free memory, with a plain answer where there is none. */
import { execFile } from 'node:child_process'
import { DuetError } from '../../protocol/errors.ts'

export type Gpu = {
  readonly index: number
  readonly name: string
  /** GB (10^9 bytes). */
  readonly totalGb: number
  readonly freeGb: number
}

const askMs = 15_000
const mebibytesPerGb = 1e9 / 2 ** 20

/** Those that `CUDA_VISIBLE_DEVICES` leaves, or `undefined` where the driver's tool does not run. */
export function findGpus(env: NodeJS.ProcessEnv): Promise<readonly Gpu[] | undefined> {
  const query = ['--query-gpu=index,memory.total,memory.free,name', '--format=csv,noheader,nounits']
  return new Promise((resolve) => {
    execFile('nvidia-smi', query, { timeout: askMs, env }, (error, stdout) => {
      resolve(error ? undefined : visible(parseGpus(stdout), env.CUDA_VISIBLE_DEVICES))
    })
  })
}

/** Lines of `nvidia-smi`: index, total and free memory in MiB, name. */
export function parseGpus(text: string): readonly Gpu[] {
  return text.split('\n').flatMap((line) => {
    const [index, total, free, ...name] = line.split(',').map((part) => part.trim())
    const gpu = {
      index: Number(index),
      name: name.join(', '),
      totalGb: Number(total) / mebibytesPerGb,
      freeGb: Number(free) / mebibytesPerGb,
    }
    return name.length > 0 && Number.isFinite(gpu.index + gpu.totalGb + gpu.freeGb) ? [gpu] : []
  })
}

/** Numbers only; other names of devices (UUIDs, MIG) are left to CUDA. */
function visible(gpus: readonly Gpu[], list: string | undefined): readonly Gpu[] {
  if (list === undefined || !/^\d+(,\d+)*$/.test(list)) return gpus
  const wanted = list.split(',').map(Number)
  return gpus.filter(({ index }) => wanted.includes(index))
}

/**
 * A GPU for each of `count` servers that need `minGb` (MIN_VRAM_GB) each: always the one with most room left. Throws `engine.no_gpu`,
 * `engine.gpu_memory`.
 */
export function placeOnGpus(gpus: readonly Gpu[] | undefined, count: number, minGb: number): readonly Gpu[] {
  if (gpus === undefined || gpus.length === 0) {
    const found = gpus === undefined ? 'nvidia-smi does not run' : 'nvidia-smi lists none'
    throw new DuetError('engine.no_gpu', `No NVIDIA GPU is found (${found}), and a model server needs one with ${minGb} GB.`, {
      field: 'MIN_VRAM_GB',
    })
  }
  const room = gpus.map((gpu) => ({ gpu, leftGb: gpu.freeGb }))
  return Array.from({ length: count }, (_, index) => {
    const most = room.reduce((best, one) => (one.leftGb > best.leftGb ? one : best))
    if (most.leftGb < minGb) throw tooSmall(gpus, index, count, minGb)
    most.leftGb -= minGb
    return most.gpu
  })
}

function tooSmall(gpus: readonly Gpu[], placed: number, count: number, minGb: number): DuetError {
  const fit = count === 1 ? 'There is no room for the model server' : `There is room for ${placed} of ${count} model servers only`
  const free = gpus.map(
    (gpu) => `GPU ${gpu.index} (${gpu.name}) has ${gpu.freeGb.toFixed(1)} of ${gpu.totalGb.toFixed(1)} GB free`,
  )
  return new DuetError('engine.gpu_memory', `${fit}: each needs ${minGb} GB (MIN_VRAM_GB), and ${free.join(', ')}.`, {
    field: 'MIN_VRAM_GB',
  })
}
