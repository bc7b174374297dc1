/** Makes a Piper voice loadable by sherpa-onnx: metadata behind the model's bytes, and the phonemes as a token list. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { Message } from './protobuf.ts'

const voiceSchema = z.object({
  audio: z.object({ sample_rate: z.number().int().positive() }),
  espeak: z.object({ voice: z.string() }),
  num_speakers: z.number().int().positive().default(1),
  phoneme_id_map: z.record(z.string(), z.array(z.number().int())),
})

/** ModelProto.metadata_props in onnx.proto. A repeated field may follow the rest of the message, so appending is enough. */
const metadataField = 14

/** Reads `voice.onnx` and `voice.json` (Piper's form), writes `voice.onnx`, `tokens.txt` and `voice.json`. */
export function piperToSherpa(from: string, to: string): void {
  const config = readFileSync(join(from, 'voice.json'), 'utf8')
  const voice = voiceSchema.parse(JSON.parse(config))
  writeFileSync(join(to, 'voice.onnx'), Buffer.concat([readFileSync(join(from, 'voice.onnx')), piperMetadata(voice)]))
  writeFileSync(join(to, 'tokens.txt'), piperTokens(voice.phoneme_id_map))
  writeFileSync(join(to, 'voice.json'), config)
}

/** The metadata sherpa-onnx asks of a Piper voice, as protobuf bytes to append to the model. */
export function piperMetadata(voice: z.infer<typeof voiceSchema>): Uint8Array {
  const metadata = new Message()
  const entries = {
    model_type: 'vits',
    comment: 'piper',
    language: 'English',
    voice: voice.espeak.voice,
    has_espeak: '1',
    n_speakers: String(voice.num_speakers),
    sample_rate: String(voice.audio.sample_rate),
  }
  for (const [key, value] of Object.entries(entries)) metadata.put(metadataField, new Message().put(1, key).put(2, value))
  return Buffer.concat(metadata.parts)
}

/** One line per phoneme: the symbol, a space, its id. */
export function piperTokens(ids: Readonly<Record<string, readonly number[]>>): string {
  return Object.entries(ids)
    .map(([phoneme, [id]]) => `${phoneme} ${id}\n`)
    .join('')
}
