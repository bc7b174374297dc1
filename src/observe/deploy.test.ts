/** What is ready-made in deploy/ speaks of metrics and settings that there are, and can be read. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { settingNames } from '../config/settings.ts'
import { metricCatalogue } from './metric-catalogue.ts'

const dir = fileURLToPath(new URL('../../deploy', import.meta.url))
const files = readdirSync(dir, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name))
const textOf = (file: string) => readFileSync(file, 'utf8')
const ending = (...endings: readonly string[]) => files.filter((file) => endings.some((one) => file.endsWith(one)))

/** Names Prometheus stores: a histogram's with their endings. */
const stored = new Set(
  Object.entries(metricCatalogue).flatMap(([name, { kind }]) =>
    kind === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
  ),
)
/** Variables of compose.yaml itself. */
const ofCompose = ['DUET_NAME', 'DUET_SERVICE_KEY', 'DUET_TLS_DIR']
/** Made by the rule of prometheus-adapter-values.yaml. */
const derived = 'duet_slots_busy_percent'

describe('deploy/', () => {
  it('asks for metrics that exist, in dashboards, alerts and autoscaling', () => {
    const watching = ending('.json', '.yaml').filter((file) => /grafana|prometheus|engines/.test(file))
    const asked = watching.flatMap((file) => textOf(file).match(/\bduet_[a-z_]+\b/g) ?? [])
    expect(asked.length).toBeGreaterThan(40)
    expect(asked.filter((name) => !stored.has(name) && name !== derived)).toEqual([])
    expect(asked.filter((name) => name === derived).length).toBeGreaterThanOrEqual(2)
  })

  it('sets only settings that exist', () => {
    const known: readonly string[] = [...settingNames, ...ofCompose]
    const set = files.flatMap((file) => textOf(file).match(/\bDUET_[A-Z_]+\b/g) ?? [])
    expect(set.length).toBeGreaterThan(30)
    expect(set.filter((name) => !known.includes(name))).toEqual([])
  })

  it.each(ending('.yaml', '.json').map((file) => file.slice(dir.length + 1)))('%s can be read', (file) => {
    const documents = parseAllDocuments(textOf(join(dir, file)), { merge: true })
    expect(Array.isArray(documents) && documents.length).toBeGreaterThan(0)
    for (const document of documents) {
      expect(document.errors).toEqual([])
      expect(document.toJS()).toBeTypeOf('object')
    }
  })
})
