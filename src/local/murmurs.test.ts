import pino from 'pino'
import { expect, it } from 'vitest'
import type { Mouth } from '../speech/speech.ts'
import { Murmurs } from './murmurs.ts'

const log = pino({ enabled: false })
function mouthOf(said: string[]): Pick<Mouth, 'say'> {
  return {
    say: async (text, { voice }) => {
      said.push(`${voice} ${text}`)
      return { samples: new Float32Array(4), sampleRate: 24_000, aborted: false, ms: 1 }
    },
  }
}
const voice = (id: string) => ({ id, label: id, gender: 'male', sampleRate: 24_000 }) as const

it('has what was prepared at once, each in its turn', async () => {
  const said: string[] = []
  const murmurs = new Murmurs(mouthOf(said), log)
  await murmurs.prepare([voice('joe')])
  const first = murmurs.next('joe')
  expect(first?.text).toBe('Mm-hmm.')
  expect(murmurs.next('joe')?.text).not.toBe(first?.text)
  expect(new Set(said).size).toBe(said.length)
})

it('says a voice the first time it is wanted, once, and has it the next time', async () => {
  const said: string[] = []
  const murmurs = new Murmurs(mouthOf(said), log)
  expect(murmurs.next('heart')).toBeUndefined()
  await murmurs.prepare([voice('heart')])
  expect(murmurs.next('heart')).toBeDefined()
  expect(new Set(said).size).toBe(said.length)
})

it('says a persona’s own in place of the usual ones', async () => {
  const said: string[] = []
  const murmurs = new Murmurs(mouthOf(said), log)
  const own = ['mm-hm', 'go on!']
  murmurs.next('joe', own)
  await expect.poll(() => said).toEqual(['joe mm-hm.', 'joe go on!'])
  expect([murmurs.next('joe', own)?.text, murmurs.next('joe', own)?.text].sort()).toEqual(['go on!', 'mm-hm'])
})

it('stays silent where the mouth fails', async () => {
  const murmurs = new Murmurs({ say: () => Promise.reject(new Error('gone')) }, log)
  await murmurs.prepare([voice('joe')])
  expect(murmurs.next('joe')).toBeUndefined()
})
