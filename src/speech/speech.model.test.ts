import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defaultModelsDir, verify } from '../models/folder.ts'
import { ensureModels } from '../models/pull.ts'
import { believable } from './believable.ts'
import { createEar } from './ear.ts'
import { createMouth } from './mouth.ts'
import type { Ear, Mouth, TurnEnd } from './speech.ts'
import { createTurnEnd } from './turn-end.ts'
import { createVadFactory } from './vad.ts'

const modelsDir = process.env.DUET_MODELS_DIR || defaultModelsDir()
const ids = ['silero-vad-v5', 'flite', 'whisper-tiny.en', 'smart-turn-v3.2', 'piper-joe']
let ear: Ear
let mouth: Mouth
let turnEnd: TurnEnd

beforeAll(async () => {
  await ensureModels(ids, { dir: modelsDir })
  ;[ear, mouth, turnEnd] = await Promise.all([createEar({ modelsDir }), createMouth({ modelsDir }), createTurnEnd({ modelsDir })])
})
afterAll(() => Promise.all([ear, mouth, turnEnd].map((one) => one?.close())))

/** Said by a voice, at 16 kHz. */
async function said(text: string, voice: string): Promise<Float32Array> {
  const { samples, sampleRate } = await mouth.say(text, { voice })
  const step = sampleRate / 16_000
  return Float32Array.from({ length: Math.floor(samples.length / step) }, (_, i) => {
    const at = i * step
    const left = samples[Math.floor(at)] ?? 0
    return left + ((samples[Math.floor(at) + 1] ?? 0) - left) * (at % 1)
  })
}
const words = (text: string): string[] => text.toLowerCase().match(/[a-z']+/g) ?? []
const noise = (seconds: number, level: number): Float32Array =>
  Float32Array.from({ length: seconds * 16_000 }, (_, i) => ((Math.imul(i, 2_654_435_761) >>> 0) / 2 ** 32 - 0.5) * level)
const followedBy = (sound: Float32Array, ms: number): Float32Array => {
  const out = new Float32Array(sound.length + ms * 16)
  out.set(sound)
  return out
}

describe('the models', () => {
  it('are what the catalogue and their manifests say', async () => {
    await verify(ids, modelsDir)
  })
})

describe.each(['joe', 'slt'])('the voice %s', (voice) => {
  const sentence = 'I would like to know what the weather will be like on Saturday.'
  it('is understood by the ear', async () => {
    const heard = await ear.hear(await said(sentence, voice))
    // one word may be lost: the natural voice says a sentence a little differently each time
    const lost = words(sentence).filter((word) => !words(heard.text).includes(word))
    expect(lost.length, heard.text).toBeLessThanOrEqual(1)
    expect(heard.words.map((word) => word.text).join(' ')).toBe(heard.text)
    expect(heard.stopped).toMatch(/^(end|loop)$/) // a loop that was cut off does no harm
    expect(believable(heard)).toBe(true)
  })
  it('is as loud as the other and begins with speech', async () => {
    const sound = await said(sentence, voice)
    const rms = Math.sqrt(sound.reduce((sum, s) => sum + s * s, 0) / sound.length)
    expect(20 * Math.log10(rms)).toBeGreaterThan(-24)
    expect(20 * Math.log10(rms)).toBeLessThan(-18)
    const vad = (await createVadFactory({ modelsDir })).open()
    const activity: number[] = []
    for (let at = 0; at + 512 <= sound.length; at += 512) activity.push(await vad.next(sound.slice(at, at + 512)))
    expect(activity.slice(0, 8).some((p) => p > 0.5)).toBe(true)
    expect(activity.filter((p) => p > 0.5).length / activity.length).toBeGreaterThan(0.6)
  })
  it('says nothing for a text in which there is nothing to say', async () => {
    expect((await mouth.say(' … !', { voice })).samples).toHaveLength(0)
  })
  it('says odd texts without harm', async () => {
    for (const text of ['x', '😀 ok', 'naïve café 日本', '1,234.56 €', 'A'.repeat(200)])
      expect((await mouth.say(text, { voice })).samples.length).toBeGreaterThan(0)
  })
  it('takes its time when asked', async () => {
    const [natural, slow] = [await mouth.say(sentence, { voice }), await mouth.say(sentence, { voice, speed: 0.6 })]
    expect(slow.samples.length / natural.samples.length).toBeGreaterThan(1.3)
  })
})

describe('the ear', () => {
  it('does not believe what it makes of noise', async () => {
    const heard = await ear.hear(noise(2, 0.05))
    expect(heard.text === '' || !believable(heard)).toBe(true)
  })
  it('spells an expected name as the prompt does', async () => {
    const sound = await said('I am waiting for Siobhan and Caoimhe.', 'joe')
    const prompted = await ear.hear(sound, { prompt: 'Siobhan, Caoimhe' })
    expect(words(prompted.text)).toContain('siobhan')
  })
  it('answers an abort at once, running or queued, and the next request as if nothing had been', async () => {
    const sound = await said('This sentence is long enough to be stopped while it is being listened to, I should think.', 'joe')
    const stop = new AbortController()
    const running = ear.hear(sound, { signal: stop.signal })
    const queued = ear.hear(sound, { signal: stop.signal })
    const next = ear.hear(sound)
    stop.abort()
    const first = await Promise.race([next.then(() => 'next'), Promise.all([running, queued]).then(() => 'aborted')])
    expect(first).toBe('aborted')
    expect([(await running).stopped, (await queued).stopped]).toEqual(['abort', 'abort'])
    expect((await next).text).toMatch(/sentence is long enough/)
  })
  it('refuses more than 30 s and hears nothing in nothing', async () => {
    await expect(ear.hear(new Float32Array(31 * 16_000))).rejects.toMatchObject({ code: 'request.invalid' })
    expect(await ear.hear(new Float32Array(0))).toMatchObject({ text: '', noSpeech: 1 })
  })
})

describe('the turn end', () => {
  it('finds a finished sentence more finished than one cut within a word', async () => {
    // One voice and a few sentences: the model is a judge of sound with errors of its own.
    const texts = [
      'What time does the museum open tomorrow?',
      'Could you tell me how to get there?',
      'I had a very good day at work.',
    ]
    let [whole, cut] = [0, 0]
    for (const text of texts) {
      const sound = await said(text, 'joe')
      whole += (await turnEnd.finished(followedBy(sound, 200))) ?? Number.NaN
      cut += (await turnEnd.finished(followedBy(sound.subarray(0, sound.length * 0.45), 200))) ?? Number.NaN
    }
    expect(whole / texts.length).toBeGreaterThan(cut / texts.length)
    expect(whole / texts.length).toBeGreaterThan(0.5)
  })
  it('gives no answer when aborted', async () => {
    const stop = new AbortController()
    const asked = turnEnd.finished(noise(3, 0.1), stop.signal)
    stop.abort()
    expect(await asked).toBeUndefined()
  })
})

describe('closing', () => {
  it('while everything is busy rejects what is pending and ends', async () => {
    const [busyEar, busyMouth] = await Promise.all([createEar({ modelsDir }), createMouth({ modelsDir })])
    const pending = [
      busyEar.hear(noise(8, 0.1)),
      busyEar.hear(noise(8, 0.1)),
      busyMouth.say('A sentence that takes a while to be said, and then some.', { voice: 'joe' }),
    ].map((one) => expect(one).rejects.toMatchObject({ code: 'model.failed' }))
    await Promise.all([busyEar.close(), busyMouth.close(), ...pending])
  })
})

it('a model that is not there is named', async () => {
  await expect(createEar({ modelsDir: '/nowhere' })).rejects.toMatchObject({ code: 'model.missing', field: 'whisper-tiny.en' })
})
