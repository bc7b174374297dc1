/** `duet fake-engine`: a server that speaks the wire of a real one, with its faults, and no model; for trying Duet and other clients. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fakeRate, type Say } from '../engines/fake/babble.ts'
import { startFakeEngine } from '../engines/fake/fake-engine.ts'
import { fakeKinds } from '../engines/fake/kinds.ts'
import { parseQuirks } from '../engines/fake/quirks.ts'
import { findModel } from '../models/catalogue.ts'
import { modelFolder } from '../models/folder.ts'
import { DuetError } from '../protocol/errors.ts'
import { openFlite } from '../speech/flite.ts'
import { exitCodes } from './exit.ts'
import { runRole } from './role.ts'

export type FakeEngineFlags = {
  readonly as: string
  readonly host: string
  readonly port: string
  readonly quirk: readonly string[]
  readonly seed: string
  readonly sessions?: string
  readonly cert?: string
  readonly key?: string
}

/** Throws `request.invalid`, `port.busy`. Ends with code 1 where a quirk makes the server die. */
export function fakeEngine(flags: FakeEngineFlags): Promise<number> {
  const as = fakeKinds.find((kind) => kind === flags.as)
  if (as === undefined) throw bad('as', `"${flags.as}" is not one of ${fakeKinds.join(', ')}`)
  if ((flags.cert === undefined) !== (flags.key === undefined)) throw bad('cert', 'a certificate and its key go together')
  const quirks = parseQuirks(flags.quirk.join(','))
  const port = wholeNumber('port', flags.port, 0, 65_535)
  const seed = wholeNumber('seed', flags.seed, 0, 2 ** 31)
  const sessions = flags.sessions === undefined ? {} : { sessions: wholeNumber('sessions', flags.sessions, 1, 1000) }
  return runRole(async () => {
    const tls =
      flags.cert && flags.key ? { tls: { cert: readFileSync(flags.cert, 'utf8'), key: readFileSync(flags.key, 'utf8') } } : {}
    const engine = await startFakeEngine({ as, host: flags.host, port, quirks, seed, ...sessions, ...tls, ...speech() })
    void engine.died.then((code) => {
      console.error(`the fake engine died, as asked (close code ${code})`)
      process.exit(exitCodes.failed)
    })
    return { address: engine.url.href, close: () => engine.close() }
  }, false)
}

/** Flite's voices where they are there, the buzz otherwise. */
function speech(): { readonly say?: Say } {
  const folder = modelFolder(findModel('flite'), '')
  if (!existsSync(join(folder, 'flite.wasm'))) return {}
  const flite = openFlite(folder)
  return { say: (text, voice) => upsampled(flite(text, /F\d/.test(voice) ? 'slt' : 'rms', 1)) }
}

/** From Flite's 16 kHz, by straight lines between the samples: good enough for one who only plays a part. */
function upsampled(sound: Float32Array): Float32Array {
  const ratio = 16_000 / fakeRate
  return Float32Array.from({ length: Math.floor(sound.length / ratio) }, (_, i) => {
    const at = Math.floor(i * ratio)
    const [here = 0, next = 0] = [sound[at], sound[at + 1]]
    return here + (next - here) * (i * ratio - at)
  })
}

function wholeNumber(field: string, written: string, min: number, max: number): number {
  const value = Number(written)
  if (!Number.isInteger(value) || value < min || value > max) throw bad(field, `it must be a whole number from ${min} to ${max}`)
  return value
}

function bad(field: string, what: string): DuetError {
  return new DuetError('request.invalid', `--${field}: ${what}.`, { field })
}
