/** What becomes of a call whose caller does something wrong: known of each server, and what Duet keeps from them. */
import assert from 'node:assert/strict'
import { OpusStreamWriter } from '../../src/audio/ogg-opus.ts'
import { tonePackets } from '../../src/audio/test-sound.ts'
import type { TestCaller } from '../../src/engines/fake/test-caller.ts'
import { encodeAudio } from '../../src/protocol/moshi.ts'
import { answered, type Check, dueMs, inTime, pong, type Target, withCall } from './calling.ts'
import type { Outcome, Profile } from './profiles.ts'

const goodMs = 400

/** Does the fault in the middle of a good call and sees what becomes of it. `lostMs`: sound the server does not get by it. */
function fault(name: string, expected: (profile: Profile) => Outcome, commit: (caller: TestCaller) => number): Check {
  return {
    name,
    run: (target) =>
      withCall(target, async (caller) => {
        const { profile } = target
        caller.headers()
        caller.quiet(goodMs)
        await answered(profile, caller, goodMs)
        const extraMs = commit(caller)
        await seen(target, caller, expected(profile), goodMs + extraMs)
      }),
  }
}

async function seen({ profile }: Target, caller: TestCaller, expected: Outcome, sentMs: number): Promise<void> {
  if (expected !== 'fine') {
    assert.equal((await inTime(caller.closed, 'the close')).code, expected)
    return
  }
  await pong(caller)
  caller.quiet(goodMs)
  await inTime(
    caller.until(() => caller.heardMs >= dueMs(profile, sentMs + goodMs)),
    'sound after the fault',
  )
}

const noise = (bytes: number) => Uint8Array.from({ length: bytes }, (_, i) => (i * 73 + 41) % 251)

export const faultChecks: readonly Check[] = [
  {
    name: 'a stream without its first page',
    run: (target) =>
      withCall(target, async (caller) => {
        caller.writer.headers()
        caller.quiet(goodMs)
        await seen(target, caller, target.profile.faults.noHead, goodMs)
      }),
  },
  fault(
    'a stream that begins again under the same serial',
    ({ faults }) => faults.beginsAgain,
    (caller) => {
      const again = new OpusStreamWriter({ serial: 7, inputSampleRate: 24_000 })
      caller.pages(again.headers())
      return 0
    },
  ),
  fault(
    'a new stream with a serial of its own',
    () => 'fine',
    (caller) => {
      caller.restart(8)
      return 0
    },
  ),
  fault(
    'its header pages once more',
    ({ faults }) => faults.headersAgain,
    (caller) => {
      caller.pages(new OpusStreamWriter({ serial: 7, inputSampleRate: 24_000 }).headers())
      caller.quiet(80)
      return 80
    },
  ),
  fault(
    'lost pages',
    () => 'fine',
    (caller) => {
      caller.page(80)
      caller.page(80)
      return 0
    },
  ),
  fault(
    'a page with a wrong checksum',
    ({ faults }) => faults.badChecksum,
    (caller) => {
      const page = Uint8Array.from(caller.page(80))
      page[22] = (page[22] ?? 0) ^ 0xff
      caller.pages(page)
      return 0
    },
  ),
  fault(
    'bytes that are no page',
    ({ faults }) => faults.garbage,
    (caller) => {
      caller.pages(noise(200))
      return 0
    },
  ),
  fault(
    'Opus without Ogg',
    ({ faults }) => faults.rawOpus,
    (caller) => {
      const [packet] = tonePackets({ hz: 300, ms: 20, packetMs: 20, sampleRate: 24_000 })
      caller.pages(packet ?? noise(60))
      return 0
    },
  ),
  fault(
    'a packet that is no Opus',
    ({ faults }) => faults.badPacket,
    (caller) => {
      caller.pages(caller.rawPage([Uint8Array.of(0xff, 0xff)]))
      return 0
    },
  ),
  {
    name: 'an empty packet, which is heard as seconds of nothing',
    when: ({ pacedBy }) => pacedBy === 'input',
    run: (target) =>
      withCall(target, async (caller) => {
        caller.headers()
        caller.quiet(goodMs)
        caller.pages(caller.rawPage([new Uint8Array(0)]))
        const due = dueMs(target.profile, goodMs + target.profile.emptyPacketMs)
        await inTime(
          caller.until(() => caller.heardMs >= due),
          `${due} ms of sound`,
          60_000,
        )
      }),
  },
  {
    name: 'text messages, empty ones and kinds that a caller has no use for',
    run: (target) =>
      withCall(target, async (caller) => {
        caller.headers()
        for (const bytes of [[0], [2, 65], [3, 0], [6]]) caller.socket.send(Uint8Array.from(bytes))
        caller.socket.send(encodeAudio(new Uint8Array(0)))
        await seen(target, caller, 'fine', 0)
        if (target.profile.faults.unknownKind === 'fine') caller.socket.send(new Uint8Array(0))
        caller.socket.send(Uint8Array.of(255, 1))
        await seen(target, caller, target.profile.faults.unknownKind, goodMs)
      }),
  },
  {
    name: 'sound sent before the 0x00',
    when: ({ second }) => second === 'waits',
    run: (target) =>
      withCall(target, (first) =>
        withCall(
          target,
          async (second) => {
            second.headers()
            second.quiet(goodMs)
            first.socket.close(1000)
            await inTime(second.ready(), 'the 0x00', target.profile.handshakeMs)
            if (target.profile.early === 'kept') return answered(target.profile, second, goodMs)
            second.quiet(goodMs)
            assert.equal((await inTime(second.closed, 'the close')).code, 1000)
          },
          { waits: false },
        ),
      ),
  },
  ...[
    ['no prompts', ''],
    ['no voice', '?text_prompt=Hello.'],
    ['an empty prompt', '?text_prompt=&voice_prompt=NATF2.pt'],
    ['an unknown voice', '?text_prompt=Hello.&voice_prompt=NOBODY.pt'],
    ['a voice without its ending', '?text_prompt=Hello.&voice_prompt=NATF2'],
    ['a seed', '?text_prompt=Hello.&voice_prompt=NATF2.pt&seed=42'],
  ].map(
    ([what, query]): Check => ({
      name: `a call with ${what} is dropped`,
      when: ({ needsPrompts }) => needsPrompts,
      run: (target) =>
        withCall(
          target,
          async (caller) => assert.equal((await inTime(caller.closed, 'the drop', target.profile.handshakeMs)).code, 1006),
          {
            query: query ?? '',
            waits: false,
          },
        ),
    }),
  ),
]
