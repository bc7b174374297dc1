/** What a configuration needs on this machine: whether the local engine runs, and which models. */
import type { Config } from '../config/config.ts'
import { engineModels } from '../local/engine.ts'
import { withNeeds } from '../models/catalogue.ts'

/** Whether one of the engines is the local one, which Duet then runs itself. */
export function usesLocalEngine(config: Config): boolean {
  if (config.DUET_ENGINES) return config.DUET_ENGINES.includes('local')
  if (config.DUET_MANAGE.length > 0) return false
  const addresses = [config.MOSHI_URL, config.PERSONAPLEX_URL]
  return config.MOSHI_HOST === undefined && !addresses.some((url) => url !== undefined && /^wss?:/.test(url))
}

/** Ids of the models, those that others need included. */
export function neededModels(config: Config): string[] {
  if (!usesLocalEngine(config)) return []
  return withNeeds(engineModels(config.DUET_EAR)).map((model) => model.id)
}
