/** `duet call`: one call from a WAV file or a microphone, to a stereo WAV and a file of events. */
import { createWriteStream, readFileSync, type WriteStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { resample } from '../audio/resample.ts'
import { readWav, writeWav } from '../audio/wav.ts'
import { DuetError } from '../protocol/errors.ts'
import { type CallOptions, call } from './call-client.ts'
import type { CallEvent } from './call-event.ts'
import type { CallResult } from './call-leg.ts'
import { type CallSource, callRate, soundSource } from './call-source.ts'
import { describeError, exitCodes } from './exit.ts'
import { readConfig } from './flags.ts'
import { openTerminalAudio } from './mic.ts'
import { toldToEnd } from './told-to-end.ts'

export type CallFlags = {
  readonly url: string
  readonly in?: string
  readonly mic?: true
  readonly out?: string
  readonly events?: string
  readonly persona?: string
  readonly voice?: string
  readonly textPrompt?: string
  readonly user?: string
  readonly tail: string
  readonly wait: string
  readonly insecure?: true
  /** False with `--no-resume`. */
  readonly resume: boolean
}

/** Resolves with the exit code: 4 when the other side ended the call before the sound and its tail were over. */
export async function callCommand(flags: CallFlags): Promise<number> {
  if ((flags.in === undefined) === (flags.mic === undefined))
    throw new DuetError('call.input', 'Give either --in with a WAV file, or --mic.')
  const key = readConfig({}).config.DUET_API_KEY
  const common = {
    url: flags.url,
    ...(flags.persona !== undefined && { persona: flags.persona }),
    ...(flags.voice !== undefined && { voice: flags.voice }),
    ...(flags.textPrompt !== undefined && { textPrompt: flags.textPrompt }),
    ...(flags.user !== undefined && { userId: flags.user }),
    tailMs: durationMs(flags.tail, '--tail'),
    waitMs: durationMs(flags.wait, '--wait'),
    insecure: flags.insecure === true,
    resume: flags.resume,
    ...(key !== undefined && { key }),
    signal: toldToEnd(),
    keep: flags.out !== undefined,
  }
  const lines = flags.events === undefined ? undefined : eventFile(flags.events)
  const onEvent = (event: CallEvent) => {
    lines?.write(`${JSON.stringify(event)}\n`)
    if (flags.mic) tell(event)
  }
  try {
    const result =
      flags.in === undefined ? await fromTerminal({ ...common, onEvent }) : await fromFile(flags.in, { ...common, onEvent })
    if (flags.out !== undefined) await writeSound(flags.out, result)
    return report(result)
  } finally {
    if (lines && lines !== process.stdout) await new Promise<void>((resolve) => lines.end(() => resolve()))
  }
}

type Common = Omit<CallOptions, 'source'>

async function fromFile(path: string, options: Common): Promise<CallResult> {
  return call({ ...options, source: soundSource(await soundOf(path)) })
}

async function fromTerminal(options: Common): Promise<CallResult> {
  const audio = await openTerminalAudio(callRate)
  console.error(`Talking through ${audio.name}. Use headphones, or the companion hears itself. Ctrl-C hangs up.`)
  const source: CallSource = { read: (count) => audio.read(count) }
  try {
    return await call({ ...options, source, tailMs: 0, onAudio: (samples) => audio.play(samples) })
  } finally {
    audio.close()
  }
}

/** A WAV file as mono at the call's rate. Throws `call.input`. */
export async function soundOf(path: string): Promise<Float32Array> {
  let bytes: Uint8Array
  try {
    bytes = readFileSync(path)
  } catch (thrown) {
    throw new DuetError('call.input', `The file ${path} cannot be read (${errnoOf(thrown)}).`, {
      cause: thrown,
    })
  }
  const { channels, sampleRate } = readWav(bytes)
  const [first, ...others] = channels
  if (!first) throw new DuetError('call.input', `The file ${path} has no channel.`)
  const mono =
    others.length === 0
      ? first
      : first.map((sample, i) => others.reduce((sum, one) => sum + (one[i] ?? 0), sample) / channels.length)
  return resample(mono, sampleRate, callRate)
}

async function writeSound(path: string, result: CallResult): Promise<void> {
  try {
    await writeFile(path, writeWav([result.user, result.agent], result.sampleRate))
  } catch (cause) {
    throw new DuetError('call.input', `The file ${path} cannot be written.`, { cause })
  }
}

function eventFile(path: string): WriteStream | typeof process.stdout {
  if (path === '-') return process.stdout
  const stream = createWriteStream(path)
  stream.on('error', (error) => console.error(`duet: events are not written: ${error.message}`))
  return stream
}

function report(result: CallResult): number {
  if (result.endedBy === 'client') return result.reason === 'hung up' ? exitCodes.interrupted : exitCodes.ok
  console.error(describeError(new DuetError(result.code ?? 'engine.lost', `The call was ended early: ${result.reason}`)))
  return exitCodes.endedEarly
}

/** The words of both sides for a person at the terminal. */
function tell(event: CallEvent): void {
  if (event.type === 'text') process.stdout.write(event.text)
  if (event.type === 'broken') console.error('\nThe connection broke; it is tried again. Ctrl-C hangs up.')
  if (event.type === 'back') console.error(`Connected again after ${(event.awayMs / 1000).toFixed(1)} s.`)
  if (event.type !== 'event' || typeof event.event !== 'object' || event.event === null) return
  // Only the fields tested here are read.
  const said = event.event as { type?: unknown; text?: unknown; final?: unknown; side?: unknown }
  if (said.type === 'text') process.stdout.write(String(said.text))
  if (said.type === 'transcript' && said.side === 'user' && said.final === true)
    process.stdout.write(`\n> ${String(said.text)}\n`)
}

/** "8s", "500ms" or a plain number of seconds. Throws `request.invalid` naming the flag. */
export function durationMs(written: string, flag: string): number {
  const found = /^(\d+(?:\.\d+)?)\s*(ms|s|m)?$/.exec(written.trim())
  const value = Number(found?.[1])
  const ms = value * (found?.[2] === 'ms' ? 1 : found?.[2] === 'm' ? 60_000 : 1000)
  if (!found || ms > 3_600_000)
    throw new DuetError('request.invalid', `${flag} is "${written}"; allowed: a time up to an hour such as 8s or 500ms.`)
  return ms
}

function errnoOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown reason'
}
