/** What vLLM-Omni's duplex socket with PersonaPlex is known to do, by its documentation and source: one check each, against any address. */
import assert from 'node:assert/strict'
import * as z from 'zod'
import {
  admitted,
  ana,
  answeredMs,
  beat,
  frameMs,
  OmniCaller,
  type OmniCheck,
  omniRate,
  withSession,
  withSocket,
} from './omni-caller.ts'
import { omniFaultChecks } from './omni-fault-checks.ts'

const sessionSchema = z.object({
  session: z.object({
    id: z.string().startsWith('duplex-'),
    instructions: z.string(),
    voice: z.string(),
    input_audio_format: z.literal('pcm_f32le'),
    capabilities: z.object({
      implementation_level: z.literal('model_native_duplex'),
      chunk_period_ms: z.literal(frameMs),
      supports_barge_in: z.literal(false),
      supports_session_resume: z.literal(false),
    }),
  }),
})

export const omniChecks: readonly OmniCheck[] = [
  {
    name: 'answers over HTTP at /health, and has nothing elsewhere',
    run: async ({ url }) => {
      const http = (path: string) => fetch(new URL(path, url.href.replace(/^ws/, 'http')))
      assert.equal((await http('/health')).status, 200)
      assert.equal((await http('/no/such/thing')).status, 404)
    },
  },
  {
    name: 'says nothing before it is asked, then who it became, with its capabilities, and that once more as session.updated',
    run: ({ url }) =>
      withSocket(new OmniCaller(url), async (caller) => {
        const pong = new Promise((resolve) => caller.socket.once('pong', resolve))
        caller.socket.ping()
        await pong
        assert.equal(caller.events.length, 0)
        caller.update()
        const { session } = sessionSchema.parse(await caller.created())
        await caller.nth('session.updated')
        assert.equal(caller.events[0]?.type, 'session.created')
        assert.equal(session.instructions, ana.instructions)
        assert.equal(session.voice, ana.voice)
      }),
  },
  {
    name: 'opens a session by itself where the address names a model and does not say autostart=0',
    run: ({ url }) => withSocket(new OmniCaller(url, true), (caller) => caller.created()),
  },
  {
    name: 'opens a session by itself for a first event that is not session.update, and answers that event',
    run: ({ url }) =>
      withSocket(new OmniCaller(url), async (caller) => {
        caller.tell({ type: 'session.heartbeat' })
        await caller.nth('session.heartbeat_ack')
        assert.equal(caller.events[0]?.type, 'session.created')
      }),
  },
  {
    name: 'numbers its events, each higher than the one before',
    run: (target) =>
      withSession(target, async (caller) => {
        caller.speak(800)
        await answeredMs(caller, 800)
        const numbers = caller.events.map((event) => event.server_event_seq ?? Number.NaN)
        assert.ok(
          numbers.every((number, i) => i === 0 || number > (numbers[i - 1] ?? Number.NaN)),
          numbers.join(' '),
        )
      }),
  },
  {
    name: 'gives a frame of sound for each it gets, in lumps of whole frames, and nothing for none',
    run: (target) =>
      withSession(target, async (caller) => {
        await beat(caller)
        assert.equal(caller.heardMs, 0)
        caller.speak(3200)
        await answeredMs(caller, 3200)
        assert.ok(
          caller.lumpsMs.every((ms) => ms > 0 && ms % frameMs === 0),
          caller.lumpsMs.join(' '),
        )
        assert.equal(caller.lumpsMs[0], frameMs, 'the first frame goes out alone')
      }),
  },
  {
    name: 'speaks in one response that is opened as OpenAI’s are',
    run: (target) =>
      withSession(target, async (caller) => {
        caller.speak(1600)
        await answeredMs(caller, 1600)
        const order = [
          'response.created',
          'response.output_item.added',
          'response.content_part.added',
          'response.output_audio.delta',
        ]
        const at = order.map((type) => caller.events.findIndex((event) => event.type === type))
        assert.deepEqual(
          at,
          [...at].sort((a, b) => a - b),
        )
        assert.ok(
          at.every((place) => place >= 0),
          at.join(' '),
        )
        const deltas = caller.of('response.output_audio.delta').map(({ response_id }) => response_id)
        assert.deepEqual([...new Set(deltas)], [caller.of('response.created')[0]?.response_id])
      }),
  },
  {
    name: 'sends the words of a lump right behind its sound',
    run: (target) =>
      withSession(target, async (caller) => {
        caller.speak(800, 300)
        caller.speak(4000)
        await answeredMs(caller, 4800)
        const told = caller.events.filter(({ type }) => type.startsWith('response.output_audio'))
        for (const [i, { type }] of told.entries())
          if (type.includes('transcript')) assert.equal(told[i - 1]?.type, 'response.output_audio.delta')
        assert.equal(typeof caller.of('response.output_audio_transcript.delta')[0]?.delta, 'string')
      }),
  },
  {
    name: 'takes sound of any cut',
    run: async (target) => {
      for (const samples of [480, 777, 1920, 4800]) {
        await withSession(target, async (caller) => {
          const messages = Math.ceil((1.6 * omniRate) / samples)
          for (let i = 0; i < messages; i++) caller.append(samples)
          await answeredMs(caller, (messages * samples * 1000) / omniRate)
        })
      }
    },
  },
  {
    name: 'keeps sound that came before session.created',
    run: ({ url }) =>
      withSocket(new OmniCaller(url), async (caller) => {
        caller.update()
        caller.speak(1600)
        await caller.created()
        await answeredMs(caller, 1600)
      }),
  },
  {
    name: 'goes on after a pause of the caller',
    run: (target) =>
      withSession(target, async (caller) => {
        caller.speak(800)
        await answeredMs(caller, 800)
        await new Promise((resolve) => setTimeout(resolve, 600))
        caller.speak(800)
        await answeredMs(caller, 1600)
      }),
  },
  {
    name: 'ends with session.closed, then 1000, when it is asked to',
    run: (target) =>
      withSession(target, async (caller) => {
        caller.tell({ type: 'session.close' })
        assert.equal((await caller.nth('session.closed')).reason, 'client_close')
        assert.equal(await caller.closed, 1000)
        assert.equal(caller.events.at(-1)?.type, 'session.closed')
      }),
  },
  {
    name: 'holds as many sessions as it is set to, each with its own persona, and refuses one more as exhausted',
    run: async (target) => {
      const personas = Array.from({ length: target.sessions }, (_, i) => `You are Guest ${i}.`)
      const all = async ([persona, ...rest]: readonly string[], callers: readonly OmniCaller[]): Promise<void> => {
        if (persona === undefined) return together(callers)
        const caller = await admitted(target.url, { instructions: persona, voice: ana.voice })
        await withSocket(caller, () => all(rest, [...callers, caller]))
      }
      const together = async (callers: readonly OmniCaller[]): Promise<void> => {
        const created = await Promise.all(callers.map((caller) => caller.created()))
        const sessions = created.map((event) => sessionSchema.parse(event).session)
        assert.deepEqual(
          sessions.map(({ instructions }) => instructions),
          personas,
        )
        assert.equal(new Set(sessions.map(({ id }) => id)).size, target.sessions)
        for (const caller of callers) caller.speak(800)
        await Promise.all(callers.map((caller) => answeredMs(caller, 800)))
        await withSocket(new OmniCaller(target.url), async (extra) => {
          extra.update()
          const { type, code } = await extra.error(0)
          assert.deepEqual([type, code], ['rate_limit_error', 'resource_exhausted'])
          await extra.closed
        })
        await Promise.all(callers.map(beat))
      }
      await all(personas, [])
    },
  },
  {
    name: 'frees the place of a caller who vanished',
    run: async (target) => {
      for (let i = 0; i <= target.sessions; i++) {
        await withSession(target, async (caller) => {
          caller.socket.terminate()
          await caller.closed
        })
      }
    },
  },
  ...omniFaultChecks,
]
