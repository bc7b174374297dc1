/**
 * vLLM-Omni's full-duplex socket (`/v1/realtime?duplex=1`), as much of it as a caller needs: JSON messages, PCM in base64.
 * https://docs.vllm.ai/projects/vllm-omni/en/latest/serving/realtime_duplex_api/
 */
import * as z from 'zod'

/** `pcm_f32le` is what PersonaPlex takes there; `pcm16` what most others do. */
export const vllmInputFormats = ['pcm_f32le', 'pcm16'] as const
export type VllmInputFormat = (typeof vllmInputFormats)[number]

export type VllmClientEvent =
  | { readonly type: 'session.update'; readonly session: VllmSessionWishes }
  | {
      readonly type: 'input_audio_buffer.append'
      /** Base64 of little-endian samples. */
      readonly audio: string
      readonly format: VllmInputFormat
      readonly sample_rate_hz: number
      readonly duration_ms: number
      /** Sound sent in this session up to the end of this piece. */
      readonly audio_end_ms: number
    }
  | { readonly type: 'session.heartbeat' | 'session.close' }

export type VllmSessionWishes = {
  readonly model: string
  readonly modalities: readonly ['audio', 'text']
  readonly instructions: string
  /** A voice prompt's file name, e.g. `NATF2.pt`. */
  readonly voice: string
  readonly input_audio_format: VllmInputFormat
  readonly output_audio_format: 'pcm16'
  readonly sample_rate_hz: number
  readonly audio: { readonly input: { readonly sample_rate_hz: number }; readonly output: { readonly sample_rate_hz: number } }
  /** The model itself decides when to speak. */
  readonly turn_detection: null
  readonly extra_body: { readonly auto_response: true }
}

const rate = z.number().int().positive()
const errorBody = z.object({ type: z.string().optional(), code: z.string().nullish(), message: z.string().optional() })

const serverEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('session.created'),
    session: z.object({
      id: z.string(),
      input_audio_format: z.string().optional(),
      audio: z.object({ input: z.object({ sample_rate_hz: rate.optional() }).optional() }).optional(),
    }),
  }),
  z.object({ type: z.literal('session.closed'), reason: z.string().optional() }),
  z.object({ type: z.literal('session.expired'), reason: z.string().optional() }),
  z.object({ type: z.literal('session.replaced') }),
  z.object({ type: z.literal('session.heartbeat_ack') }),
  z.object({ type: z.literal('response.output_audio.delta'), delta: z.string(), sample_rate_hz: rate.default(24_000) }),
  z.object({ type: z.literal('response.output_audio_transcript.delta'), delta: z.string() }),
  z.object({ type: z.literal('response.output_text.delta'), delta: z.string() }),
  z.object({ type: z.literal('output_audio_buffer.cleared') }),
  z.object({ type: z.literal('response.done'), response: z.object({ status: z.string() }) }),
  // Flat before the session is there, an object later.
  z.object({ type: z.literal('error'), error: z.union([errorBody, z.string()]), code: z.string().nullish() }),
])
export type VllmServerEvent = z.infer<typeof serverEventSchema>

/** One message; undefined for what is not JSON, unknown or of no interest to a caller. */
export function readVllmEvent(message: string): VllmServerEvent | undefined {
  try {
    return serverEventSchema.safeParse(JSON.parse(message)).data
  } catch {
    return undefined
  }
}

/** What an error says, whichever of its two forms it has. */
export function vllmError(event: Extract<VllmServerEvent, { type: 'error' }>): {
  readonly type: string
  readonly code: string
  readonly message: string
} {
  const { error, code } = event
  if (typeof error === 'string') return { type: '', code: code ?? '', message: error }
  return { type: error.type ?? '', code: error.code ?? '', message: error.message ?? '' }
}
