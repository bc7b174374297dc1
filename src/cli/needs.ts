/** What a configuration needs on this machine: whether the local engine runs, and which models. */
import { earSettings } from '../bridge/hearing.ts'
import type { Config } from '../config/config.ts'
import { parseEngines } from '../engines/engines.ts'
import { engineModels } from '../local/engine.ts'
import { withNeeds } from '../models/catalogue.ts'
import { embedderModel } from '../speech/embedder.ts'

/** Whether one of the engines is the local one, which Duet then runs itself. */
export function usesLocalEngine(config: Config): boolean {
  if (config.DUET_ENGINES) return config.DUET_ENGINES.includes('local')
  if (config.DUET_MANAGE.length > 0) return false
  const addresses = [config.MOSHI_URL, config.PERSONAPLEX_URL]
  return config.MOSHI_HOST === undefined && !addresses.some((url) => url !== undefined && /^wss?:/.test(url))
}

/** Whether transcripts go to an orchestrator of this Duet. */
export function runsMas(config: Config): boolean {
  return config.DUET_MAS === 'on' && config.MAS_ORCHESTRATOR_URL === undefined
}

/** Ids of the models, those that others need included. */
export function neededModels(config: Config): string[] {
  const ear = earSettings(config, parseEngines(config))
  const ids = [
    ...(usesLocalEngine(config) ? engineModels({ ear: config.DUET_EAR, mouth: config.DUET_MOUTH }) : []),
    ...(ear ? [ear.model] : []),
    ...(runsMas(config) ? [embedderModel] : []),
  ]
  return withNeeds(ids).map((model) => model.id)
}
