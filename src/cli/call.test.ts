import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeWav } from '../audio/wav.ts'
import { durationMs, soundOf } from './call.ts'

describe('a time on the command line', () => {
  it.each([
    ['8s', 8000],
    ['500ms', 500],
    ['1.5', 1500],
    ['2m', 120_000],
  ])('%s is %i ms', (written, ms) => expect(durationMs(written, '--tail')).toBe(ms))

  it.each(['', 'soon', '-1s', '2h', '61m'])('"%s" is refused by the name of its flag', (written) => {
    expect(() => durationMs(written, '--tail')).toThrow(/^--tail is /)
  })
})

describe('the sound to be said', () => {
  it('is mixed to mono and brought to the rate of the call', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'duet-call-')), 'in.wav')
    writeFileSync(path, writeWav([new Float32Array(4800).fill(0.5), new Float32Array(4800).fill(-0.1)], 48_000))
    const sound = await soundOf(path)
    expect(sound).toHaveLength(2400)
    expect(sound[1200]).toBeCloseTo(0.2, 2)
  })

  it('that is not there or no WAV is refused with its name', async () => {
    await expect(soundOf('/nowhere/x.wav')).rejects.toMatchObject({
      code: 'call.input',
      message: expect.stringContaining('/nowhere/x.wav'),
    })
    const path = join(mkdtempSync(join(tmpdir(), 'duet-call-')), 'in.wav')
    writeFileSync(path, 'hello')
    await expect(soundOf(path)).rejects.toMatchObject({ code: 'call.input' })
  })
})
