/** The local engine whole: models in workers, a brain, an echo canceller, and the door in front of them. */
import type { Brain } from '../brain/brain.ts'
import type { Log } from '../observe/log.ts'
import { createEar } from '../speech/ear.ts'
import { createMouth } from '../speech/mouth.ts'
import type { Mouth } from '../speech/speech.ts'
import { createTurnEnd } from '../speech/turn-end.ts'
import { createVadFactory } from '../speech/vad.ts'
import { Duplex } from './duplex.ts'
import { EchoCanceller } from './echo.ts'
import { LocalServer } from './server.ts'
import type { TurnTakingOptions } from './turn-state.ts'

export type LocalEngineOptions = {
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  readonly maxCalls: number
  readonly modelsDir: string
  readonly ear: 'tiny.en' | 'base'
  readonly brain: Brain
  readonly log: Log
  readonly turnTaking?: Partial<TurnTakingOptions>
}
export interface LocalEngine {
  readonly port: number
  close(): Promise<void>
}

/** Sounds of listening along; said once per voice at the start and kept. */
const MURMURS = ['Mm-hmm.', 'Uh-huh.', 'Right.', 'I see.']

/** Models the engine needs, as the catalogue names them. */
export const engineModels = (ear: 'tiny.en' | 'base'): readonly string[] => [
  'silero-vad-v5',
  'smart-turn-v3.2',
  `whisper-${ear}`,
  'piper-joe',
  'espeak-ng-data',
]

/** Loads everything and serves. Throws `model.missing`, `port.busy`. */
export async function startLocalEngine(options: LocalEngineOptions): Promise<LocalEngine> {
  const { modelsDir, brain, log } = options
  const [vads, ear, turnEnd, mouth] = await Promise.all([
    createVadFactory({ modelsDir }),
    createEar({ model: `whisper-${options.ear}`, modelsDir }),
    createTurnEnd({ modelsDir }),
    createMouth({ modelsDir }),
  ])
  const closeParts = async (): Promise<void> => {
    await Promise.allSettled([ear.close(), turnEnd.close(), mouth.close(), brain.close()])
  }
  try {
    const murmurs = await sayMurmurs(mouth)
    const server = new LocalServer({
      host: options.host,
      port: options.port,
      maxCalls: options.maxCalls,
      log,
      brain,
      ear: ear.name,
      open: async ({ persona, voice, greeting }, callLog) =>
        new Duplex(
          {
            vad: vads.open(),
            ear,
            turnEnd,
            mouth,
            brain,
            echo: new EchoCanceller(),
            murmurs: murmurs.get(voice.used.id) ?? [],
            log: callLog,
          },
          {
            persona,
            voice: voice.used.id,
            greeting,
            timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
            ...(options.turnTaking ? { turnTaking: options.turnTaking } : {}),
          },
        ),
    })
    const port = await server.start()
    log.info({ port, ear: ear.name, brain: brain.name, calls: options.maxCalls }, 'local engine ready')
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

async function sayMurmurs(mouth: Mouth): Promise<Map<string, { text: string; samples: Float32Array }[]>> {
  const all = new Map<string, { text: string; samples: Float32Array }[]>()
  for (const voice of mouth.voices) {
    const said = []
    for (const text of MURMURS) {
      const { samples } = await mouth.say(text, { voice: voice.id })
      said.push({ text, samples })
    }
    all.set(voice.id, said)
  }
  return all
}
