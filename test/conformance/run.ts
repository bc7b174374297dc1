/** `npm run conformance -- --url ws://host:8998 [--as KIND] [--sessions N]`: every check against one server. */
import { parseArgs } from 'node:util'
import { suite, suiteNames } from './suites.ts'

const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    as: { type: 'string', default: 'moshi' },
    sessions: { type: 'string', default: '2' },
  },
})
const as = suiteNames.find((name) => name === values.as)
const sessions = Number(values.sessions)
if (values.url === undefined || !URL.canParse(values.url) || as === undefined || !Number.isInteger(sessions) || sessions < 1) {
  console.error(`usage: npm run conformance -- --url ws://host:port [--as ${suiteNames.join('|')}] [--sessions N (vllm-omni; 2)]`)
  process.exit(2)
}
const url = new URL(values.url)
let failed = 0
for (const { name, run } of suite(as, { sessions })) {
  if (!run) {
    console.log(`·  ${name} (not for ${as})`)
    continue
  }
  try {
    await run(url)
    console.log(`✓  ${name}`)
  } catch (error) {
    failed++
    console.log(`✗  ${name}: ${error instanceof Error ? error.message.split('\n').join(' ') : error}`)
  }
}
console.log(failed === 0 ? `\n${url.host} behaves as a ${as} server is known to.` : `\n${failed} differ from a ${as} server.`)
process.exit(failed === 0 ? 0 : 1)
