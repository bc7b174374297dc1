/** A recorded call in a real browser, against the real bridge: chosen before, shown while it runs, kept less of, and heard again afterwards. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { recordingsDir } from '../../src/bridge/recording/folder.ts'
import { withSound } from '../../src/bridge/recording/test-call.ts'
import { TestBridge } from '../../src/bridge/test-bridge.ts'
import type { SettingName } from '../../src/config/config.ts'
import type { ServerEvent, Turn } from '../../src/protocol/session.ts'
import { findChromium, launchChromium } from './chromium.ts'
import { look, noViolations, WIDTHS } from './look.ts'
import { buildPage } from './page-build.ts'

const chromiumPath = findChromium()
const root = new URL('../..', import.meta.url).pathname

describe.skipIf(chromiumPath === undefined)('a recorded call', () => {
  let browser: Browser
  let page: Page
  let closing: (() => Promise<void>)[]

  beforeAll(async () => {
    await buildPage()
    const wavFile = join(root, 'test/fixtures/question.wav')
    browser = await launchChromium(chromiumPath ?? '', { type: 'plays', wavFile })
  })
  afterAll(() => browser?.close())
  beforeEach(async () => {
    closing = []
    const context = await browser.newContext({ viewport: WIDTHS.desktop, acceptDownloads: true })
    page = await context.newPage()
  })
  afterEach(async () => {
    await page.context().close()
    for (const close of closing.toReversed()) await close()
  })
  async function start(settings: { readonly [K in SettingName]?: string } = {}) {
    const at = await TestBridge.start({ listening: true, settings: { DUET_BRIDGE_EAR: 'off', ...settings } })
    closing.push(() => at[Symbol.asyncDispose]())
    return at
  }
  const press = (name: string | RegExp) => page.getByRole('button', { name, exact: true }).click()
  const audio = <T>(read: string) => page.evaluate<T>(`document.querySelector('audio')${read}`)

  /** Three seconds of sound with a turn of each side, and what happened. */
  async function recorded(at: TestBridge): Promise<string> {
    const sessionId = await withSound(at, { userId: 'local', createdAt: Date.parse('2026-11-02T09:30:00Z') })
    const answer: Turn = {
      ...{ turnId: 'a1', side: 'agent', startMs: 2000, endMs: 3000, text: 'a tone of 880' },
      ...{ interrupted: false, responseMs: 500 },
    }
    await at.journal.recordTurn(sessionId, { turn: answer, saidAt: Date.now(), engine: 'local' })
    const events: readonly (ServerEvent & { atMs?: number })[] = [
      { type: 'latency', turnId: 'a1', responseMs: 500, fromMs: 1500, toMs: 2000 },
      { type: 'engine', state: 'lagging', name: 'local', detail: 'The engine is 0.4 s behind.', atMs: 2500 },
    ]
    for (const event of events)
      await at.journal.recordEvent(sessionId, { atMs: event.atMs ?? 1500, type: event.type, body: JSON.stringify(event) })
    return sessionId
  }

  it('is played along the timeline with its words, from any moment, and taken along', async () => {
    const at = await start()
    const sessionId = await recorded(at)
    await page.goto(`${at.addresses.page}/history/${sessionId}`)
    await Promise.all([page.locator('.line.now', { hasText: 'a tone of 440' }).waitFor(), press('Play')])
    await page.getByText('What happened, moment by moment (2)').click()
    await page.getByText('The engine is 0.4 s behind.').waitFor()
    await expect.poll(() => audio<boolean>('.ended'), { timeout: 10_000 }).toBe(true)
    await page.getByRole('listitem').filter({ hasText: 'a tone of 880' }).getByRole('button').click()
    expect(await audio<number>('.currentTime')).toBeCloseTo(2, 1)
    await look(page, 'conversation-recorded')
    await noViolations(page)
    // By the keyboard alone: the slider, then the button before it.
    await page.getByLabel('Place in the recording').focus()
    await page.keyboard.press('Home')
    await expect.poll(() => audio<number>('.currentTime')).toBeLessThan(0.1)
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Pause' }).waitFor()
    const download = page.waitForEvent('download')
    await press('Take it along')
    const files = unzipSync(readFileSync(await (await download).path()))
    expect(Object.keys(files)).toContain('mixed.opus')
    expect(new TextDecoder().decode(files['transcript.txt'])).toContain('a tone of 880')
  })

  it('shows nothing to play where no sound was kept', async () => {
    const at = await start()
    await page.goto(`${at.addresses.page}/history/${await at.newSession()}`)
    await page.getByRole('button', { name: 'Take it along' }).waitFor()
    await page.getByText('Nothing was said.').waitFor()
    expect(await page.getByRole('button', { name: 'Play' }).count()).toBe(0)
  })

  it('is chosen before, said with a red dot while it runs, and stopped with one press', async () => {
    const at = await start()
    await page.context().grantPermissions(['microphone'])
    await page.goto(`${at.addresses.page}/test-voice`)
    await page.getByLabel('Keep').selectOption('words and sound')
    await page.getByRole('button', { name: /Talk/ }).click()
    await page.locator('.kept-note', { hasText: 'Recorded: sound and words. The sound is kept for 30 days' }).waitFor()
    expect(await page.locator('.recording-dot').count()).toBe(1)
    await look(page, 'talk-recorded')
    await noViolations(page)
    const { sessions } = await at.journal.sessions({ limit: 1 })
    const folder = join(recordingsDir(at.dir), sessions[0]?.sessionId ?? '')
    await expect.poll(() => existsSync(folder), { timeout: 15_000 }).toBe(true)
    await press('Keep no sound')
    await page.locator('.kept-note', { hasText: 'The words are kept until you delete them, no sound.' }).waitFor()
    expect(await page.locator('.recording-dot').count()).toBe(0)
    await expect.poll(() => existsSync(folder), { timeout: 15_000 }).toBe(false)
  })

  it('can be no more than the operator allows', async () => {
    const at = await start({ DUET_RECORDING: 'transcript' })
    await page.goto(`${at.addresses.page}/test-voice`)
    await page.getByLabel('Keep').waitFor()
    expect(await page.getByLabel('Keep').locator('option').allTextContents()).toEqual(['nothing', 'words'])
  })
})
