/** The main job through everything there is: a real browser with a fake microphone, the bridge, the local engine, recorded speech. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { resample } from '../../src/audio/resample.ts'
import { readWav, writeWav } from '../../src/audio/wav.ts'
import { defaultModelsDir } from '../../src/models/folder.ts'
import { createEar } from '../../src/speech/ear.ts'
import { fixture, type RunningDuet, startDuet } from '../system/duet.ts'
import { findChromium, launchChromium } from './chromium.ts'
import { heardFrom, listenToPage, rms } from './listen.ts'
import { look, WIDTHS } from './look.ts'
import { buildPage } from './page-build.ts'

const chromiumPath = findChromium()
const RATE = 48_000
const EAR_RATE = 16_000
/** How long a loaded machine may take. */
const soon = { timeout: 15_000 }
/** The ear takes half a minute at once. */
const EAR_SECONDS = 28

/** What the caller does: asks, waits for the answer, asks for a story, and cuts into it. */
const callerScript = [
  { silenceMs: 7_000 },
  { wav: 'question.wav' },
  { silenceMs: 8_000 },
  { wav: 'story.wav' },
  { silenceMs: 8_000 },
  { wav: 'stop.wav' },
  { silenceMs: 20_000 },
] as const

describe.skipIf(chromiumPath === undefined)('a call from the page', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'duet-talk-'))
  let running: RunningDuet
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    await buildPage()
    const wavFile = join(scratch, 'caller.wav')
    writeFileSync(wavFile, writeWav([await callerSound()], RATE))
    running = await startDuet()
    browser = await launchChromium(chromiumPath ?? '', { type: 'plays', wavFile })
    const context = await browser.newContext({ viewport: WIDTHS.desktop, reducedMotion: 'reduce' }) // two cores are needed for more than drawing
    page = await context.newPage()
    await listenToPage(page)
    await page.goto(`${running.page}/test-voice`)
    await page.getByText('ready', { exact: true }).waitFor()
  })
  afterAll(async () => {
    await browser?.close()
    await running?.end()
    rmSync(scratch, { recursive: true, force: true })
  })

  const words = (side: 'user' | 'agent') =>
    page
      .locator(`.line:has(.side-${side}) .what`)
      .allTextContents()
      .then((lines) => lines.join(' '))

  it('a recorded question gets an answer that is heard and read', async () => {
    await page.getByRole('button', { name: 'Talk' }).click()
    await page.getByText('Listening', { exact: true }).waitFor()
    await expect.poll(() => words('user'), { timeout: 40_000 }).toMatch(/capital of france/i)
    await expect.poll(() => words('agent'), { timeout: 20_000 }).toMatch(/paris/i)
    await page
      .getByText(/after \d+ ms/)
      .first()
      .waitFor()
    await page.locator('.line.final:has(.side-agent)').getByText(/paris/i).waitFor()
    const { samples, sampleRate } = await heardFrom(page)
    expect(rms(samples)).toBeGreaterThan(0.002)
    expect(await recognised(samples, sampleRate)).toMatch(/paris/i)
    await look(page, 'real-answer')
  })

  it('an interruption stops it, and the timeline shows where', async () => {
    await page.getByText('cut off').waitFor({ timeout: 60_000 })
    const timeline = page.getByRole('img', { name: /Timeline/ })
    await expect.poll(() => timeline.getAttribute('aria-label'), { timeout: 15_000 }).toMatch(/interruption/)
    await look(page, 'real-interruption')
    // The story would have gone on for a minute; what may still come is a word or two of agreement.
    await expect.poll(() => quietSeconds(page), { timeout: 20_000 }).toBeGreaterThan(2)
  })

  it('the call can be read again afterwards', async () => {
    await page.getByRole('button', { name: 'press to end' }).click()
    await page.getByText('The conversation is over. It is kept').waitFor()
    await page.getByRole('link', { name: 'History' }).click()
    await page.locator('.session-link').first().click()
    await expect.poll(() => words('user'), soon).toMatch(/capital of france/i)
    expect(await words('agent')).toMatch(/paris/i)
    await page.getByRole('img', { name: /interruption/ }).waitFor()
    await look(page, 'real-history')
  })
})

async function callerSound(): Promise<Float32Array> {
  const parts: Float32Array[] = []
  for (const part of callerScript) {
    if ('silenceMs' in part) {
      parts.push(new Float32Array((part.silenceMs * RATE) / 1000))
      continue
    }
    const { channels, sampleRate } = readWav(readFileSync(fixture(part.wav)))
    parts.push(await resample(channels[0] ?? new Float32Array(), sampleRate, RATE))
  }
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** The words in the latest stretch of sound. */
async function recognised(samples: Float32Array, sampleRate: number): Promise<string> {
  const ear = await createEar({ modelsDir: process.env.DUET_MODELS_DIR ?? defaultModelsDir() })
  try {
    const pcm = await resample(samples.subarray(-EAR_SECONDS * sampleRate), sampleRate, EAR_RATE)
    return (await ear.hear(pcm)).text
  } finally {
    await ear.close()
  }
}

/** For how long the page has been silent. */
async function quietSeconds(page: Page): Promise<number> {
  const { samples, sampleRate } = await heardFrom(page)
  const last = samples.findLastIndex((value) => Math.abs(value) > 0.01)
  return (samples.length - 1 - last) / sampleRate
}
