import { beforeAll, describe, expect, it } from 'vitest'
import { findModel } from '../models/catalogue.ts'
import { modelFolder } from '../models/folder.ts'
import { type Flite, openFlite } from './flite.ts'

let flite: Flite
beforeAll(() => {
  flite = openFlite(modelFolder(findModel('flite'), '/nowhere'))
})
const level = (sound: Float32Array): number => Math.sqrt(sound.reduce((sum, s) => sum + s * s, 0) / sound.length)

describe('Flite', () => {
  it('says a sentence, the same way each time', () => {
    const first = flite('The quick brown fox jumps over the lazy dog.', 'slt', 1)
    expect(first.length / 16_000).toBeGreaterThan(2)
    expect(first.length / 16_000).toBeLessThan(5)
    expect(level(first)).toBeGreaterThan(0.02)
    expect(flite('The quick brown fox jumps over the lazy dog.', 'slt', 1)).toEqual(first)
  })
  it('has voices that differ', () => {
    expect(flite('Hello there.', 'rms', 1)).not.toEqual(flite('Hello there.', 'slt', 1))
  })
  it('is slower when asked', () => {
    const [natural, slow] = [flite('One two three four five.', 'slt', 1), flite('One two three four five.', 'slt', 0.5)]
    expect(slow.length / natural.length).toBeGreaterThan(1.6)
  })
  it('takes text that looks like options, markup or another alphabet as text', () => {
    for (const text of ['-o x', '<b>hi</b> & "you"', 'naïve 日本 😀 café', "it's 5 o'clock; 20%"])
      expect(flite(text, 'slt', 1).length).toBeGreaterThan(0)
  })
})
