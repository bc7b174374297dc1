/** The page in a real browser against the real bridge and fake engines: the queue, a move to a fresh engine, and an engine that dies. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { TestBridge, type TestBridgeOptions } from '../../src/bridge/test-bridge.ts'
import { TestClient } from '../../src/bridge/test-client.ts'
import type { Engine } from '../../src/engines/engine.ts'
import { type FakeEngine, startFakeEngine } from '../../src/engines/fake/fake-engine.ts'
import type { Quirks } from '../../src/engines/fake/quirks.ts'
import { moshiEngine } from '../../src/engines/moshi-engine.ts'
import { personaplex } from '../../src/engines/personaplex.ts'
import { findChromium, launchChromium } from './chromium.ts'
import { look, noViolations, WIDTHS } from './look.ts'
import { madeRecording } from './made-sound.ts'
import { buildPage } from './page-build.ts'

const chromiumPath = findChromium()
/** How long a loaded machine may take. */
const soon = { timeout: 30_000 }
/** The caller says something now and then; the fakes answer with who they are and what they were told. */
const utterances = [2_000, 9_000, 16_000, 23_000, 30_000, 37_000].map((atMs) => ({ atMs, lengthMs: 1_300 }))
/** With its prompt, of up to 20 s; a call moves between 80 and 95 % of it. */
const shortContextSeconds = 36

describe.skipIf(chromiumPath === undefined)('the page and the engines', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'duet-engines-page-'))
  const wavFile = join(scratch, 'caller.wav')
  let browser: Browser
  let closing: (() => Promise<unknown>)[]

  beforeAll(async () => {
    await buildPage()
    writeFileSync(wavFile, madeRecording(45_000, utterances))
  })
  afterAll(() => rmSync(scratch, { recursive: true, force: true }))
  beforeEach(async () => {
    closing = []
    // Each test has a browser of its own: the microphone's recording is played once.
    browser = await launchChromium(chromiumPath ?? '', { type: 'plays', wavFile })
  })
  afterEach(async () => {
    await browser.close()
    for (const close of closing.toReversed()) await close()
  })

  async function fakes(...quirks: readonly Quirks[]): Promise<readonly FakeEngine[]> {
    const started = await Promise.all(quirks.map((one) => startFakeEngine({ as: 'personaplex', quirks: one })))
    for (const fake of started) closing.push(() => fake.close())
    return started
  }
  async function bridge(engines: readonly FakeEngine[], options: TestBridgeOptions & { contextSeconds?: number } = {}) {
    const { contextSeconds = 240, ...rest } = options
    const kind = { ...personaplex, capabilities: { ...personaplex.capabilities, contextSeconds } }
    const all = engines.map((fake) => moshiEngine(kind, fake.url)) as [Engine, ...Engine[]] // every test gives at least one
    const at = await TestBridge.start({ listening: true, bridge: { engines: all }, ...rest })
    closing.push(() => at[Symbol.asyncDispose]())
    return at
  }
  async function open(at: TestBridge): Promise<Page> {
    const context = await browser.newContext({ viewport: WIDTHS.desktop, reducedMotion: 'reduce' })
    const page = await context.newPage()
    await page.goto(`${at.addresses.page}/test-voice`)
    await page.getByText('ready', { exact: true }).waitFor()
    return page
  }
  const talk = (page: Page) => page.getByRole('button', { name: 'Talk' }).click()
  const label = (page: Page) => page.locator('.talk-label').textContent()
  const listening = (page: Page) => expect.poll(() => label(page), soon).toMatch(/Listening|Speaking|Hearing you|Both speaking/)
  const agentWords = async (page: Page) => (await page.locator('.line:has(.side-agent) .what').allTextContents()).join(' ')

  it('tells a caller their place, moves them up, connects them when it is theirs, and says when the queue is full', async () => {
    const [fake] = await fakes({})
    if (!fake) throw new Error('there is no fake')
    const at = await bridge([fake], { settings: { DUET_QUEUE_LIMIT: '2' } })
    const first = new TestClient(`${at.ws}/ws/${await at.newSession()}`)
    await first.ready()
    const second = new TestClient(`${at.ws}/ws/${await at.newSession()}`)
    await second.until(() => second.events.some((event) => event.type === 'engine' && event.place === 1))
    const page = await open(at)
    await talk(page)
    await page.getByText('You are number 2 in line').first().waitFor()
    await look(page, 'running-queue')
    await noViolations(page)

    const late = await open(at)
    await talk(late)
    await late.getByRole('alert').getByText('so many people wait already that the queue is full').waitFor()
    await look(late, 'running-queue-full')

    second.socket.terminate()
    await page.getByText('You are next in line').first().waitFor()
    first.send({ type: 'end' })
    await listening(page)
    expect(fake.calls).toHaveLength(2)
  })

  it('goes on over the model’s context: with a free slot nothing is heard of it, without one it says so, and the companion stays who it is', async () => {
    // Priming takes long enough to be seen: 20 ms for each token.
    const [one, two] = await fakes({ step: 20 }, { step: 20 })
    if (!one || !two) throw new Error('there are no fakes')
    const at = await bridge([one, two], { contextSeconds: shortContextSeconds })
    const page = await open(at)
    await talk(page)
    await listening(page)
    await expect.poll(() => agentWords(page), soon).toContain('I am Duet.')
    await page.locator('.line-move').getByText('moved to a fresh engine').first().waitFor({ timeout: 60_000 })
    await look(page, 'running-rollover-spare')
    expect(one.calls.length + two.calls.length).toBeGreaterThanOrEqual(2)

    // Somebody takes the slot that came free: the next move has none to go to.
    const other = new TestClient(`${at.ws}/ws/${await at.newSession()}`)
    await other.ready()
    await expect.poll(() => label(page), { timeout: 60_000, interval: 100 }).toBe('One moment')
    await look(page, 'running-rollover')
    await noViolations(page)
    await expect.poll(() => page.locator('.line-move').count(), { timeout: 60_000 }).toBe(2)
    await listening(page)
    const prompts = [...one.calls, ...two.calls].map((call) => call.effective.prompt)
    expect(prompts.every((prompt) => prompt.startsWith('You are Duet'))).toBe(true)
    expect(prompts.filter((prompt) => prompt.includes('This call has been going on')).length).toBeGreaterThanOrEqual(2)
    expect(await agentWords(page)).not.toContain('I do not know who I am')
  })

  it('tells that an engine died, and talks on with one that knows what was said', async () => {
    const [mortal, other] = await fakes({ 'dies-at': 8_000 }, { step: 20 })
    if (!mortal || !other) throw new Error('there are no fakes')
    const at = await bridge([mortal, other])
    const page = await open(at)
    await talk(page)
    await listening(page)
    await expect.poll(() => label(page), { timeout: 60_000, interval: 100 }).toBe('Reconnecting')
    await look(page, 'running-recovery')
    await noViolations(page)
    await page.locator('.line-move').getByText('moved: the engine went away').waitFor({ timeout: 60_000 })
    await listening(page)
    await look(page, 'running-recovered')
    const [call] = other.calls
    expect(call?.effective.prompt).toContain('This call has been going on')
    // It is the same companion that answers what is said next.
    await expect.poll(() => call?.text, soon).toContain('I am Duet.')
    expect(await page.getByRole('alert').count()).toBe(0)
  })
})
