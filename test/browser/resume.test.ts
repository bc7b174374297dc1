/** A call whose connection is cut, closed, or wanted by another tab, in a real browser against the real bridge. */
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CuttingProxy } from '../../bench/resume/cutting-proxy.ts'
import { TestBridge } from '../../src/bridge/test-bridge.ts'
import { ToldTap } from '../../src/bridge/told-tap.ts'
import { findChromium, launchChromium } from './chromium.ts'
import { look, noViolations, WIDTHS } from './look.ts'
import { buildPage } from './page-build.ts'

const chromiumPath = findChromium()
const question = fileURLToPath(new URL('../fixtures/question.wav', import.meta.url))
/** The engine's silence at the pace of the wall, however late its timer is. */
function soundOf(at: TestBridge): NodeJS.Timeout {
  const frame = Array.from({ length: 4 }, () => Uint8Array.of(0xf8, 0xff, 0xfe))
  let dueMs = performance.now()
  return setInterval(() => {
    for (; dueMs <= performance.now(); dueMs += 80) at.engine.calls.at(-1)?.audio(frame)
  }, 40)
}

describe.skipIf(chromiumPath === undefined)('a call whose connection is lost', () => {
  let browser: Browser
  let page: Page
  let at: TestBridge
  let network: CuttingProxy
  let tap: ToldTap
  let sounding: NodeJS.Timeout

  beforeAll(async () => {
    await buildPage()
    browser = await launchChromium(chromiumPath ?? '', { type: 'plays', wavFile: question })
  })
  afterAll(() => browser?.close())
  beforeEach(async () => {
    tap = new ToldTap()
    // Longer than a page may be held up on a loaded machine.
    at = await TestBridge.start({ bridge: { tap }, settings: { DUET_RESUME_GRACE: '300' } })
    // An engine is never without sound.
    sounding = soundOf(at)
    network = await CuttingProxy.to(Number(new URL(at.addresses.page).port))
    const context = await browser.newContext({ viewport: WIDTHS.desktop, permissions: ['microphone'] })
    page = await context.newPage()
  })
  afterEach(async () => {
    clearInterval(sounding)
    await page.context().close()
    await network[Symbol.asyncDispose]()
    await at[Symbol.asyncDispose]()
  })

  const open = (one: Page) => one.goto(`http://127.0.0.1:${network.port}/test-voice`)
  const listening = (one: Page) => one.getByText('Listening', { exact: true }).waitFor()
  async function talk(one: Page): Promise<void> {
    await open(one)
    await one.getByText('ready', { exact: true }).waitFor()
    await one.locator('.talk-button').click()
    await listening(one)
  }
  const said = (turnId: string, startMs: number, text: string) =>
    ({
      type: 'turn.end',
      turn: { turnId, side: 'agent', startMs, endMs: startMs + 900, text, interrupted: false, responseMs: null },
    }) as const

  it('says for how long it is broken, goes on with the same engine, and tells what was missed', async () => {
    await talk(page)
    tap.tell(said('a1', -2_000, 'Shall I look for trains?'))
    await page.getByText('Shall I look for trains?').first().waitFor()
    network.cut('closed')
    await page.getByText('Reconnecting', { exact: true }).waitFor()
    tap.tell(
      { type: 'turn.start', turnId: 'a2', side: 'agent', atMs: 60_000 },
      said('a2', 60_000, 'I found three trains, the first at nine.'),
    )
    await page.getByText(/The connection broke \d+ s ago/).waitFor()
    await look(page, 'reconnecting-seconds')
    network.mend()
    await page.getByText(/You are back after \d+ s/).waitFor()
    await listening(page)
    await page.getByText('You missed:').getByText('I found three trains, the first at nine.').waitFor()
    const missed = page.locator('.line.to-nobody')
    expect(await missed.textContent()).toContain('you were away')
    await look(page, 'back')
    await noViolations(page)
    await page.getByRole('button', { name: 'Close' }).click()
    await expect.poll(() => page.getByText('You missed:').count()).toBe(0)
    expect({ calls: at.bridge.status.calls, legs: at.engine.calls.length }).toEqual({ calls: 1, legs: 1 })
    await page.locator('.talk-button').click()
    await page.getByText('The conversation is over.').first().waitFor()
    await expect.poll(() => at.bridge.status.calls).toBe(0)
  })

  it('comes back over another network though nobody said that the old one is dead', async () => {
    await talk(page)
    network.cut('silent')
    await page.getByText('Reconnecting', { exact: true }).waitFor()
    network.mend(false)
    await listening(page)
    expect({ calls: at.bridge.status.calls, legs: at.engine.calls.length }).toEqual({ calls: 1, legs: 1 })
  })

  it('goes on after an outage that the browser itself notices', async () => {
    await talk(page)
    await page.context().setOffline(true)
    network.cut('closed')
    await page.getByText('This device is offline.').waitFor()
    await look(page, 'offline')
    network.mend()
    await page.context().setOffline(false)
    await listening(page)
    expect(at.engine.calls).toHaveLength(1)
  })

  it('is offered to a second tab, which takes it over; the first is told and may take it back', async () => {
    await talk(page)
    tap.tell(said('a1', 0, 'Shall I look for trains?'))
    await page.getByText('Shall I look for trains?').first().waitFor()
    const second = await page.context().newPage()
    await open(second)
    await second.getByText('is open in another tab.').waitFor()
    await look(second, 'open-in-another-tab')
    await noViolations(second)
    await second.getByRole('button', { name: 'Take it over' }).click()
    await listening(second)
    await second.getByText('Shall I look for trains?').first().waitFor()
    await page.getByText('This conversation went over to another window.').waitFor()
    await look(page, 'taken-over-live')
    await noViolations(page)
    await page.getByRole('button', { name: 'Take it over here' }).click()
    await listening(page)
    await second.getByText('This conversation went over to another window.').waitFor()
    expect({ calls: at.bridge.status.calls, legs: at.engine.calls.length }).toEqual({ calls: 1, legs: 1 })
  })

  it('is there again after the page was loaded anew', async () => {
    await talk(page)
    await page.reload()
    await page.getByRole('button', { name: /Go on with it|Take it over/ }).click()
    await listening(page)
    expect({ calls: at.bridge.status.calls, legs: at.engine.calls.length }).toEqual({ calls: 1, legs: 1 })
  })
})
