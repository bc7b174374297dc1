/** `npm run conformance -- --url ws://host:8998 [--as moshi|personaplex|moshi-rust|local]`: every check against one server. */
import { parseArgs } from 'node:util'
import { checks } from './checks.ts'
import { type ProfileName, profiles } from './profiles.ts'

const names = Object.keys(profiles).join(', ')
const { values } = parseArgs({ options: { url: { type: 'string' }, as: { type: 'string', default: 'moshi' } } })
const profile = Object.hasOwn(profiles, values.as) ? profiles[values.as as ProfileName] : undefined // a key, as just checked
if (values.url === undefined || !URL.canParse(values.url) || profile === undefined) {
  console.error(`usage: npm run conformance -- --url ws://host:port [--as ${names.replaceAll(', ', '|')}]`)
  process.exit(2)
}
const url = new URL(values.url)
let failed = 0
for (const { name, when, run } of checks) {
  if (when && !when(profile)) {
    console.log(`·  ${name} (not for ${profile.name})`)
    continue
  }
  try {
    await run({ url, profile })
    console.log(`✓  ${name}`)
  } catch (error) {
    failed++
    console.log(`✗  ${name}: ${error instanceof Error ? error.message.split('\n').join(' ') : error}`)
  }
}
console.log(
  failed === 0
    ? `\n${url.host} behaves as a ${profile.name} server is known to.`
    : `\n${failed} differ from a ${profile.name} server.`,
)
process.exit(failed === 0 ? 0 : 1)
