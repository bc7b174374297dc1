/** What vLLM-Omni's duplex socket makes of a caller's faults, by its source: which are refused and passed over, and which end the session. */
import assert from 'node:assert/strict'
import { ana, answeredMs, beat, OmniCaller, type OmniCheck, withSession, withSocket } from './omni-caller.ts'

const invalid = 'invalid_request_error'

/** A message within a good session is refused with this code; the session goes on. */
function refused(name: string, code: string, commit: (caller: OmniCaller) => void): OmniCheck {
  return {
    name: `refuses ${name} (${code}) and goes on`,
    run: (target) =>
      withSession(target, async (caller) => {
        caller.speak(800)
        await answeredMs(caller, 800)
        const before = caller.events.length
        commit(caller)
        assert.deepEqual(await caller.error(before).then((error) => [error.type, error.code]), [invalid, code])
        caller.speak(800)
        await answeredMs(caller, 1600)
      }),
  }
}

/** Sound that the model cannot take is reported; what becomes of the session is not known. */
function unfit(name: string, append: Readonly<Record<string, unknown>>): OmniCheck {
  return {
    name: `reports ${name} as the server's own failure`,
    run: (target) =>
      withSession(target, async (caller) => {
        caller.tell({ type: 'input_audio_buffer.append', ...append })
        assert.equal((await caller.error(0)).code, 'runtime_append_failed')
      }),
  }
}

/** What a first message brings on that opens no session: an error, the end of the connection, and no place lost. */
function turnedAway(name: string, codes: readonly string[], begin: (caller: OmniCaller) => void): OmniCheck {
  return {
    name: `turns away ${name} (${codes.join(' or ')}), and loses no place by it`,
    run: async (target) => {
      for (let i = 0; i <= target.sessions; i++) {
        await withSocket(new OmniCaller(target.url), async (caller) => {
          begin(caller)
          const { code } = await caller.error(0)
          assert.ok(codes.includes(code), `${code} is not ${codes.join(' or ')}`)
          await caller.closed
          assert.deepEqual(caller.of('session.created'), [])
        })
      }
      await withSession(target, beat)
    },
  }
}

const sound = (bytes: number) => Buffer.alloc(bytes).toString('base64')
const notANumber = Buffer.from(new Float32Array(1920).fill(Number.NaN).buffer).toString('base64')

export const omniFaultChecks: readonly OmniCheck[] = [
  turnedAway('a first message that is no JSON', ['invalid_json'], (caller) => caller.socket.send('{"type":')),
  turnedAway('a first message that is no object', ['bad_event'], (caller) => caller.socket.send('[]')),
  turnedAway('a voice without its ending', ['invalid_voice'], (caller) => caller.update({ ...ana, voice: 'NATF2' })),
  turnedAway('a voice that is a path', ['invalid_voice'], (caller) => caller.update({ ...ana, voice: '../voices/NATF2.pt' })),
  turnedAway('a voice it does not have', ['prefill_unavailable'], (caller) => caller.update({ ...ana, voice: 'NOBODY.pt' })),
  turnedAway('the resumption of a session there never was', ['session_resume_expired'], (caller) =>
    caller.tell({ type: 'session.resume', session_id: 'duplex-never', resume_token: 'rt_0', last_received_server_event_seq: 0 }),
  ),
  refused('a message that is no JSON', 'invalid_json', (caller) => caller.socket.send('{"type":')),
  refused('a message that is no object', 'bad_event', (caller) => caller.socket.send('[]')),
  refused('an event it does not know', 'unknown_event', (caller) => caller.tell({ type: 'session.sing' })),
  refused('sound without sound', 'bad_event', (caller) => caller.tell({ type: 'input_audio_buffer.append', audio: '' })),
  refused('a format it does not know', 'unsupported_audio_format', (caller) =>
    caller.tell({ type: 'input_audio_buffer.append', audio: sound(640), format: 'mp3' }),
  ),
  refused('another persona', 'persona_update_unsupported', (caller) => caller.update({ ...ana, instructions: 'You are Ben.' })),
  refused('another voice', 'voice_update_unsupported', (caller) => caller.update({ ...ana, voice: 'NATM1.pt' })),
  refused('a resumption in mid-session', 'unsupported_session_resume', (caller) => caller.tell({ type: 'session.resume' })),
  refused('a message beyond 15 MiB', 'event_too_large', (caller) => caller.socket.send(`"${' '.repeat(15 * 1024 * 1024)}"`)),
  unfit('16-bit sound', { audio: sound(3840), format: 'pcm16', sample_rate_hz: 24_000 }),
  unfit('sound at another rate', { audio: sound(7680), format: 'pcm_f32le', sample_rate_hz: 16_000 }),
  unfit('sound that ends within a sample', { audio: sound(7681), format: 'pcm_f32le', sample_rate_hz: 24_000 }),
  unfit('samples that are no numbers', { audio: notANumber, format: 'pcm_f32le', sample_rate_hz: 24_000 }),
  {
    name: 'names the event it refuses',
    run: (target) =>
      withSession(target, async (caller) => {
        caller.tell({ type: 'session.sing', event_id: 'evt_7' })
        assert.equal((await caller.error(0)).event_id, 'evt_7')
      }),
  },
  {
    name: 'takes the same persona and voice again',
    run: (target) =>
      withSession(target, async (caller) => {
        caller.update()
        await caller.nth('session.updated', 2)
        assert.deepEqual(caller.of('error'), [])
      }),
  },
  {
    name: 'ends a session that sends bytes in place of text',
    run: (target) =>
      withSession(target, async (caller) => {
        caller.socket.send(Buffer.of(1, 2, 3))
        await caller.closed
        assert.ok(caller.events.some(({ type }) => type === 'error' || type === 'session.closed'))
      }),
  },
]
