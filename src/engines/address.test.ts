import { expect, it } from 'vitest'
import { engineAddress } from './address.ts'

const read = (written: string) => engineAddress(new URL(written))

it('what is for Duet is taken out of an address, and what people see has neither query nor password', () => {
  expect(read('wss://me:pass@gpu:8998/x?sessions=4&insecure=1&model=a%2Fb')).toMatchObject({
    shown: 'wss://gpu:8998',
    trust: { type: 'any' },
    sessions: 4,
  })
  expect(read('wss://me:pass@gpu:8998/x?sessions=4&insecure=1&model=a%2Fb').url.href).toBe('wss://me:pass@gpu:8998/x?model=a%2Fb')
  expect(read('ws://gpu').trust).toEqual({ type: 'verified' })
  expect(read(`wss://gpu?fingerprint=sha256:${'ab:'.repeat(31)}ab`).trust).toEqual({
    type: 'pinned',
    fingerprint: 'AB'.repeat(32),
  })
})

it.each(['fingerprint=12', 'insecure=maybe', 'sessions=0', 'sessions=1.5', 'sessions=many'])('%s is refused', (query) => {
  expect(() => read(`wss://gpu?${query}`)).toThrow(expect.objectContaining({ code: 'config.invalid', field: 'DUET_ENGINES' }))
})
