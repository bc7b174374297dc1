/** A call for a check: opened, used, and ended whatever happens; nothing is waited for without an end. */
import assert from 'node:assert/strict'
import { TestCaller } from '../../src/engines/fake/test-caller.ts'
import type { Profile } from './profiles.ts'

export type Target = { readonly url: URL; readonly profile: Profile }
export type Check = {
  readonly name: string
  /** Left out: it is for every server. */
  readonly when?: (profile: Profile) => boolean
  readonly run: (target: Target) => Promise<void>
}

/** A longer wait than this for something that has to come is a failure, ms. */
const waitMs = 20_000

/** Opens a call, does something with it, and ends it whatever happens. */
export async function withCall<Result>(
  { url, profile }: Target,
  use: (caller: TestCaller) => Promise<Result>,
  options: { readonly query?: string; readonly deflate?: boolean; readonly waits?: boolean } = {},
): Promise<Result> {
  const caller = new TestCaller(new URL(`/api/chat${options.query ?? profile.query}`, url), { deflate: options.deflate === true })
  try {
    await inTime(caller.opened, 'the socket to open')
    if (options.waits !== false) await inTime(caller.ready(), 'the 0x00', profile.handshakeMs)
    return await use(caller)
  } finally {
    if (caller.socket.readyState !== caller.socket.CLOSED) {
      caller.socket.resume()
      caller.socket.close(1000)
      const cut = setTimeout(() => caller.socket.terminate(), 2000)
      await caller.closed
      clearTimeout(cut)
    }
  }
}

export async function inTime<Result>(promise: Promise<Result>, what: string, ms = waitMs): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${ms} ms for ${what}`)), ms)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Sound of `ms` sent so far brings this much back. */
export function dueMs(profile: Profile, ms: number): number {
  return Math.floor(ms / 80) * 80 - profile.lostFrames * 80
}

/** Waits until the sound that is due has come, and that it is not more. */
export async function answered(profile: Profile, caller: TestCaller, sentMs: number): Promise<void> {
  const due = dueMs(profile, sentMs)
  await inTime(
    caller.until(() => caller.heardMs >= due),
    `${due} ms of sound`,
  )
  if (profile.pacedBy === 'input') assert.equal(caller.heardMs, due, 'as much sound comes as was sent')
}

/** A ping's answer came: everything sent before it was read. */
export function pong(caller: TestCaller): Promise<void> {
  const came = new Promise<void>((resolve) => caller.socket.once('pong', () => resolve()))
  caller.socket.ping()
  return inTime(came, 'a pong')
}
