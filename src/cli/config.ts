/** `duet config`: the settings in force, where each comes from, secrets masked. */
import { effectiveConfig, envExample } from '../config/config.ts'
import { exitCodes } from './exit.ts'
import { type ConfigFlags, readConfig } from './flags.ts'

export function configCommand(flags: ConfigFlags & { readonly envExample?: true }): number {
  if (flags.envExample) {
    process.stdout.write(envExample())
    return exitCodes.ok
  }
  const rows = effectiveConfig(readConfig(flags))
  const width = Math.max(...rows.map((row) => row.name.length))
  for (const row of rows) console.log(`${row.name.padEnd(width)}  ${row.source.padEnd(11)}  ${row.value}`)
  return exitCodes.ok
}
