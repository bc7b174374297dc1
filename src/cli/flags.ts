/** The flags that stand for settings, and how a command reads its configuration: flags before environment before `.env`. */
import { fileURLToPath } from 'node:url'
import { type Command, InvalidArgumentError } from 'commander'
import { type LoadedConfig, loadConfig, type SettingName } from '../config/config.ts'
import { settingNames, settings } from '../config/settings.ts'

/** The settings worth a flag of their own; `--set NAME=value` reaches the others. */
const named = {
  host: 'DUET_HOST',
  pagePort: 'DUET_PAGE_PORT',
  bridgePort: 'DUET_BRIDGE_PORT',
  enginePort: 'MOSHI_PORT',
  dataDir: 'DUET_DATA_DIR',
  modelsDir: 'DUET_MODELS_DIR',
  logLevel: 'DUET_LOG_LEVEL',
  brain: 'DUET_BRAIN',
  ear: 'DUET_EAR',
  mouth: 'DUET_MOUTH',
} as const satisfies Record<string, SettingName>

type Written = { readonly [K in SettingName]?: string }
export type ConfigFlags = { readonly set?: Written } & { readonly [K in keyof typeof named]?: string }

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** Adds the flags of the settings to a command. */
export function withConfigFlags(command: Command): Command {
  for (const [flag, name] of Object.entries(named))
    command.option(`--${kebab(flag)} <value>`, `${settings[name].about} (${name})`)
  return command.option('--set <NAME=value>', 'any other setting, as often as needed; see "duet config"', collectSetting, {})
}

/** The settings given as flags, by name: what a child process gets in its environment. */
export function flagSettings(flags: ConfigFlags): Written {
  const written: { [K in SettingName]?: string } = { ...flags.set }
  for (const [flag, name] of Object.entries(named)) {
    // The keys of `named` are the flags.
    const value = flags[flag as keyof typeof named]
    if (value !== undefined) written[name] = value
  }
  return written
}

/** Reads and checks the configuration; mistyped names are told on standard error. Throws `config.invalid`. */
export function readConfig(flags: ConfigFlags = {}): LoadedConfig {
  const loaded = loadConfig({ flags: flagSettings(flags), env: process.env, envFile: `${root}.env` })
  for (const warning of loaded.warnings) console.error(`duet: ${warning}`)
  return loaded
}

function collectSetting(written: string, before: Written): Written {
  const at = written.indexOf('=')
  const name = settingNames.find((one) => one === written.slice(0, at))
  if (at < 1 || name === undefined) throw new InvalidArgumentError('It must be NAME=value; "duet config" lists the names.')
  return { ...before, [name]: written.slice(at + 1) }
}

function kebab(camel: string): string {
  return camel.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
