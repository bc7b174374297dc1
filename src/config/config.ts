/** Reads the settings from flags, environment and `.env`, checks them all before anything starts, and shows what is in force. */
import { existsSync, readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { DuetError } from '../protocol/errors.ts'
import { type Config, type Setting, type SettingName, settingNames, settings } from './settings.ts'

export type { Config, SettingName } from './settings.ts'

export type ConfigSource = 'flag' | 'environment' | '.env' | 'default' | 'unset'
export type LoadedConfig = {
  readonly config: Config
  readonly sources: { readonly [K in SettingName]: ConfigSource }
  /** Lines for a person: settings that look mistyped. */
  readonly warnings: readonly string[]
}
export type ConfigInput = {
  readonly flags?: { readonly [K in SettingName]?: string | undefined }
  readonly env?: { readonly [name: string]: string | undefined }
  /** Path of a `.env` file; a missing file is no error. */
  readonly envFile?: string
}

/**
 * Settings in force: flags go before the environment, that before the file, that before the default. An empty value counts as not given.
 * Throws `config.invalid` with one line for each bad value (its name, the value, what is allowed).
 */
export function loadConfig(input: ConfigInput = {}): LoadedConfig {
  const file = input.envFile !== undefined && existsSync(input.envFile) ? parseEnv(readFileSync(input.envFile, 'utf8')) : {}
  const env = input.env ?? {}
  const values: Record<string, unknown> = {}
  const sources: Record<string, ConfigSource> = {}
  const faults: { readonly name: SettingName; readonly line: string }[] = []

  for (const name of settingNames) {
    const setting: Setting<unknown> = settings[name]
    const [written, source] = firstGiven([input.flags?.[name], 'flag'], [env[name], 'environment'], [file[name], '.env'])
    sources[name] = written !== undefined ? source : setting.default !== undefined ? 'default' : 'unset'
    const asked = written ?? setting.default
    if (asked === undefined) continue
    const parsed = setting.schema.safeParse(asked)
    if (parsed.success) values[name] = parsed.data
    else faults.push({ name, line: `${name} is ${shown(setting, asked)} (${sources[name]}); allowed: ${setting.allowed}.` })
  }
  const [first] = faults
  if (first) throw new DuetError('config.invalid', faults.map((fault) => fault.line).join('\n'), { field: first.name })
  return {
    // Each value came out of the schema of its own name just above.
    config: values as Config,
    sources: sources as LoadedConfig['sources'],
    warnings: [...unknownNames(env, 'the environment'), ...unknownNames(file, '.env')],
  }
}

export type EffectiveSetting = {
  readonly name: SettingName
  /** As a person may see it: secrets masked. */
  readonly value: string
  readonly source: ConfigSource
  readonly about: string
}

/** The settings in force with their sources, secrets and credentials within URLs masked. */
export function effectiveConfig(loaded: LoadedConfig): EffectiveSetting[] {
  return settingNames.map((name) => {
    const value = loaded.config[name]
    return {
      name,
      value: value === undefined ? '' : shown(settings[name], Array.isArray(value) ? value.join(',') : String(value), ''),
      source: loaded.sources[name],
      about: settings[name].about,
    }
  })
}

/** The text of `.env.example`. */
export function envExample(): string {
  const lines = ['# Settings of Duet. Copy to .env and take away the "#" where a default does not fit.', '']
  for (const name of settingNames) {
    const setting: Setting<unknown> = settings[name]
    lines.push(`# ${setting.about}`, `# Allowed: ${setting.allowed}.`, `#${name}=${setting.shown ?? setting.default ?? ''}`, '')
  }
  return lines.join('\n')
}

function firstGiven(
  ...given: readonly (readonly [string | undefined, ConfigSource])[]
): readonly [string | undefined, ConfigSource] {
  return given.find(([written]) => written !== undefined && written.trim() !== '') ?? [undefined, 'unset']
}

function shown(setting: { readonly secret?: true }, written: string, quote = '"'): string {
  if (setting.secret) return `(secret, ${written.length} characters)`
  return `${quote}${written.replaceAll(/(:\/\/)[^/@\s,]+@/g, '$1***@').slice(0, 200)}${quote}`
}

function unknownNames(from: { readonly [name: string]: string | undefined }, where: string): string[] {
  const known: readonly string[] = settingNames
  return Object.keys(from)
    .filter((name) => name.startsWith('DUET_') && !known.includes(name))
    .map((name) => `${name} in ${where} is not a setting; the nearest is ${nearest(name, known)}.`)
}

function nearest(name: string, among: readonly string[]): string {
  return among.reduce((best, one) => (editDistance(name, one) < editDistance(name, best) ? one : best))
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, replaced))
    }
    row = next
  }
  return row[b.length] ?? 0
}
