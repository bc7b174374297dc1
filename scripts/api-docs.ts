/** Writes docs/api.md, docs/metrics.md and .env.example from the schemas they describe. Run it after changing one: `node scripts/api-docs.ts`. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { apiDocs } from '../src/bridge/api-docs.ts'
import { envExample } from '../src/config/config.ts'
import { metricsDocs } from '../src/observe/metrics-docs.ts'

const root = new URL('..', import.meta.url)
mkdirSync(new URL('docs', root), { recursive: true })
writeFileSync(new URL('docs/api.md', root), apiDocs())
writeFileSync(new URL('docs/metrics.md', root), metricsDocs())
writeFileSync(new URL('.env.example', root), envExample())
