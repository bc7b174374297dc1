import { describe, expect, it } from 'vitest'
import { loadConfig, type SettingName } from '../config/config.ts'
import { parseEngines } from './engines.ts'
import { promptFits } from './moshi-engine.ts'

const engines = (env: { readonly [K in SettingName]?: string }) =>
  parseEngines(loadConfig({ env }).config).map((engine) => `${engine.name} ${engine.address}`)

describe('which engines there are', () => {
  it.each([
    [{}, ['local ws://127.0.0.1:8998']],
    [{ MOSHI_PORT: '7000' }, ['local ws://127.0.0.1:7000']],
    [{ MOSHI_HOST: 'gpu' }, ['moshi ws://gpu:8998']],
    [{ MOSHI_HOST: 'gpu', PERSONAPLEX_VOICE: 'NATF2.pt' }, ['personaplex ws://gpu:8998']],
    [{ PERSONAPLEX_VOICE: 'NATF2' }, ['local ws://127.0.0.1:8998']],
    [{ MOSHI_HOST: '::1' }, ['moshi ws://[::1]:8998']],
    [{ PERSONAPLEX_URL: 'wss://gpu1:8998', MOSHI_HOST: 'gpu2' }, ['personaplex wss://gpu1:8998']],
    [{ PERSONAPLEX_URL: 'https://links.example' }, ['local ws://127.0.0.1:8998']],
    [
      { DUET_ENGINES: 'personaplex=wss://gpu1:8998,moshi=ws://me:pass@gpu2:9000,local', MOSHI_HOST: 'ignored-for-named' },
      ['personaplex wss://gpu1:8998', 'moshi ws://gpu2:9000', 'local ws://ignored-for-named:8998'],
    ],
    [
      { DUET_MANAGE: 'personaplex:2,moshi', DUET_MANAGE_PORT: '9500' },
      ['personaplex ws://127.0.0.1:9500', 'personaplex ws://127.0.0.1:9501', 'moshi ws://127.0.0.1:9502'],
    ],
    [{ DUET_MANAGE: 'moshi', DUET_ENGINES: 'local' }, ['moshi ws://127.0.0.1:9100', 'local ws://127.0.0.1:8998']],
  ])('%j', (env, expected) => {
    expect(engines(env)).toEqual(expected)
  })
  it('an unknown name is refused with those there are', () => {
    expect(() => engines({ DUET_ENGINES: 'gpt=ws://x:1' })).toThrow(
      expect.objectContaining({ code: 'config.invalid', field: 'DUET_ENGINES', message: expect.stringContaining('personaplex') }),
    )
  })
})

it('a prompt fits when an address with it does', () => {
  expect(promptFits('You are kind. '.repeat(100))).toBe(true)
  expect(promptFits('ü'.repeat(2000))).toBe(false)
})
