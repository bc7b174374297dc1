/** vLLM-Omni's duplex server with PersonaPlex: persona and voice for each of several conversations at once, its own JSON socket. */
import { voiceNames } from '../personas/voices.ts'
import { DuetError } from '../protocol/errors.ts'
import { type VllmInputFormat, vllmInputFormats } from '../protocol/vllm-duplex.ts'
import { engineAddress } from './address.ts'
import type { Engine, EngineCapabilities } from './engine.ts'
import { probe } from './moshi-engine.ts'
import { VllmOmniLeg, type VllmOmniLegOptions } from './vllm-omni-leg.ts'

const capabilities: EngineCapabilities = {
  personaPrompt: true,
  promptTokenLimit: 200,
  voicePrompt: true,
  voices: voiceNames,
  textInput: false,
  midCallInstruction: false,
  tools: false,
  userTranscript: false,
  metadata: false,
  // A session ends at 3000 frames, the prompt among them.
  contextSeconds: 240,
  // `duplex_session.max_sessions` as it ships; sessions=… in the address where it is more.
  sessionsPerServer: 2,
  audioFormat: 'pcm16',
  handshakeMs: 60_000,
}

const defaultModel = 'nvidia/personaplex-7b-v1'

/**
 * @param written its query may name `model`, and `format` where the model takes another than PersonaPlex's `pcm_f32le` at 24 kHz
 * (`pcm16`: at 16 kHz). Throws `config.invalid`.
 */
export function vllmOmniEngine(
  written: URL,
  deadlines: Pick<VllmOmniLegOptions, 'connectMs' | 'stallMs' | 'closeMs'> = {},
): Engine {
  const { url, shown, trust, sessions = capabilities.sessionsPerServer } = engineAddress(written)
  const input = inputOf(url.searchParams.get('format') ?? 'pcm_f32le')
  const model = url.searchParams.get('model') ?? defaultModel
  url.searchParams.delete('format')
  if (url.pathname === '/') url.pathname = '/v1/realtime'
  url.searchParams.set('duplex', '1')
  url.searchParams.set('model', model)
  // The session is begun by our own first message; begun by itself it would miss the persona.
  url.searchParams.set('autostart', '0')
  return {
    name: 'vllm-omni',
    address: shown,
    capabilities: { ...capabilities, sessionsPerServer: sessions },
    open: (request, events) =>
      new VllmOmniLeg({ ...deadlines, url, model, request, trust, input, handshakeMs: capabilities.handshakeMs }, events),
    probe: (signal) => probe(new URL('/health', url), trust, signal),
  }
}

function inputOf(format: string): VllmOmniLegOptions['input'] {
  const known: VllmInputFormat | undefined = vllmInputFormats.find((one) => one === format)
  if (known === undefined)
    throw new DuetError('config.invalid', `vllm-omni: format "${format}" is not one of ${vllmInputFormats.join(', ')}.`, {
      field: 'DUET_ENGINES',
    })
  return { format: known, sampleRate: known === 'pcm16' ? 16_000 : 24_000 }
}
