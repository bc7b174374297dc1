/** How many facts the extraction rules find in scripted calls and how many they make up; `--set development` and `--show` for work on them. */
import { extract } from '../../src/memory/extract/extract.ts'
import { judge, transcripts, turnsOf } from './transcripts.ts'

const named = process.argv[process.argv.indexOf('--set') + 1]
const set = process.argv.includes('--set') && named === 'development' ? 'development' : 'held-out'
const show = process.argv.includes('--show')
const sum = { wanted: 0, found: 0, kept: 0, right: 0, stale: 0 }
const tookMs: number[] = []

for (const transcript of transcripts(set)) {
  const begun = performance.now()
  const findings = extract(turnsOf(transcript), { timeZone: 'UTC' })
  tookMs.push(performance.now() - begun)
  const { found, missed, right, junk, stale } = judge(transcript, findings)
  sum.wanted += transcript.facts.length
  sum.found += found
  sum.right += right
  sum.kept += right + junk.length
  sum.stale += stale.length
  if (show) {
    console.log(`${transcript.id}: ${found} of ${transcript.facts.length}`)
    for (const one of findings)
      console.log(`    ${one.type === 'fact' ? one.content : `${one.type}: ${one.about} ${'slot' in one ? one.slot : ''}`}`)
    for (const one of missed) console.log(`  - missed ${one.join(', ')}`)
    for (const one of junk) console.log(`  - junk   ${one}`)
    for (const one of stale) console.log(`  - stale  ${one}`)
  }
}
const percent = (part: number, of: number) => `${((100 * part) / of).toFixed(1)} %`
console.log(
  `${set}: recall ${percent(sum.found, sum.wanted)} (${sum.found} of ${sum.wanted}), precision ${percent(sum.right, sum.kept)} (${sum.kept - sum.right} of ${sum.kept} are junk), current though withdrawn: ${sum.stale}; ${(tookMs.reduce((a, b) => a + b, 0) / tookMs.length).toFixed(1)} ms a call`,
)
