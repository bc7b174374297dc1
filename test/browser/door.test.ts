/** The page of a Duet that asks for keys, in a real browser against the real bridge: locked, opened by key and by link, and what was said shown as text. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openAccess } from '../../src/access/access.ts'
import { AccessFile } from '../../src/access/access-file.ts'
import { makeKey } from '../../src/access/keys.ts'
import { TestBridge } from '../../src/bridge/test-bridge.ts'
import { findChromium, launchChromium } from './chromium.ts'
import { look, noViolations, WIDTHS } from './look.ts'
import { buildPage } from './page-build.ts'

const chromiumPath = findChromium()

describe.skipIf(chromiumPath === undefined)('the page of a Duet that asks for keys', () => {
  let browser: Browser
  let page: Page
  let at: TestBridge
  let key: string

  beforeAll(async () => {
    await buildPage()
    browser = await launchChromium(chromiumPath ?? '', { type: 'none' })
  })
  afterAll(() => browser?.close())
  beforeEach(async () => {
    at = await TestBridge.start({
      settings: { DUET_KEYS: 'always' },
      before: (dir) => {
        using file = new AccessFile(dir)
        const made = makeKey()
        key = made.key
        file.addKey({ ...made, name: 'test', scopes: ['talk'], createdAt: Date.now() })
      },
    })
    page = await (await browser.newContext({ viewport: WIDTHS.desktop })).newPage()
  })
  afterEach(async () => {
    await page.context().close()
    await at[Symbol.asyncDispose]()
  })

  const heading = () => page.getByRole('heading', { name: 'This Duet asks for a key' })
  const opened = () => page.getByText('ready', { exact: true }).waitFor()
  async function enter(written: string, name: string): Promise<void> {
    await page.getByLabel('Key', { exact: true }).fill(written)
    await page.getByLabel('Your name').fill(name)
    await page.getByRole('button', { name: 'Open' }).click()
  }

  it('says so, refuses a wrong key in words, and opens for a right one, which it does not keep', async () => {
    await page.goto(`${at.addresses.page}/test-voice`)
    await heading().waitFor()
    await look(page, 'locked')
    await noViolations(page)
    await enter(`${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`, 'Ana')
    await page.getByRole('alert').getByText('There is no such key').waitFor()
    await enter(key, 'Ana')
    await opened()
    expect(await page.evaluate<string>('JSON.stringify(localStorage)')).not.toContain(key)
    await page.reload()
    await opened()
  })

  it('opens by a link once, which disappears from the address', async () => {
    const access = openAccess({ dir: at.dir, required: true })
    const code = access.createLink({ type: 'local' }, { user: 'ana', scopes: ['talk'], limits: {}, lifeMs: 60_000 }, 60_000)
    access.close()
    await page.goto(`${at.addresses.page}/test-voice#link=${code}`)
    await opened()
    expect(page.url()).toBe(`${at.addresses.page}/test-voice`)
    await page.evaluate('localStorage.clear()')
    await page.goto('about:blank')
    await page.goto(`${at.addresses.page}/test-voice#link=${code}`)
    await heading().waitFor()
    await page.getByRole('alert').getByText('used already').waitFor()
  })

  it('shows script in what was said as the text it is', async () => {
    const said = '<img src=x onerror="document.title=\'taken over\'"><script>document.title="taken over"</script>'
    const sessionId = crypto.randomUUID()
    const session = { sessionId, conversationId: 'c', persona: 'duet', voice: 'NATF2', userId: 'ana', createdAt: Date.now() }
    const turn = { turnId: 't1', side: 'user', startMs: 0, endMs: 100, text: said, interrupted: false, responseMs: null } as const
    await at.journal.createSession(session)
    await at.journal.recordTurn(sessionId, { turn: { ...turn, source: 'typed' }, saidAt: Date.now(), engine: 'local' })
    await page.goto(`${at.addresses.page}/history/${sessionId}`)
    await enter(key, 'ana')
    await page.getByText('<img src=x onerror').waitFor()
    expect(await page.title()).toBe('A conversation · Duet')
  })
})
