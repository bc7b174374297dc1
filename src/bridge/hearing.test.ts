import { describe, expect, it } from 'vitest'
import { earSettings, earWish } from './hearing.ts'

const deaf = { capabilities: { userTranscript: false } }
const hearing = { capabilities: { userTranscript: true } }
const config = { DUET_BRIDGE_EAR: 'auto', DUET_BRIDGE_EARS: 2, DUET_EAR: 'base' } as const

describe('the ear of the bridge', () => {
  it('is there where an engine does not tell the user’s words, and only there', () => {
    expect(earSettings(config, [hearing, deaf])).toEqual({ model: 'whisper-base', ears: 2 })
    expect(earSettings(config, [hearing])).toBeUndefined()
    expect(earSettings({ ...config, DUET_BRIDGE_EAR: 'off' }, [deaf])).toBeUndefined()
    expect(earSettings({ ...config, DUET_BRIDGE_EAR: 'tiny.en' }, [deaf])?.model).toBe('whisper-tiny.en')
  })
  it('expects the persona’s words and the names of the prompt', () => {
    const persona = { name: 'Myca', language: 'en', vocabulary: ['mycelium'] }
    expect(earWish(deaf.capabilities, persona, 'You know that Ana has a dog.')).toEqual({
      hotWords: ['Myca', 'mycelium', 'Ana'],
      language: 'en',
    })
    expect(earWish(hearing.capabilities, persona, '')).toBeNull()
  })
})
