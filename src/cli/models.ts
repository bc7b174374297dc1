/** `duet models`: what models there are, fetching them, checking them, their licences. */
import type { Config } from '../config/config.ts'
import { catalogue } from '../models/catalogue.ts'
import { licences, status, verify } from '../models/folder.ts'
import { ensureModels } from '../models/pull.ts'
import { exitCodes } from './exit.ts'
import { type ConfigFlags, readConfig } from './flags.ts'
import { neededModels } from './needs.ts'
import { megabytes, modelProgress } from './progress.ts'
import { toldToEnd } from './told-to-end.ts'

export async function modelsCommand(
  action: 'list' | 'pull' | 'verify' | 'licences',
  ids: readonly string[],
  flags: ConfigFlags,
): Promise<number> {
  const { config } = readConfig(flags)
  if (action === 'list') await list(config)
  else if (action === 'licences') printLicences()
  else if (action === 'pull') await pull(ids.length > 0 ? ids : neededModels(config), config.DUET_MODELS_DIR)
  else await check(ids.length > 0 ? ids : await present(config.DUET_MODELS_DIR), config.DUET_MODELS_DIR)
  return exitCodes.ok
}

/** Fetches what is missing with a progress line for each. */
export async function pull(ids: readonly string[], dir: string, signal: AbortSignal = toldToEnd()): Promise<void> {
  await ensureModels(ids, { dir, signal, onProgress: modelProgress() })
}

async function list(config: Config): Promise<void> {
  const needed = new Set(neededModels(config))
  const found = await status(
    catalogue.map((model) => model.id),
    config.DUET_MODELS_DIR,
  )
  console.log(`Models in ${config.DUET_MODELS_DIR} (* needed by this configuration)`)
  const width = Math.max(...found.map((one) => one.id.length))
  for (const one of found) {
    const size = one.state === 'present' ? megabytes(one.bytes) : `${megabytes(one.downloadBytes)} to fetch`
    const purpose = catalogue.find((model) => model.id === one.id)?.purpose ?? ''
    console.log(
      `${needed.has(one.id) ? '*' : ' '} ${one.id.padEnd(width)}  ${one.state.padEnd(7)}  ${size.padEnd(15)}  ${purpose}`,
    )
  }
}

async function present(dir: string): Promise<string[]> {
  const found = await status(
    catalogue.map((model) => model.id),
    dir,
  )
  return found.filter((one) => one.state !== 'missing').map((one) => one.id)
}

async function check(ids: readonly string[], dir: string): Promise<void> {
  for (const id of ids) {
    await verify([id], dir)
    console.log(`${id}  as it should be`)
  }
}

function printLicences(): void {
  for (const line of licences()) {
    console.log(`${line.id}\n    ${line.licence}, from ${line.from}`)
    if (line.terms) console.log(`    ${line.terms}`)
  }
}
