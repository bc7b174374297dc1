/** Every state of the page in a real browser against the mock bridge: seen at two widths and in two themes, checked by axe, and used by keyboard. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { findChromium, launchChromium } from './chromium.ts'
import { playConversation, sessionEvent, turnOf, userStretches } from './conversation-script.ts'
import { madeRecording } from './made-sound.ts'
import { MockBridge } from './mock-bridge.ts'

const chromiumPath = findChromium()
const root = fileURLToPath(new URL('../..', import.meta.url))
const shotsDir = join(root, 'test-results')
const WIDTHS = { phone: { width: 375, height: 812 }, desktop: { width: 1440, height: 900 } } as const
const SCHEMES = ['light', 'dark'] as const

describe.skipIf(chromiumPath === undefined)('the page', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'duet-browser-'))
  const bridge = { current: new MockBridge() }
  let browser: Browser
  let page: Page
  let address: string
  const complaints: string[] = []

  beforeAll(async () => {
    mkdirSync(shotsDir, { recursive: true })
    await build({ root: join(root, 'web'), configFile: join(root, 'web/vite.config.ts'), logLevel: 'warn' })
    const wavFile = join(scratch, 'caller.wav')
    writeFileSync(wavFile, madeRecording(20_000, userStretches))
    browser = await launchChromium(chromiumPath ?? '', { type: 'plays', wavFile }, [
      '--host-resolver-rules=MAP duet.test 127.0.0.1',
    ])
  })
  afterAll(async () => {
    await browser?.close()
    rmSync(scratch, { recursive: true, force: true })
  })
  beforeEach(async () => {
    bridge.current = new MockBridge()
    address = await bridge.current.listen()
    page = await browser.newPage({ viewport: WIDTHS.desktop })
    complaints.length = 0
    watch(page)
  })
  afterEach(async () => {
    await page.close()
    await bridge.current.close()
    expect(complaints).toEqual([])
  })

  /** Whatever the page says against itself: exceptions, and what the content policy refused. */
  function watch(one: Page): void {
    one.on('pageerror', (error) => complaints.push(error.message))
    one.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) complaints.push(message.text())
    })
  }

  it('shows a conversation as it is: listening, hearing, speaking, both, interrupted', async () => {
    const moments: string[] = []
    let done: () => void
    const over = new Promise<void>((resolve) => {
      done = resolve
    })
    bridge.current.script = async (call) => {
      await playConversation(call, async (moment) => {
        moments.push(moment)
        await look(page, moment)
        if (moment === 'mid-conversation') await savePicture(page)
      })
      done()
    }
    await page.goto(`${address}/test-voice`)
    await page.getByRole('button', { name: 'Talk' }).click()
    await over
    expect(moments).toEqual(['listening', 'hearing-you', 'speaking', 'both-speaking', 'interrupted', 'mid-conversation'])
    await expect
      .poll(() => page.getByRole('img', { name: /Timeline/ }).getAttribute('aria-label'), { timeout: 10_000 })
      .toMatch(/1 interruption\. The last answer came after 510/)
    expect(await page.getByText('After that', { exact: false }).count()).toBe(0)
    expect(await page.locator('del').textContent()).toContain('and the weather should hold')
    const call = bridge.current.calls[0]
    expect(call?.loudest).toBeGreaterThan(0.05)
    expect(call?.received.some((message) => 'type' in message && message.type === 'played' && message.samples > 48_000)).toBe(
      true,
    )
    await noViolations(page)
    await page.getByRole('button', { name: 'Sound' }).click()
    await expect.poll(() => page.locator('.figures').textContent()).toMatch(/Buffer \d+ ms/)
    await look(page, 'sound-open')
    await page.getByRole('button', { name: 'press to end' }).click()
    await call?.closed
    await page.getByText('The conversation is over').waitFor()
    await look(page, 'ended')
  })

  async function look(one: Page, name: string): Promise<void> {
    for (const [size, viewport] of Object.entries(WIDTHS)) {
      for (const colorScheme of SCHEMES) {
        await one.setViewportSize(viewport)
        await one.emulateMedia({ colorScheme })
        await one.screenshot({ path: join(shotsDir, `${name}-${size}-${colorScheme}.png`) })
      }
    }
    await one.setViewportSize(WIDTHS.desktop)
    await one.emulateMedia({ colorScheme: 'light' })
  }

  async function savePicture(one: Page): Promise<void> {
    if (process.env.DUET_SCREENSHOT !== '1') return
    mkdirSync(join(root, 'docs'), { recursive: true })
    await one.screenshot({ path: join(root, 'docs/talk.png') })
  }

  async function noViolations(one: Page): Promise<void> {
    for (const colorScheme of SCHEMES) {
      await one.emulateMedia({ colorScheme })
      const { violations } = await new AxeBuilder({ page: one }).analyze()
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
    }
  }
  void sessionEvent
  void turnOf
})
