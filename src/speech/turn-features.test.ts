import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { openTurnFeatures, type TurnFeatures, turnSound, turnSoundSamples } from './turn-features.ts'

/** 3 s of a rising tone with a wobble and noise from a small generator, then 0.4 s of near silence, at 16 kHz. */
function testSound(): Float32Array {
  let seed = 12_345
  return Float32Array.from({ length: 54_400 }, (_, i) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
    const noise = seed / 2 ** 32 - 0.5
    const t = i / 16_000
    const tone = 0.3 * Math.sin(2 * Math.PI * (150 + 100 * t) * t) * (1 + 0.5 * Math.sin(2 * Math.PI * 4 * t))
    return i < 48_000 ? tone + 0.02 * noise : 0.0005 * noise
  })
}

let features: TurnFeatures
beforeAll(async () => {
  features = await openTurnFeatures()
})

describe('the turn-end features', () => {
  it('equal every 37th value of the reference, which computes in 64 bits', async () => {
    // Recorded from a plain implementation of the reference that agrees with pipecat's to 3.3e-6.
    const recorded: unknown = JSON.parse(readFileSync(new URL('./fixtures/turn-features.json', import.meta.url), 'utf8'))
    const expected = Float32Array.from(recorded as number[]) // the file holds numbers only
    const found = await features(testSound())
    expect(found).toHaveLength(80 * 800)
    const worst = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - (found[i * 37] ?? Number.NaN))), 0)
    expect(worst).toBeLessThan(2e-3)
  })
  it('see the last eight seconds only', async () => {
    const sound = testSound()
    const longer = new Float32Array(turnSoundSamples + 16_000)
    longer.set(sound.subarray(0, 16_000))
    longer.set(sound, longer.length - sound.length)
    expect(await features(longer)).toEqual(await features(longer.subarray(-turnSoundSamples)))
    expect(await features(longer.subarray(16_000))).toEqual(await features(longer))
  })
  it('do not depend on loudness', async () => {
    const sound = testSound()
    const [loud, soft] = [await features(sound), await features(sound.map((sample) => sample * 0.5))]
    const worst = loud.reduce((most, value, i) => Math.max(most, Math.abs(value - (soft[i] ?? Number.NaN))), 0)
    expect(worst).toBeLessThan(1e-3)
  })
})

it('the scaled sound has mean 0 and variance 1, whatever stands in front', () => {
  const inner = turnSound(testSound()).subarray(200, 200 + turnSoundSamples)
  const mean = inner.reduce((sum, sample) => sum + sample, 0) / inner.length
  const variance = inner.reduce((sum, sample) => sum + sample * sample, 0) / inner.length - mean * mean
  expect(mean).toBeCloseTo(0, 4)
  expect(variance).toBeCloseTo(1, 3)
})
it('no sound at all is scaled to zeros', () => {
  expect(turnSound(new Float32Array(0)).every((sample) => sample === 0)).toBe(true)
})
