/** The local engine whole: models in workers, a brain, an echo canceller, and the door in front of them. */
import { availableParallelism } from 'node:os'
import type { Brain } from '../brain/brain.ts'
import type { Log } from '../observe/log.ts'
import { createMetrics } from '../observe/metrics.ts'
import { createEar } from '../speech/ear.ts'
import { createKokoroMouth } from '../speech/kokoro-mouth.ts'
import { createMouth } from '../speech/mouth.ts'
import { createTurnEnd } from '../speech/turn-end.ts'
import { createVadFactory } from '../speech/vad.ts'
import { Duplex } from './duplex.ts'
import { EchoCanceller } from './echo.ts'
import { measuredBrain, measuredEar, measuredMouth } from './measured.ts'
import { Murmurs } from './murmurs.ts'
import { LocalServer } from './server.ts'
import type { TurnTakingOptions } from './turn-state.ts'

export type EngineModels = { readonly ear: 'tiny.en' | 'base'; readonly mouth: 'piper' | 'kokoro' }
export type LocalEngineOptions = {
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  readonly maxCalls: number
  readonly modelsDir: string
  readonly ear: EngineModels['ear']
  readonly mouth: EngineModels['mouth']
  readonly brain: Brain
  readonly log: Log
  readonly turnTaking?: Partial<TurnTakingOptions>
}
export interface LocalEngine {
  readonly port: number
  close(): Promise<void>
}

/** Models the engine needs, as the catalogue names them. */
export const engineModels = ({ ear, mouth }: EngineModels): readonly string[] => [
  'silero-vad-v5',
  'smart-turn-v3.2',
  `whisper-${ear}`,
  ...(mouth === 'kokoro' ? ['kokoro-82m'] : ['piper-joe', 'flite']),
  'espeak-ng-data',
]

/** Threads of the processor for a large mouth: what is left beside the call, the ear and the turn model. */
const mouthThreads = (): number => Math.min(4, Math.max(1, availableParallelism() - 2))

/** Loads everything and serves. Throws `model.missing`, `port.busy`. */
export async function startLocalEngine(options: LocalEngineOptions): Promise<LocalEngine> {
  const { modelsDir, brain, log } = options
  const [vads, ear, turnEnd, mouth] = await Promise.all([
    createVadFactory({ modelsDir }),
    createEar({ model: `whisper-${options.ear}`, modelsDir }),
    createTurnEnd({ modelsDir }),
    options.mouth === 'kokoro' ? createKokoroMouth({ modelsDir, threads: mouthThreads() }) : createMouth({ modelsDir }),
  ])
  const closeParts = async (): Promise<void> => {
    await Promise.allSettled([ear.close(), turnEnd.close(), mouth.close(), brain.close()])
  }
  try {
    const murmurs = new Murmurs(mouth, log)
    await murmurs.prepare(options.mouth === 'kokoro' ? [] : mouth.voices)
    const metrics = createMetrics('engine')
    const measured = {
      ear: measuredEar(ear, metrics),
      mouth: measuredMouth(mouth, metrics),
      brain: measuredBrain(brain, metrics),
    }
    const server = new LocalServer({
      host: options.host,
      port: options.port,
      maxCalls: options.maxCalls,
      log,
      brain,
      ear: ear.name,
      voices: mouth.voices,
      metrics: () => metrics.text(),
      open: async ({ persona, voice, greeting, hotWords, language, backchannels }, callLog) =>
        new Duplex(
          {
            vad: vads.open(),
            turnEnd,
            ...measured,
            echo: new EchoCanceller(),
            murmur: () => murmurs.next(voice.used.id, backchannels),
            log: callLog,
          },
          {
            persona,
            voice: voice.used.id,
            greeting,
            expects: { hotWords, ...(language === undefined ? {} : { language }) },
            timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
            ...(options.turnTaking ? { turnTaking: options.turnTaking } : {}),
          },
        ),
    })
    metrics.watch('duet_engine_calls_live', () => [{ value: server.calls }])
    const port = await server.start()
    log.info({ port, ear: ear.name, mouth: options.mouth, brain: brain.name, calls: options.maxCalls }, 'local engine ready')
    return {
      port,
      close: async () => {
        await server.close()
        await closeParts()
      },
    }
  } catch (thrown) {
    await closeParts()
    throw thrown
  }
}
