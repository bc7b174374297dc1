/** Microphone and loudspeaker of a terminal, through sox or ffmpeg as they are installed. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { DuetError } from '../protocol/errors.ts'

export interface TerminalAudio {
  /** The programs in use, for a person. */
  readonly name: string
  /** The next `count` samples; silence where the microphone has not given them yet; `undefined` when it has gone away. */
  read(count: number): Float32Array | undefined
  play(samples: Float32Array): void
  close(): void
}

type Programs = { readonly name: string; readonly record: readonly string[]; readonly play: readonly string[] }

/** Sound the microphone is ahead by more than this is dropped, oldest first: delay never accumulates. */
const maxAheadMs = 300
/** A loudspeaker this far behind drops what comes. */
const maxUnplayedBytes = 64 * 1024

/** @param rate Hz, mono 16 bit. Throws `call.input` when neither program is there. */
export async function openTerminalAudio(rate: number): Promise<TerminalAudio> {
  const programs = choose(rate)
  const recorder = start(programs.record)
  const player = start(programs.play)
  let waiting = new Float32Array(0)
  let gone = false
  let odd: Buffer = Buffer.alloc(0)
  recorder.stdout?.on('data', (piece: Buffer) => {
    const bytes = Buffer.concat([odd, piece])
    const count = bytes.length >> 1
    odd = bytes.subarray(count * 2)
    const grown = new Float32Array(waiting.length + count)
    grown.set(waiting)
    for (let i = 0; i < count; i++) grown[waiting.length + i] = bytes.readInt16LE(i * 2) / 32768
    waiting = grown.slice(Math.max(0, grown.length - (maxAheadMs * rate) / 1000))
  })
  recorder.on('close', () => {
    gone = true
  })
  await started(recorder, programs.record)
  return {
    name: programs.name,
    read(count) {
      if (gone && waiting.length === 0) return undefined
      const piece = new Float32Array(count)
      piece.set(waiting.subarray(0, count))
      waiting = waiting.slice(count)
      return piece
    },
    play(samples) {
      const input = player.stdin
      if (!input?.writable || input.writableLength > maxUnplayedBytes) return
      const bytes = Buffer.alloc(samples.length * 2)
      for (const [i, sample] of samples.entries())
        bytes.writeInt16LE(Math.max(-32768, Math.min(32767, Math.round(sample * 32768))), i * 2)
      input.write(bytes)
    },
    close() {
      recorder.kill()
      player.kill()
    },
  }
}

function choose(rate: number): Programs {
  const raw = ['-q', '-t', 'raw', '-r', String(rate), '-e', 'signed', '-b', '16', '-c', '1']
  if (installed('rec') && installed('play'))
    return { name: 'sox', record: ['rec', ...raw, '-'], play: ['play', '--buffer', '1024', ...raw, '-'] }
  const pcm = ['-f', 's16le', '-ar', String(rate)]
  if (installed('ffmpeg') && installed('ffplay')) {
    const device = process.platform === 'darwin' ? ['-f', 'avfoundation', '-i', ':0'] : ['-f', 'pulse', '-i', 'default']
    return {
      name: 'ffmpeg',
      record: ['ffmpeg', '-loglevel', 'error', ...device, '-ac', '1', ...pcm, '-flush_packets', '1', '-'],
      play: ['ffplay', '-loglevel', 'error', '-nodisp', '-fflags', 'nobuffer', '-ac', '1', ...pcm, '-'],
    }
  }
  throw new DuetError('call.input', '--mic needs sox (rec and play) or ffmpeg (ffmpeg and ffplay), and neither is installed.')
}

function installed(program: string): boolean {
  return spawnSync(program, ['-version'], { stdio: 'ignore', timeout: 5000 }).error === undefined
}

function start([program = '', ...args]: readonly string[]): ChildProcess {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  child.on('error', () => {})
  child.stdin?.on('error', () => {})
  return child
}

/** Waits for the first sound; a device that cannot be opened ends the program at once. */
function started(recorder: ChildProcess, [program]: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = () =>
      reject(new DuetError('call.input', `${program} could not record from the default microphone; its message is above.`))
    const deadline = setTimeout(fail, 5000)
    recorder.once('close', fail)
    recorder.stdout?.once('data', () => {
      clearTimeout(deadline)
      recorder.off('close', fail)
      resolve()
    })
  })
}
