/** The catalogue: every model Duet uses. */
import { DuetError } from '../protocol/errors.ts'
import { hearingModels } from './hearing-models.ts'
import type { Model } from './model.ts'
import { speakingModels } from './speaking-models.ts'
import { textModels } from './text-models.ts'

export const catalogue: readonly Model[] = [...hearingModels, ...speakingModels, ...textModels]

/**
 * The record of a model.
 * @throws DuetError `model.unknown`, listing the names there are
 */
export function findModel(id: string): Model {
  const found = catalogue.find((model) => model.id === id)
  if (found) return found
  throw new DuetError('model.unknown', `'${id}' is not one of ${catalogue.map((model) => model.id).join(', ')}.`)
}

/** The given models and all they need, each once, what is needed first. */
export function withNeeds(ids: readonly string[]): Model[] {
  const out = new Map<string, Model>()
  const add = (id: string): void => {
    if (out.has(id)) return
    const model = findModel(id)
    for (const need of model.needs ?? []) add(need)
    out.set(id, model)
  }
  for (const id of ids) add(id)
  return [...out.values()]
}
