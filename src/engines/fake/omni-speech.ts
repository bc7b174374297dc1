/** The one endless response of vLLM-Omni with PersonaPlex: opened as OpenAI's are, its first frame alone, then five to a lump. */
import { encodePcm } from '../pcm-base64.ts'
import { fakeRate } from './babble.ts'

type Tell = (event: Readonly<Record<string, unknown>>) => void

const framesPerLump = 5
const place = { response_id: 'resp_01', item_id: 'item_resp_01', output_index: 0, content_index: 0 }

export class OmniSpeech {
  readonly #tell: Tell
  #frames: Float32Array[] = []
  #words = ''
  #begun = false

  constructor(tell: Tell) {
    this.#tell = tell
  }

  /** Takes one frame with at most one piece; gives the frames and words that went out with it. */
  push(sound: Float32Array, piece: string | undefined): { readonly frames: number; readonly words: string } {
    this.#frames.push(sound)
    if (piece !== undefined) this.#words += piece
    if (this.#begun && this.#frames.length < framesPerLump) return { frames: 0, words: '' }
    if (!this.#begun) this.#begin()
    const sent = { frames: this.#frames.length, words: this.#words }
    const delta = this.#frames.map((frame) => Buffer.from(encodePcm(frame, 'pcm16'), 'base64'))
    this.#frames = []
    this.#words = ''
    this.#tell({
      type: 'response.output_audio.delta',
      ...place,
      delta: Buffer.concat(delta).toString('base64'),
      format: 'pcm16',
      sample_rate_hz: fakeRate,
    })
    this.#tell({ type: 'response.output_audio_transcript.delta', ...place, delta: sent.words })
    return sent
  }

  #begin(): void {
    this.#begun = true
    const { response_id, item_id, output_index, content_index } = place
    const item = { id: item_id, object: 'realtime.item', type: 'message', role: 'assistant', status: 'in_progress', content: [] }
    this.#tell({
      type: 'response.created',
      response_id,
      response: { id: response_id, object: 'realtime.response', status: 'in_progress', output: [] },
    })
    this.#tell({ type: 'conversation.item.added', previous_item_id: null, item })
    this.#tell({ type: 'conversation.item.created', previous_item_id: null, item })
    this.#tell({ type: 'response.output_item.added', response_id, output_index, item })
    this.#tell({
      type: 'response.content_part.added',
      response_id,
      item_id,
      output_index,
      content_index,
      part: { type: 'audio', transcript: '' },
    })
    this.#tell({ type: 'response.speak', ...place, metadata: { epoch: 0, model_speak: true } })
  }
}
