/** Flite's voices, compiled to WebAssembly: statistical, robotic, and fast on any machine. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runWasi } from './wasi.ts'

/** Says a text with one of Flite's voices at 16 kHz. Blocks for about 50 ms. */
export type Flite = (text: string, voice: string, speed: number) => Float32Array

/** The header Flite writes is always the same 44 bytes (RIFF, one format chunk, one data chunk, 16 bits mono). */
const headerBytes = 44

export function openFlite(folder: string): Flite {
  const module = new WebAssembly.Module(readFileSync(join(folder, 'flite.wasm')))
  return (text, voice, speed) => {
    const args = ['flite', '-voice', voice, '--setf', `duration_stretch=${(1 / speed).toFixed(3)}`, '-t', text, '-o', '/out.wav']
    const wav = runWasi(module, args).get('out.wav')
    if (!wav || wav.length <= headerBytes) return new Float32Array(0)
    const view = new DataView(wav.buffer, wav.byteOffset, wav.byteLength)
    return Float32Array.from(
      { length: (wav.length - headerBytes) >> 1 },
      (_, i) => view.getInt16(headerBytes + 2 * i, true) / 32_768,
    )
  }
}
