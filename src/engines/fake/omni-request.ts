/** What a caller of vLLM-Omni's duplex socket with PersonaPlex asks, looked at as that server looks at it (by its source, 0e61742). */
import * as z from 'zod'
import { voiceName } from '../../personas/voices.ts'
import { fakeRate } from './babble.ts'

const wishesSchema = z.object({
  instructions: z.string().optional(),
  voice: z.string().nullish(),
  input_audio_format: z.string().optional(),
  sample_rate_hz: z.number().optional(),
  audio: z.object({ input: z.object({ sample_rate_hz: z.number().optional() }).optional() }).optional(),
})
export type OmniWishes = z.infer<typeof wishesSchema>

const requestSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('session.update'), session: wishesSchema }),
  z.object({
    type: z.literal('input_audio_buffer.append'),
    audio: z.string().default(''),
    format: z.string().optional(),
    input_audio_format: z.string().optional(),
    sample_rate_hz: z.number().optional(),
  }),
  z.object({ type: z.literal(['session.heartbeat', 'session.close', 'session.event_ack', 'session.resume']) }),
])
export type OmniRequest = z.infer<typeof requestSchema>

/** What is wrong with a message, by the server's own code. */
export class OmniFault extends Error {
  readonly code: string
  readonly eventId: string | undefined

  constructor(code: string, message: string, eventId?: string) {
    super(message)
    this.code = code
    this.eventId = eventId
  }
}

/** OpenAI's class of an error code. */
export function omniErrorType(code: string): string {
  if (code === 'resource_exhausted') return 'rate_limit_error'
  return code.startsWith('runtime_') ? 'server_error' : 'invalid_request_error'
}

/** One text message. @throws OmniFault */
export function readOmniRequest(text: string): OmniRequest {
  const message = parsed(text)
  const { type, event_id: id } = z.object({ type: z.string(), event_id: z.string().optional() }).safeParse(message).data ?? {}
  if (type === undefined) throw new OmniFault('bad_event', 'Duplex event must be a JSON object with a type')
  const request = requestSchema.safeParse(message)
  if (request.success) return request.data
  const known = requestSchema.options.some((one) => one.shape.type.safeParse(type).success)
  throw new OmniFault(known ? 'bad_event' : 'unknown_event', `Unknown duplex event type: ${type}`, id)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new OmniFault('invalid_json', 'Invalid JSON event')
  }
}

/** A voice prompt's name as PersonaPlex there takes it: a file's name, ending and all, that lies beside its weights. @throws OmniFault */
export function omniVoice(asked: string | null | undefined): string {
  const file = asked || 'NATF2.pt'
  if (!/^[^/\\]+\.pt$/.test(file)) throw new OmniFault('invalid_voice', 'PersonaPlex voice must be a bundled .pt basename')
  const voice = voiceName(file)
  if (voice === undefined)
    throw new OmniFault('prefill_unavailable', `PersonaPlex voice/persona prefill could not be prepared: ${file}`)
  return voice
}

const inputFormats = ['pcm16', 'pcm_s16le', 's16le', 'pcm_f32le', 'g711_ulaw', 'g711_alaw']

/** Samples at 24 kHz. `defaults`: what the session was opened with. @throws OmniFault */
export function omniSound(
  append: Extract<OmniRequest, { type: 'input_audio_buffer.append' }>,
  defaults: { readonly format: string; readonly rate: number },
): Float32Array {
  if (append.audio === '') throw new OmniFault('bad_event', 'input_audio_buffer.append requires audio and/or video_frames')
  const format = append.format ?? append.input_audio_format ?? defaults.format
  if (!inputFormats.includes(format)) throw new OmniFault('unsupported_audio_format', `Unsupported input_audio_format: ${format}`)
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(append.audio)) throw new OmniFault('bad_audio', 'input audio is not valid base64')
  if (format !== 'pcm_f32le') throw new OmniFault('runtime_append_failed', 'PersonaPlex input format must be pcm_f32le')
  if ((append.sample_rate_hz ?? defaults.rate) !== fakeRate)
    throw new OmniFault('runtime_append_failed', 'PersonaPlex sample_rate_hz must be 24000')
  if (Buffer.byteLength(append.audio, 'base64') % 4 !== 0)
    throw new OmniFault('runtime_append_failed', 'PersonaPlex pcm_f32le byte length must be divisible by four')
  const samples = new Float32Array(Uint8Array.from(Buffer.from(append.audio, 'base64')).buffer)
  if (!samples.every(Number.isFinite))
    throw new OmniFault('runtime_append_failed', 'PersonaPlex pcm_f32le samples must be finite')
  return samples
}
