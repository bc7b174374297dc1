/** The Memory view in a real browser, against the real bridge and orchestrator: seen, searched, corrected, forgotten, taken along and erased. */

import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { AccessFile } from '../../src/access/access-file.ts'
import { freePort } from '../../src/access/free-port.ts'
import { makeKey } from '../../src/access/keys.ts'
import { TestBridge } from '../../src/bridge/test-bridge.ts'
import { loadConfig, type SettingName } from '../../src/config/config.ts'
import { createMas, type Mas } from '../../src/mas/mas.ts'
import { createLog } from '../../src/observe/log.ts'
import { openSqliteMemory } from '../../src/store/memory/open-sqlite.ts'
import { findChromium, launchChromium } from './chromium.ts'
import { look, noViolations, WIDTHS } from './look.ts'
import { buildPage } from './page-build.ts'

const chromiumPath = findChromium()
const me = { userId: 'local' }
/** Half past nine on a morning, epoch ms. */
const saidAt = Date.parse('2026-11-02T09:30:00Z')

describe.skipIf(chromiumPath === undefined)('the memory view', () => {
  let browser: Browser
  let page: Page
  let closing: (() => Promise<void>)[]

  beforeAll(async () => {
    await buildPage()
    browser = await launchChromium(chromiumPath ?? '', { type: 'none' })
  })
  afterAll(() => browser?.close())
  beforeEach(async () => {
    closing = []
    page = await (await browser.newContext({ viewport: WIDTHS.desktop, acceptDownloads: true })).newPage()
  })
  afterEach(async () => {
    await page.context().close()
    for (const close of closing.toReversed()) await close()
  })

  /** A bridge and its orchestrator. */
  async function start(settings: { readonly [K in SettingName]?: string } = {}, before?: (dir: string) => void) {
    const port = await freePort()
    const at = await TestBridge.start({
      settings: { DUET_MAS: 'on', DUET_MAS_PORT: String(port), ...settings },
      ...(before && { before }),
    })
    closing.push(() => at[Symbol.asyncDispose]())
    const mas = await startMas(at, port)
    return { at, mas, memory: mas.memory }
  }
  async function startMas(at: TestBridge, port: number): Promise<Mas> {
    const store = await openSqliteMemory({ dir: at.dir })
    const { config } = loadConfig({ flags: { DUET_DATA_DIR: at.dir, DUET_MAS_PORT: String(port) } })
    const log = createLog({ level: 'silent', name: 'mas' })
    const mas = createMas({ config, log, store, version: '1', bridgeUrl: at.http })
    closing.push(async () => {
      await mas.close('the test is over')
      await store.close()
    })
    await mas.start()
    return mas
  }
  /** A conversation, and two things heard in it beside one that was told. */
  async function fill(at: TestBridge, { memory }: Mas): Promise<string> {
    const sessionId = crypto.randomUUID()
    const session = { sessionId, conversationId: 'c', persona: 'duet', voice: 'NATF2', userId: 'local', createdAt: saidAt }
    await at.journal.createSession(session)
    const quote = 'My sister Ana visits on Friday'
    const turn = {
      turnId: 't1',
      side: 'user',
      startMs: 0,
      endMs: 2_000,
      text: quote,
      interrupted: false,
      responseMs: null,
    } as const
    await at.journal.recordTurn(sessionId, { turn: { ...turn, source: 'ear' }, saidAt, engine: 'local' })
    const source = { type: 'extraction', session_id: sessionId }
    const heard = { at: saidAt, turnIds: ['t1'], quote }
    await memory.learn(me, 'episodic', { event_type: 'visit', summary: 'Ana visits on Friday', source }, heard)
    await memory.learn(me, 'semantic', { category: 'fact', statement: 'Has a sister named Ana', source, confidence: 0.75 }, heard)
    await memory.learn(me, 'procedural', { name: 'No small talk in the morning' }, { at: saidAt })
    return sessionId
  }
  const open = (at: TestBridge) => page.goto(`${at.addresses.page}/memory`)
  const press = (name: string | RegExp) => page.getByRole('button', { name }).click()
  const part = (name: string) => page.getByRole('region', { name })
  const facts = () => page.locator('.fact-content').allTextContents()

  it('shows what is remembered by kind, with when and where it was said, and leads to the very turn', async () => {
    const { at, mas } = await start()
    const sessionId = await fill(at, mas)
    await open(at)
    await part('About you').getByText('Has a sister named Ana').waitFor()
    await part('How you like things').getByText('No small talk in the morning').waitFor()
    const visit = part('What happened').getByRole('listitem')
    expect(await visit.textContent()).toContain('My sister Ana visits on Friday')
    expect(await visit.locator('time').getAttribute('datetime')).toBe(new Date(saidAt).toISOString())
    expect(await page.getByText('Fairly sure (75 %)').isVisible()).toBe(false)
    await page.getByText('Details').first().click()
    await page.getByText('Fairly sure (75 %)').waitFor()
    await look(page, 'memory-full')
    await noViolations(page)
    await visit.getByRole('link', { name: 'heard in a conversation' }).click()
    await page.locator('[aria-current="true"]', { hasText: 'My sister Ana visits on Friday' }).waitFor()
    expect(page.url()).toBe(`${at.addresses.page}/history/${sessionId}#turn=t1`)
    await part('What was learned from this conversation').getByText('Has a sister named Ana').waitFor()
    expect(await facts()).not.toContain('No small talk in the morning')
    await look(page, 'conversation-learned')
    await noViolations(page)
  })

  it('leads from what was learned back to its turn, again and again', async () => {
    const { at, mas } = await start()
    const sessionId = await fill(at, mas)
    await page.setViewportSize({ width: 375, height: 400 })
    await page.goto(`${at.addresses.page}/history/${sessionId}`)
    // The page's library types are not those of the tests, so this is text.
    const seen = `document.querySelector('[data-turn="t1"]').getBoundingClientRect().bottom <= innerHeight`
    const link = page.getByRole('link', { name: 'heard in a conversation' }).last()
    for (const _visit of [1, 2]) {
      await link.click()
      await page.locator('.line[aria-current="true"]').waitFor()
      await expect.poll(() => page.evaluate<boolean>(seen)).toBe(true)
    }
  })

  it('corrects by keyboard, forgets, and takes both back for as long as the note is there', async () => {
    const { at, mas } = await start()
    await fill(at, mas)
    await open(at)
    await page.getByRole('button', { name: 'Correct: Has a sister named Ana' }).focus()
    await page.keyboard.press('Enter')
    await page.getByLabel('How it is').waitFor()
    await look(page, 'memory-correcting')
    await noViolations(page)
    await page.keyboard.press('End')
    await page.keyboard.type(' Maria')
    await page.keyboard.press('Enter')
    await page.getByText('Corrected; before, it said “Has a sister named Ana”').waitFor()
    await press('Forget: No small talk in the morning')
    await page.getByText('Forgotten: “No small talk in the morning”').waitFor()
    await look(page, 'memory-changed')
    await noViolations(page)
    const known = async () => (await mas.memory.list(me)).map(({ content }) => content).sort()
    expect(await known()).toEqual(['Ana visits on Friday', 'Has a sister named Ana Maria'])
    await press(/^Bring it back/)
    await page.getByRole('button', { name: 'Forget: No small talk in the morning' }).waitFor()
    await press(/^Take back/)
    await page.getByRole('button', { name: 'Correct: Has a sister named Ana', exact: true }).waitFor()
    expect(await known()).toEqual(['Ana visits on Friday', 'Has a sister named Ana', 'No small talk in the morning'])
    await press('Forget: No small talk in the morning')
    await press('Close: Forgotten: “No small talk in the morning”')
    expect(await page.getByText('No small talk in the morning').count()).toBe(0)
  })

  it('shows under a correction what stood there before, with the way to its turn', async () => {
    const { at, mas } = await start()
    const sessionId = await fill(at, mas)
    const [sister] = await mas.memory.list(me, { type: 'fact' })
    await mas.memory.correct(me, sister?.id ?? '', 'Has a sister named Anna', { via: 'page' })
    await open(at)
    await page.getByText('corrected by you on this page').waitFor()
    await page.getByText('Details').first().click()
    await page.getByText('Before: Has a sister named Ana').waitFor()
    await look(page, 'memory-before')
    await noViolations(page)
    await page.getByRole('list', { name: 'Before that' }).getByRole('link').click()
    await page.waitForURL(`${at.addresses.page}/history/${sessionId}#turn=t1`)
  })

  it('shows the older ones page by page', async () => {
    const { at, memory } = await start()
    for (let i = 0; i < 203; i++) await memory.learn(me, 'semantic', { statement: `Painted picture ${i}` }, { at: saidAt + i })
    await open(at)
    await page.getByText('Painted picture 202', { exact: true }).waitFor()
    expect([
      await page.locator('.fact-content').count(),
      await page.getByText('Painted picture 0', { exact: true }).count(),
    ]).toEqual([200, 0])
    await press('Show older ones')
    await page.getByText('Painted picture 0', { exact: true }).waitFor()
    expect(await page.locator('.fact-content').count()).toBe(203)
    expect(await page.getByRole('button', { name: 'Show older ones' }).count()).toBe(0)
  })

  it('tells what changed, and takes a forgetting back after the page was left', async () => {
    const { at, mas } = await start()
    await fill(at, mas)
    await open(at)
    await press('Forget: Ana visits on Friday')
    await page.getByText('Forgotten: “Ana visits on Friday”').waitFor()
    await page.reload()
    await page.getByText('Has a sister named Ana').waitFor()
    expect(await facts()).not.toContain('Ana visits on Friday')
    await press('Show what changed')
    await page.getByText('Learned: “Has a sister named Ana”').waitFor()
    await look(page, 'memory-changes')
    await noViolations(page)
    await press('Take back: Forgotten: “Ana visits on Friday”')
    await part('What happened').getByText('Ana visits on Friday', { exact: true }).waitFor()
    await page.getByText('taken back since').waitFor()
  })

  it('searches, and says so where nothing fits', async () => {
    const { at, mas } = await start()
    await fill(at, mas)
    await open(at)
    const box = page.getByRole('searchbox')
    await box.fill('sister')
    await box.press('Enter')
    await part('What fits').getByText('Has a sister named Ana').waitFor()
    expect(await facts()).not.toContain('No small talk in the morning')
    await look(page, 'memory-found')
    await noViolations(page)
    await box.fill('helicopter licence')
    await box.press('Enter')
    await page.getByText('Nothing is remembered that clearly fits').waitFor()
    await press('Show everything')
    await part('How you like things').waitFor()
  })

  it('gives everything along as a file, and erases everything after it asked once', async () => {
    const { at, mas } = await start()
    const sessionId = await fill(at, mas)
    await open(at)
    const download = page.waitForEvent('download')
    await press('Take everything along')
    expect(readFileSync(await (await download).path(), 'utf8')).toContain('Has a sister named Ana')
    await press('Erase everything')
    await page.getByText('It cannot be undone.').waitFor()
    await page.getByRole('button', { name: 'Erase it all' }).scrollIntoViewIfNeeded()
    await look(page, 'memory-erase')
    await noViolations(page)
    expect(await mas.memory.list(me)).toHaveLength(3)
    await press('Erase it all')
    await page.getByText('Everything was erased.').waitFor()
    expect(await mas.memory.list(me)).toEqual([])
    expect((await fetch(`${at.http}/session/${sessionId}/history`)).status).toBe(404)
    await page.reload()
    await page.getByText('Nothing yet.').waitFor()
    await look(page, 'memory-empty')
    await noViolations(page)
  })

  it('shows script in a memory as the text it is', async () => {
    const { at, memory } = await start()
    const said = '<img src=x onerror="document.title=\'taken over\'"><script>document.title="taken over"</script>'
    await memory.learn(me, 'semantic', { statement: said }, { quote: said })
    await open(at)
    await page.locator('.fact-content').getByText(said).waitFor()
    expect(await page.locator('.fact img, .fact script').count()).toBe(0)
    expect(await page.title()).toBe('Memory · Duet')
  })

  it('says when the orchestrator is away, and reads again when it is back', async () => {
    const port = await freePort()
    const at = await TestBridge.start({ settings: { DUET_MAS: 'on', DUET_MAS_PORT: String(port) } })
    closing.push(() => at[Symbol.asyncDispose]())
    await open(at)
    await page.getByText('The part of Duet that remembers does not answer.').waitFor()
    await look(page, 'memory-away')
    await noViolations(page)
    await startMas(at, port)
    await press('Read again')
    await page.getByText('Nothing yet.').waitFor()
  })

  it('says when this Duet keeps no memory', async () => {
    const at = await TestBridge.start()
    closing.push(() => at[Symbol.asyncDispose]())
    await open(at)
    await page.getByText('This Duet keeps no memory.').waitFor()
    expect(await page.getByRole('button', { name: 'Read again' }).count()).toBe(0)
  })

  it('asks for a key where one is needed, and then shows and gives along the memory of that name only', async () => {
    const made = makeKey()
    const { at, memory } = await start({ DUET_KEYS: 'always' }, (dir) => {
      using file = new AccessFile(dir)
      file.addKey({ ...made, name: 'test', scopes: ['talk', 'read', 'manage'], createdAt: 1 })
    })
    await memory.learn({ userId: 'ana' }, 'semantic', { statement: 'Plays the cello' })
    await memory.learn({ userId: 'bob' }, 'semantic', { statement: 'Owns a boat' })
    await open(at)
    await page.getByLabel('Key', { exact: true }).fill(made.key)
    await page.getByLabel('Your name').fill('ana')
    await press('Open')
    await page.getByText('Plays the cello').waitFor()
    expect(await facts()).toEqual(['Plays the cello'])
    const download = page.waitForEvent('download')
    await press('Take everything along')
    const file = readFileSync(await (await download).path(), 'utf8')
    expect(file).toContain('Plays the cello')
    expect(file).not.toContain('boat')
  })
})
