/** What a server of the Moshi socket must do, or is known to do: one check each, against any address. */
import assert from 'node:assert/strict'
import { TestCaller } from '../../src/engines/fake/test-caller.ts'
import { answered, type Check, inTime, pong, withCall } from './calling.ts'
import { faultChecks } from './fault-checks.ts'

const http = (url: URL, path: string) => fetch(new URL(path, url.href.replace(/^ws/, 'http')))

export const checks: readonly Check[] = [
  {
    name: 'answers a plain request of its socket with a status, and has nothing elsewhere',
    run: async ({ url, profile }) => {
      const [chat, nowhere] = [await http(url, '/api/chat'), await http(url, '/no/such/thing')]
      assert.equal(chat.status, profile.plainStatus)
      assert.equal(nowhere.status, 404)
    },
  },
  {
    name: 'sends a 0x00 of its size first, after nothing but metadata',
    run: (target) =>
      withCall(target, async (caller) => {
        const before = caller.frames.findIndex((frame) => frame.type === 'handshake')
        assert.ok(caller.frames.slice(0, before).every((frame) => frame.type === 'metadata'))
        const first = caller.frames[before]
        assert.equal(first?.type === 'handshake' && first.payload.length, target.profile.handshakeBytes)
      }),
  },
  {
    name: 'gives a frame of sound for each it gets, and nothing for none',
    when: ({ pacedBy }) => pacedBy === 'input',
    run: (target) =>
      withCall(target, async (caller) => {
        await pong(caller)
        assert.equal(caller.heardMs, 0)
        caller.headers()
        caller.quiet(1600)
        await answered(target.profile, caller, 1600)
        await pong(caller)
        caller.talk(800)
        await answered(target.profile, caller, 2400)
      }),
  },
  {
    name: 'sends one Ogg Opus stream: mono, its own header first, right checksums, packets and granules of its length',
    run: (target) =>
      withCall(target, async (caller) => {
        const { profile } = target
        caller.headers()
        caller.quiet(1600)
        await answered(profile, caller, 1600)
        const [head, tags, ...pages] = caller.pagesHeard
        assert.equal(caller.pageReader.badChecksums + caller.pageReader.droppedBytes, 0)
        assert.ok(head?.bos && Buffer.from(head.body.subarray(0, 8)).toString() === 'OpusHead', 'OpusHead stands first')
        assert.ok(tags && Buffer.from(tags.body.subarray(0, 8)).toString() === 'OpusTags', 'then OpusTags')
        assert.equal(new Set(caller.pagesHeard.map((page) => page.serial)).size, 1)
        assert.deepEqual(caller.reader.head, { channels: 1, preSkip: profile.preSkip, inputSampleRate: profile.headRate })
        assert.ok(caller.packets.every((packet) => packet.durationSamples48 === profile.packetMs * 48))
        const steps = pages.slice(1).map((page, i) => page.granule - (pages[i]?.granule ?? 0))
        assert.deepEqual([...new Set(steps)], [(profile.packetMs * profile.granuleRate) / 1000])
      }),
  },
  {
    name: 'sends words as UTF-8 pieces, at most one a frame, on their side of its sound',
    when: ({ words }) => words !== null,
    run: (target) =>
      withCall(target, async (caller) => {
        caller.headers()
        caller.talk(800)
        caller.quiet(3200)
        await answered(target.profile, caller, 4000)
        const kinds = caller.frames.flatMap(({ type }) => (type === 'audio' || type === 'text' ? [type] : [])).join(' ')
        assert.match(kinds, /text/)
        assert.doesNotMatch(kinds, /text text/)
        if (target.profile.words === 'after') assert.doesNotMatch(kinds, /^text/)
        else assert.doesNotMatch(kinds, /text$/)
      }),
  },
  {
    name: 'takes pages of any cut',
    run: async (target) => {
      for (const [packetMs, perPage] of [
        [10, 1],
        [20, 1],
        [20, 2],
        [20, 4],
        [60, 1],
        [120, 1],
      ] as const)
        await withCall(target, async (caller) => {
          caller.headers()
          caller.speak({ ms: 960, packetMs, perPage })
          await answered(target.profile, caller, 960)
        })
    },
  },
  {
    name: 'takes a stream of 48 kHz, and headers in one message with the first sound or cut over two',
    run: async (target) => {
      await withCall(target, async (caller) => {
        const bytes = Buffer.concat([caller.writer.headers(), caller.page(80)])
        caller.pages(bytes)
        caller.quiet(720)
        await answered(target.profile, caller, 800)
      })
      await withCall(target, async (caller) => {
        const bytes = Buffer.concat([caller.writer.headers(), caller.page(80)])
        caller.pages(bytes.subarray(0, 33))
        caller.pages(bytes.subarray(33))
        caller.speak({ ms: 720, packetMs: 20, perPage: 4, sampleRate: 48_000 })
        await answered(target.profile, caller, 800)
      })
    },
  },
  {
    name: 'answers pings in a call',
    run: (target) => withCall(target, pong),
  },
  {
    name: 'goes on after a pause of the caller',
    run: (target) =>
      withCall(target, async (caller) => {
        caller.headers()
        caller.quiet(400)
        await answered(target.profile, caller, 400)
        await new Promise((resolve) => setTimeout(resolve, 600))
        caller.quiet(400)
        await answered(target.profile, caller, 800)
      }),
  },
  {
    name: 'takes the next caller after one who vanished',
    run: async (target) => {
      await withCall(target, async (caller) => {
        caller.socket.terminate()
        await caller.closed
      })
      await withCall(target, async () => {})
    },
  },
  {
    name: 'ends a call whose message is beyond 4 MiB with 1009',
    run: (target) =>
      withCall(target, async (caller) => {
        caller.socket.send(Buffer.alloc(5 * 1024 * 1024, 1))
        assert.equal((await inTime(caller.closed, 'the close')).code, 1009)
      }),
  },
  {
    name: 'takes, or leaves, compression as it is known to',
    run: (target) =>
      withCall(
        target,
        async (caller) => assert.equal(caller.socket.extensions.includes('permessage-deflate'), target.profile.takesDeflate),
        { deflate: true },
      ),
  },
  {
    name: 'lets a second caller wait in silence until the first has left',
    when: ({ second }) => second === 'waits',
    run: (target) =>
      withCall(target, async (first) => {
        const second = new TestCaller(new URL(`/api/chat${target.profile.query}`, target.url))
        await inTime(second.opened, 'the second socket to open')
        first.headers()
        first.quiet(800)
        await answered(target.profile, first, 800)
        assert.equal(second.frames.length, 0)
        first.socket.close(1000)
        await inTime(second.ready(), 'the 0x00 of the second')
        second.socket.close(1000)
        await second.closed
      }),
  },
  {
    name: 'serves a second caller beside the first',
    when: ({ second }) => second === 'served',
    run: (target) => withCall(target, () => withCall(target, async () => {})),
  },
  ...faultChecks,
]
