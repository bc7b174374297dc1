/** The part of sherpa-onnx-node that Duet uses; the package brings no types of its own. */
declare module 'sherpa-onnx-node' {
  type VitsModel = {
    model: string
    tokens: string
    dataDir: string
    noiseScale: number
    noiseScaleW: number
    lengthScale: number
  }
  type KokoroModel = { model: string; voices: string; tokens: string; dataDir: string; lengthScale: number }
  type OfflineTtsConfig = {
    model: ({ vits: VitsModel } | { kokoro: KokoroModel }) & { numThreads: number; provider: 'cpu'; debug: boolean }
    maxNumSentences: number
  }
  type GeneratedAudio = { samples: Float32Array; sampleRate: number }
  class OfflineTts {
    static createAsync(config: OfflineTtsConfig): Promise<OfflineTts>
    generateAsync(request: { text: string; sid: number; speed: number; enableExternalBuffer: boolean }): Promise<GeneratedAudio>
  }
  const sherpa: { OfflineTts: typeof OfflineTts }
  export default sherpa
}
