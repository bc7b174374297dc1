import { mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DuetError } from '../protocol/errors.ts'
import { effectiveConfig, envExample, loadConfig } from './config.ts'
import { settingNames } from './settings.ts'

function fault(run: () => unknown): DuetError {
  try {
    run()
  } catch (error) {
    if (error instanceof DuetError) return error
  }
  throw new Error('expected a DuetError')
}

describe('settings', () => {
  it('are the defaults where nothing is given, with ports as numbers', () => {
    const { config, sources } = loadConfig()
    expect(config.DUET_BRIDGE_PORT).toBe(8999)
    expect(config.DUET_PAGE_PORT).toBe(3010)
    expect(config.DUET_HOST).toBe('127.0.0.1')
    expect(config.MOSHI_HOST).toBeUndefined()
    expect(config.DUET_ALLOWED_HOSTS).toEqual([])
    expect(sources.DUET_BRIDGE_PORT).toBe('default')
    expect(sources.MOSHI_HOST).toBe('unset')
  })

  it('come from a flag before the environment before the file', () => {
    using tmp = mkdtempDisposableSync(join(tmpdir(), 'duet-config-'))
    const file = join(tmp.path, '.env')
    writeFileSync(file, 'DUET_BRIDGE_PORT=1\nDUET_PAGE_PORT=2\nDUET_MAS_PORT=3\n')
    const loaded = loadConfig({
      flags: { DUET_BRIDGE_PORT: '11' },
      env: { DUET_BRIDGE_PORT: '21', DUET_PAGE_PORT: '22' },
      envFile: file,
    })
    expect(loaded.config).toMatchObject({ DUET_BRIDGE_PORT: 11, DUET_PAGE_PORT: 22, DUET_MAS_PORT: 3 })
    expect(loaded.sources).toMatchObject({ DUET_BRIDGE_PORT: 'flag', DUET_PAGE_PORT: 'environment', DUET_MAS_PORT: '.env' })
  })

  it('treat an empty value as not given and a missing file as none', () => {
    expect(loadConfig({ env: { MOSHI_HOST: '' }, envFile: '/nowhere/.env' }).config.MOSHI_HOST).toBeUndefined()
  })

  it('refuse bad values all at once, naming variable, value and what is allowed', () => {
    const error = fault(() => loadConfig({ env: { DUET_BRIDGE_PORT: '70000', DUET_LOG_LEVEL: 'loud' } }))
    expect(error.code).toBe('config.invalid')
    expect(error.field).toBe('DUET_BRIDGE_PORT')
    expect(error.message).toContain('DUET_BRIDGE_PORT is "70000" (environment); allowed: a port number, 0 to 65535')
    expect(error.message).toContain('DUET_LOG_LEVEL is "loud" (environment); allowed: silent,')
  })

  it.each([
    ['PERSONAPLEX_VOICE', 'NATF9'],
    ['DUET_ENGINES', 'moshi=http://x'],
    ['DUET_ALLOWED_ORIGINS', 'https://a.example/path'],
    ['MOSHI_HOST', 'http://gpu'],
    ['MOSHI_URL', 'ftp://x'],
    ['MAS_TIMEOUT', '0'],
    ['DUET_EAR', 'large'],
    ['DUET_MOUTH', 'flute'],
  ])('refuse %s=%s', (name, value) => {
    expect(fault(() => loadConfig({ env: { [name]: value } })).field).toBe(name)
  })

  it('accept the seeds’ forms', () => {
    const { config } = loadConfig({
      env: {
        PERSONAPLEX_VOICE: 'NATF2.pt',
        MAS_ORCHESTRATOR_URL: 'http://192.168.0.188:8001/',
        MAS_TIMEOUT: '2.5',
        DUET_ENGINES: 'personaplex=wss://gpu1:8998, local',
      },
    })
    expect(config.PERSONAPLEX_VOICE).toBe('NATF2')
    expect(config.MAS_ORCHESTRATOR_URL).toBe('http://192.168.0.188:8001')
    expect(config.MAS_TIMEOUT).toBe(2.5)
    expect(config.DUET_ENGINES).toEqual(['personaplex=wss://gpu1:8998', 'local'])
  })

  it('warn about an unknown DUET_ variable with the nearest name, and leave other variables alone', () => {
    const { warnings } = loadConfig({ env: { DUET_BRIGDE_PORT: '1', OTHER: 'x' } })
    expect(warnings).toEqual(['DUET_BRIGDE_PORT in the environment is not a setting; the nearest is DUET_BRIDGE_PORT.'])
  })
})

describe('the effective configuration', () => {
  it('names every setting with its source and shows no secret', () => {
    const shown = effectiveConfig(
      loadConfig({ env: { ANTHROPIC_API_KEY: 'sk-very-secret', DUET_ENGINES: 'moshi=wss://me:pass@gpu:1' } }),
    )
    expect(shown.map((one) => one.name)).toEqual(settingNames)
    expect(JSON.stringify(shown)).not.toMatch(/very-secret|pass@/)
    expect(shown.find((one) => one.name === 'ANTHROPIC_API_KEY')).toMatchObject({
      value: '(secret, 14 characters)',
      source: 'environment',
    })
    expect(shown.find((one) => one.name === 'DUET_ENGINES')?.value).toBe('moshi=wss://***@gpu:1')
  })
})

it('.env.example is the one the schema makes', () => {
  expect(readFileSync(new URL('../../.env.example', import.meta.url), 'utf8')).toBe(envExample())
})
