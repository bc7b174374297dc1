/** The Operate view in a real browser, against a real bridge with a call on: seen, drained, ended, and what callers were told. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { TestBridge } from '../../src/bridge/test-bridge.ts'
import { TestClient } from '../../src/bridge/test-client.ts'
import { findChromium, launchChromium } from './chromium.ts'
import { look, noViolations, WIDTHS } from './look.ts'
import { buildPage } from './page-build.ts'

const chromiumPath = findChromium()

describe.skipIf(chromiumPath === undefined)('the operate view', () => {
  let browser: Browser
  let page: Page
  beforeAll(async () => {
    await buildPage()
    browser = await launchChromium(chromiumPath ?? '', { type: 'none' })
  })
  afterAll(() => browser?.close())
  beforeEach(async () => {
    page = await (await browser.newContext({ viewport: WIDTHS.desktop })).newPage()
  })
  afterEach(() => page.context().close())
  const part = (name: string) => page.getByRole('region', { name })

  it('shows parts, calls, engines and errors; drains an engine and ends a call, whose story is a link away', async () => {
    await using at = await TestBridge.start()
    const id = await at.newSession()
    const client = new TestClient(`${at.ws}/ws/${id}`)
    await client.ready()
    await page.goto(at.addresses.page)
    await page.getByRole('link', { name: 'Operate' }).click()
    await part('Calls').getByText('One call.').waitFor()
    await part('Calls').getByText('talking').waitFor()
    await part('Parts').getByText('Disk').waitFor()
    await look(page, 'operate')
    await noViolations(page)

    await part('Engines')
      .getByRole('button', { name: /^Drain/ })
      .click()
    await part('Engines').getByText('It takes no new calls.').waitFor()
    await part('Engines')
      .getByRole('button', { name: /^Take calls again/ })
      .click()
    await part('Engines')
      .getByRole('button', { name: /^Drain/ })
      .waitFor()

    await part('Calls').getByRole('button', { name: /^End/ }).click()
    await part('Calls')
      .getByRole('button', { name: /^Really end it/ })
      .click()
    expect((await client.closed).code).toBe(4410)
    await part('Calls').getByText('Nobody is in a call.').waitFor()
    await part('What callers were told went wrong').getByText('session.ended').waitFor()
    await part('What callers were told went wrong').getByRole('link', { name: 'Its story' }).click()
    await page.waitForURL(`**/history/${id}`)
  })
})
