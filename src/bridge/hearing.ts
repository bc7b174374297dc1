/** What the bridge's ear is to know of a call, and whether it is needed at all. */
import type { Config } from '../config/config.ts'
import type { EngineCapabilities } from '../engines/engine.ts'
import { hotWords } from '../personas/hot-words.ts'
import type { Persona } from '../personas/persona.ts'
import type { EarWish } from './tap-batch.ts'
import type { TapEarSettings } from './tap-ears.ts'

/** The ear of the settings; undefined: turned off, or no engine there is needs one. */
export function earSettings(
  config: Pick<Config, 'DUET_BRIDGE_EAR' | 'DUET_BRIDGE_EARS' | 'DUET_EAR'>,
  engines: readonly { readonly capabilities: Pick<EngineCapabilities, 'userTranscript'> }[],
): TapEarSettings | undefined {
  const wanted = config.DUET_BRIDGE_EAR
  if (wanted === 'off' || engines.every(({ capabilities }) => capabilities.userTranscript)) return undefined
  return { model: `whisper-${wanted === 'auto' ? config.DUET_EAR : wanted}`, ears: config.DUET_BRIDGE_EARS }
}

/**
 * What to listen for where the engine does not tell the user's words; null: it does.
 * @param prompt what the engine is told, persona and memory: the names in it are likely to be said
 */
export function earWish(
  capabilities: Pick<EngineCapabilities, 'userTranscript'>,
  persona: Pick<Persona, 'name' | 'language'> & { readonly vocabulary?: readonly string[] | undefined },
  prompt: string,
): EarWish | null {
  if (capabilities.userTranscript) return null
  return { hotWords: hotWords([persona.name, ...(persona.vocabulary ?? [])], prompt), language: persona.language }
}
