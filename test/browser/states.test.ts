/** Every state of the page in a real browser against the mock bridge: seen at two widths and in two themes, checked by axe, and used by keyboard. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ServerEvent } from '../../src/protocol/session.ts'
import { type FakeMicrophone, findChromium, launchChromium } from './chromium.ts'
import { pastConversation, playConversation, sessionEvent, userStretches } from './conversation-script.ts'
import { look, noViolations, savePicture, WIDTHS, wantsPicture } from './look.ts'
import { madeRecording } from './made-sound.ts'
import { MockBridge, type Script } from './mock-bridge.ts'
import { buildPage } from './page-build.ts'

const chromiumPath = findChromium()
/** How long a loaded machine may take. */
const soon = { timeout: 15_000 }
const insecure = '--host-resolver-rules=MAP duet.test 127.0.0.1'

describe.skipIf(chromiumPath === undefined)('the page', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'duet-browser-'))
  const wavFile = join(scratch, 'caller.wav')
  let scriptBytes = 0
  let bridge: MockBridge
  let address: string
  /** What pages say against themselves: exceptions, and what the content policy refused. */
  let complaints: string[]

  beforeAll(async () => {
    scriptBytes = await buildPage()
    writeFileSync(wavFile, madeRecording(22_000, userStretches))
  })
  afterAll(() => rmSync(scratch, { recursive: true, force: true }))
  beforeEach(async () => {
    bridge = new MockBridge()
    address = await bridge.listen()
    complaints = []
  })
  afterEach(async () => {
    await bridge.close()
    expect(complaints).toEqual([])
  })

  function usePage(microphone: () => FakeMicrophone): () => Page {
    let browser: Browser
    let page: Page
    beforeAll(async () => {
      browser = await launchChromium(chromiumPath ?? '', microphone(), [insecure])
    })
    afterAll(() => browser?.close())
    beforeEach(async () => {
      const context = await browser.newContext({ viewport: WIDTHS.desktop })
      page = await context.newPage()
      page.on('pageerror', (error) => complaints.push(error.message))
      page.on('console', (message) => {
        if (message.text().includes('Content Security Policy')) complaints.push(message.text())
      })
    })
    afterEach(() => page.context().close())
    return () => page
  }

  async function open(page: Page, script: Script = () => {}, path = '/test-voice'): Promise<void> {
    bridge.script = script
    await page.goto(address + path)
    await page.getByText('ready', { exact: true }).waitFor()
  }
  const talk = (page: Page) => page.getByRole('button', { name: 'Talk' }).click()
  const label = (page: Page) => page.locator('.talk-label').textContent()
  const problem = (page: Page) => page.getByRole('alert')

  it('loads in under 150 KB of script', () => {
    expect(scriptBytes).toBeGreaterThan(1_000)
    expect(scriptBytes).toBeLessThan(150_000)
  })

  describe('with a microphone', () => {
    const current = usePage(() => ({ type: 'plays', wavFile }))

    it('waits quietly: no microphone is asked for before Talk is pressed', async () => {
      const page = current()
      await page.addInitScript(
        "navigator.mediaDevices.getUserMedia = () => { document.title = 'asked'; return Promise.reject(new DOMException('', 'AbortError')) }",
      )
      await open(page)
      expect(await page.title()).toBe('Talk · Duet')
      await look(page, 'idle')
      await noViolations(page)
      await talk(page)
      await problem(page).getByText('another program holds it').waitFor()
      expect(await page.title()).toBe('asked')
      await look(page, 'microphone-busy')
    })

    it('shows a conversation as it is: listening, hearing, speaking, both, interrupted', async () => {
      const page = current()
      const moments: string[] = []
      const labels: Readonly<Record<string, string>> = {
        listening: 'Listening',
        'hearing-you': 'Hearing you',
        speaking: 'Speaking',
        'both-speaking': 'Both speaking',
        interrupted: 'Hearing you',
        'mid-conversation': 'Hearing you',
      }
      const over = Promise.withResolvers<void>()
      await open(page, async (call) => {
        await playConversation(call, async (moment) => {
          moments.push(moment)
          await expect.poll(() => label(page), soon).toBe(labels[moment])
          if (!wantsPicture) await look(page, moment)
          else if (moment === 'mid-conversation') await savePicture(page)
        })
        over.resolve()
      })
      await page.getByLabel('Persona').selectOption('arcus')
      await talk(page)
      await over.promise
      expect(moments).toEqual(Object.keys(labels))
      const timeline = page.getByRole('img', { name: /Timeline/ })
      const summary = () => timeline.getAttribute('aria-label')
      await expect.poll(summary, { timeout: 10_000 }).toMatch(/1 interruption\. The last answer came after 510/)
      expect(await page.locator('del').textContent()).toContain('and the weather should hold')
      expect(await page.locator('[aria-live=polite]').textContent()).toBe('Arcus: mm-hm')

      const [call] = bridge.calls
      expect(call?.loudest).toBeGreaterThan(0.05)
      const played =
        call?.received.flatMap((message) => ('type' in message && message.type === 'played' ? [message.samples] : [])) ?? []
      expect(Math.max(...played) / 48).toBeGreaterThan((call?.mediaMs ?? 0) - 2_500)
      expect(Math.max(...played) / 48).toBeLessThan((call?.mediaMs ?? 0) + 2_500)
      await noViolations(page)

      await page.getByRole('button', { name: 'Sound' }).click()
      await expect.poll(() => page.locator('.figures').textContent(), soon).toMatch(/Buffer \d+ ms/)
      await expect.poll(() => page.getByLabel('Microphone').locator('option').count(), soon).toBeGreaterThan(1)
      await look(page, 'sound-open')
      await noViolations(page)
      await page.getByRole('button', { name: 'press to end' }).click()
      await call?.closed
      expect(call?.received.at(-1)).toEqual({ type: 'end' })
      await page.getByText('The conversation is over. It is kept').waitFor()
      await look(page, 'ended')
    })

    it('sends silence while muted, and says so', async () => {
      const page = current()
      await open(page, (call) => {
        call.send(sessionEvent)
        call.ready()
      })
      await talk(page)
      await page.getByText('Listening', { exact: true }).waitFor()
      await page.getByRole('button', { name: 'Mute', exact: true }).click()
      await page.getByText('Muted', { exact: true }).waitFor()
      await look(page, 'muted')
      const [call] = bridge.calls
      await expect.poll(() => call?.received, soon).toContainEqual({ type: 'mute', muted: true })
      const before = { messages: call?.audioMessages ?? 0, ms: call?.mediaMs ?? 0 }
      call?.forgetLoudest()
      await call?.at(before.ms + 3_000)
      expect(call?.audioMessages).toBeGreaterThan(before.messages + 60)
      expect(call?.loudest).toBeLessThan(0.01)
    })

    it('says connecting, waiting in line, warming up', async () => {
      const page = current()
      await open(page, (call) => {
        call.send(sessionEvent)
        call.send({ type: 'engine', state: 'connecting', name: 'local' })
      })
      await talk(page)
      await page.getByText('Reaching the speech engine').waitFor()
      await look(page, 'connecting')
      const [call] = bridge.calls
      call?.send({ type: 'engine', state: 'queued', name: 'local', place: 3, estimatedWaitMs: null })
      await page.getByText('All places are taken. You are number 3 in line.').waitFor()
      call?.send({ type: 'engine', state: 'queued', name: 'local', place: 2, estimatedWaitMs: 220_000 })
      await page.getByText('All places are taken. You are number 2 in line; about 4 minutes.').waitFor()
      expect(await page.locator('[role=status]').textContent()).toBe(
        'Waiting for a free place. You are number 2 in line; about 4 minutes.',
      )
      await look(page, 'queued')
      await noViolations(page)
      call?.send({ type: 'engine', state: 'warming', name: 'local' })
      await page.getByText('Warming up').waitFor()
      await look(page, 'warming')
      await page.getByRole('button', { name: 'press to stop' }).click()
      await call?.closed
      await page.getByText('The conversation is over. It is kept').waitFor()
    })

    it('keeps its place in line over a break, by opening the same session again', async () => {
      const page = current()
      await open(page, (call, connection) => {
        call.send(sessionEvent)
        call.send({ type: 'engine', state: 'queued', name: 'local', place: 2, estimatedWaitMs: null })
        if (connection === 1) call.terminate()
        else call.send({ type: 'engine', state: 'queued', name: 'local', place: 1, estimatedWaitMs: 30_000 })
      })
      await talk(page)
      await page.getByText('All places are taken. You are next in line; about a minute at most.').waitFor()
      expect(bridge.calls).toHaveLength(2)
      bridge.calls[1]?.ready()
      await expect.poll(() => label(page), soon).toBe('Listening')
    })

    it('shows what an agent found out as a calm note with words, until it is read', async () => {
      const page = current()
      await open(page, (call) => {
        call.send(sessionEvent)
        call.ready()
        const notice = { type: 'notice', kind: 'notification', priority: 'high', source: 'time', atMs: 0 } as const
        call.send({ ...notice, id: 'n1', message: 'You asked me to remind you to call Ana.' })
        call.send({ ...notice, id: 'n1', message: 'You asked me to remind you to call Ana.' })
      })
      await talk(page)
      const note = page.getByText('Reminder: You asked me to remind you to call Ana.')
      await note.waitFor()
      expect(await note.count()).toBe(1)
      expect(await problem(page).count()).toBe(0)
      await look(page, 'news')
      await noViolations(page)
      await page.getByRole('button', { name: 'Close: You asked me' }).click()
      await expect.poll(() => note.count(), soon).toBe(0)
    })

    it('shows a call that moves to other engines: refreshed, lost and found, late, and what nobody heard', async () => {
      const page = current()
      await open(page, (call) => {
        call.send(sessionEvent)
        call.ready()
      })
      await talk(page)
      await expect.poll(() => label(page), soon).toBe('Listening')
      const [call] = bridge.calls
      if (call === undefined) throw new Error('there is no call')
      const engine = (event: Omit<ServerEvent & { type: 'engine' }, 'type' | 'name' | 'atMs'>) =>
        call.send({ type: 'engine', name: 'personaplex', atMs: call.mediaMs, ...event })
      const say = (side: 'user' | 'agent', turnId: string, text: string, lengthMs: number) => {
        const endMs = call.mediaMs
        const turn = { turnId, side, startMs: Math.max(0, endMs - lengthMs), endMs, text, interrupted: false, responseMs: null }
        call.send({ type: 'turn.end', turn })
        return turn
      }
      await call.at(2_000)
      say('user', 'u1', 'My sister Lena visits on Friday.', 1_600)

      engine({ state: 'rollover', reason: 'context', detail: 'The engine is being refreshed; it knows what was said.' })
      await expect.poll(() => label(page), soon).toBe('One moment')
      await page.getByText('it knows what was said').first().waitFor()
      await look(page, 'rollover')
      await noViolations(page)
      engine({ state: 'ready', epoch: 2, reason: 'context', gapMs: 230 })
      await page.locator('.line-move').getByText('moved to a fresh engine · 0.2 s').waitFor()
      say('agent', 'a1', 'How long does Lena stay?', 1_200)

      engine({
        state: 'recovering',
        reason: 'lost',
        detail: 'The engine went away; another is being reached. What was said is kept.',
      })
      await expect.poll(() => label(page), soon).toBe('Reconnecting')
      const began = call.mediaMs
      await look(page, 'recovering')
      await noViolations(page)
      engine({ state: 'queued', place: 1, estimatedWaitMs: null })
      await expect.poll(() => label(page), soon).toBe('Waiting')
      await call.at(began + 2_500)
      const { turnId, startMs, endMs } = say('user', 'u2', 'Until Sunday evening.', 1_400)
      call.send({ type: 'unheard', turnId, startMs, endMs })
      await page.locator('.to-nobody').getByText('not heard').waitFor()
      await call.at(began + 3_000)
      engine({ state: 'ready', epoch: 3, reason: 'lost', gapMs: Math.round(call.mediaMs - began) })
      await page.locator('.line-move').getByText('moved: the engine went away').waitFor()
      await expect.poll(() => label(page), soon).toBe('Listening')
      await page.getByRole('img', { name: /The call moved to a fresh engine.*Some of your words were not heard/ }).waitFor()
      await look(page, 'unheard')
      await noViolations(page)

      engine({ state: 'lagging', detail: 'The engine is 0.9 s behind.' })
      await page.getByText('0.9 s behind').waitFor()
      await look(page, 'lagging')
      await noViolations(page)
      engine({ state: 'ready', epoch: 3 })
      await page.getByText('Just talk').first().waitFor()
    })

    it('tells that the queue is full, and what to do', async () => {
      const page = current()
      await open(page, (call) => {
        const message = 'All engines are busy, and 100 callers wait for them already.'
        call.send({ type: 'error', code: 'engine.queue_full', message, action: '', retryable: true })
        call.send({ type: 'end', reason: message, code: 'engine.queue_full' })
        call.close(4503)
      })
      await talk(page)
      await problem(page).getByText('so many people wait already that the queue is full').waitFor()
      await look(page, 'queue-full')
      await noViolations(page)
    })

    it('reconnects after a break, and the conversation goes on', async () => {
      const page = current()
      await open(page, async (call, connection) => {
        call.send(sessionEvent)
        call.ready()
        if (connection > 1) return
        await call.at(200)
        call.send({ type: 'turn.start', turnId: 'a1', side: 'agent', atMs: 100 })
        call.send({ type: 'text', text: ' Before the break.' })
        await call.at(600)
        bridge.refuse(true)
        call.terminate()
      })
      await talk(page)
      await page.getByText('Reconnecting', { exact: true }).waitFor()
      await look(page, 'reconnecting')
      bridge.refuse(false)
      await page.getByText('Listening', { exact: true }).waitFor()
      await expect.poll(() => bridge.calls[1]?.mediaMs ?? 0, soon).toBeGreaterThan(200)
      expect(await page.locator('.line').textContent()).toContain('Before the break.')
    })

    it.each([
      ['engine-lost', 'engine.lost', 4502, 'The speech engine ended the call', true],
      ['engine-unreachable', 'engine.unreachable', 4502, 'its speech engine does not answer', false],
      ['all-places-taken', 'session.limit', 4503, 'All places are taken', false],
      ['taken-over', 'session.busy', 4409, 'open in another window', false],
    ] as const)('tells what happened and what to do: %s', async (name, code, close, words, midCall) => {
      const page = current()
      await open(page, async (call) => {
        call.send(sessionEvent)
        if (midCall) {
          call.ready()
          await call.at(300)
        }
        call.send({ type: 'error', code, message: 'as the server puts it', action: '', retryable: false })
        call.send({ type: 'end', reason: 'x', code })
        call.close(close)
      })
      await talk(page)
      await problem(page).getByText(words).waitFor()
      expect(await problem(page).textContent()).toMatch(/lost|kept/)
      expect(await label(page)).toBe('Talk')
      await look(page, name)
      await noViolations(page)
    })

    it('tells when the session itself is refused', async () => {
      const page = current()
      bridge.refusal = { status: 429, code: 'rate.limited', message: 'Too many requests came from your address.' }
      await open(page)
      await talk(page)
      await problem(page).getByText('Too many calls were started').waitFor()
    })

    it('shows trouble that does not end the call until it was read', async () => {
      const page = current()
      await open(page, (call) => {
        call.send(sessionEvent)
        call.ready()
        const message = 'The text model does not answer.'
        call.send({ type: 'error', code: 'brain.failed', message, action: '', retryable: true })
      })
      await talk(page)
      await problem(page).getByText('The text model does not answer').waitFor()
      await look(page, 'notice')
      await page.getByRole('button', { name: 'Understood' }).click()
      await problem(page).waitFor({ state: 'detached' })
      expect(await label(page)).toBe('Listening')
    })

    it('says that Duet is not answering, and notices when it is back', async () => {
      const page = current()
      await open(page)
      bridge.refuse(true)
      await page.clock.install()
      await page.clock.runFor(11_000)
      await problem(page).getByText('Duet is not answering').waitFor()
      await look(page, 'bridge-down')
      bridge.refuse(false)
      await page.clock.runFor(11_000)
      await problem(page).waitFor({ state: 'detached' })
    })

    it('says that the engine is down before anybody presses Talk', async () => {
      const page = current()
      bridge.engineUp = false
      await page.goto(address)
      await problem(page).getByText('its speech engine does not answer').waitFor()
      await look(page, 'engine-down')
    })

    it('says why an insecure address cannot work', async () => {
      const page = current()
      await page.goto(`http://duet.test:${bridge.port}/`)
      await talk(page)
      await problem(page).getByText('secure pages').waitFor()
      expect(await page.getByRole('button', { name: 'Talk' }).isDisabled()).toBe(true)
      await look(page, 'insecure')
    })

    it('talks without WebCodecs, through WebAssembly', async () => {
      const page = current()
      await page.addInitScript('delete globalThis.AudioEncoder; delete globalThis.AudioDecoder')
      await open(page, (call) => {
        call.send(sessionEvent)
        call.ready()
        call.speak(5_000)
      })
      await talk(page)
      await page.getByText('Listening', { exact: true }).waitFor()
      const [call] = bridge.calls
      await call?.at(3_000)
      expect(call?.loudest).toBeGreaterThan(0.05)
      expect(await loudestPixelColumns(page)).toBeGreaterThan(10)
    })

    it('says so where a browser can code no speech at all', async () => {
      const page = current()
      await page.addInitScript('delete globalThis.AudioEncoder; delete globalThis.WebAssembly')
      await open(page)
      await talk(page)
      await problem(page).getByText('cannot code speech').waitFor()
      await look(page, 'no-codec')
    })

    it('is used by keyboard alone: space talks, Tab reaches everything, Enter sends what was typed', async () => {
      const page = current()
      await open(page, (call) => {
        call.send(sessionEvent)
        call.ready()
      })
      await page.keyboard.press('Space')
      await page.getByText('Listening', { exact: true }).waitFor()
      const reached: string[] = []
      for (let i = 0; i < 12; i += 1) {
        await page.keyboard.press('Tab')
        reached.push(
          await page.evaluate<string>(
            "(document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent)",
          ),
        )
      }
      for (const name of [
        'duet',
        'Talk',
        'History',
        'Personas',
        'Listeningpress to end',
        'Mute',
        'Sound',
        'Words of both sides',
        'Type instead of speaking',
      ]) {
        expect(reached).toContain(name)
      }
      await page.getByLabel('Type instead of speaking').focus()
      await page.keyboard.type('what is the time')
      await page.keyboard.press('Enter')
      const [call] = bridge.calls
      await expect.poll(() => call?.received, soon).toContainEqual({ text: 'what is the time', forward_to_moshi: true })
      await page.locator('.line-typed').getByText('what is the time').waitFor()
      await page.getByRole('button', { name: 'Mute' }).focus()
      await page.keyboard.press('Space')
      await page.getByText('Muted', { exact: true }).waitFor()
    })

    it('moves nothing where motion is unwanted', async () => {
      const page = current()
      await page.emulateMedia({ reducedMotion: 'reduce' })
      await open(page, (call) => {
        call.send(sessionEvent)
        call.ready()
        call.speak(4_000)
      })
      await talk(page)
      await page.getByText('Listening', { exact: true }).waitFor()
      await bridge.calls[0]?.at(1_500)
      expect(await page.locator('.talk-button').getAttribute('style')).toBeNull()
    })

    it('remembers what was chosen, and says whose voice stands in', async () => {
      const page = current()
      await open(page, (call) => call.send(sessionEvent))
      await page.getByLabel('Persona').selectOption('myca')
      await page.getByLabel('Voice').selectOption('NATM1')
      await page.reload()
      await page.getByText('ready', { exact: true }).waitFor()
      expect(await page.getByLabel('Persona').inputValue()).toBe('myca')
      expect(await page.getByLabel('Voice').inputValue()).toBe('NATM1')
      await talk(page)
      await expect.poll(() => bridge.wanted, soon).toEqual({ persona: 'myca', voice: 'NATM1', recording: 'transcript' })
      await page.getByText('is spoken by').waitFor()
    })

    it('shows a persona, says what is wrong beside its field, saves it, and says why a voice cannot be heard', async () => {
      const page = current()
      await open(page, () => {}, '/persona')
      await page.getByRole('link', { name: 'Personas' }).and(page.locator('[aria-current=page]')).waitFor()
      await page.getByLabel('Who it is').fill('')
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText('is missing', { exact: true }).waitFor()
      expect(await page.getByLabel('Who it is').getAttribute('aria-invalid')).toBe('true')
      await look(page, 'persona-faults')
      await noViolations(page)
      await page.getByLabel('Who it is').fill('You are Arcus, a sailor.')
      await page.getByLabel('Engines, best first').fill('personaplex, local')
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText('is saved').waitFor()
      expect(bridge.wanted).toMatchObject({ role: 'You are Arcus, a sailor.', engines: ['personaplex', 'local'] })
      await page.getByRole('button', { name: 'Hear the voice' }).click()
      await page.getByText('Every engine is in a call.').waitFor()
      await look(page, 'persona')
      await noViolations(page)
    })

    it('lists past conversations and shows one with its timeline', async () => {
      const page = current()
      await open(page, () => {}, '/')
      await page.getByRole('link', { name: 'History' }).click()
      await page.getByText('There are none yet').waitFor()
      await look(page, 'history-empty')
      await noViolations(page)
      Object.assign(bridge, pastConversation)
      await page.reload()
      await page.getByText('My sister Ana visits').waitFor()
      await look(page, 'history')
      await noViolations(page)
      await page.getByRole('link', { name: /My sister Ana/ }).click()
      await page.getByRole('heading', { name: 'A conversation with Arcus' }).waitFor()
      expect(new URL(page.url()).pathname).toBe('/history/s-1')
      await page.getByRole('img', { name: /1 interruption/ }).waitFor()
      await page.locator('.line-move').getByText('moved to a fresh engine · no gap').waitFor()
      expect(await page.locator('.to-nobody').textContent()).toContain('That is a good idea.')
      await page.getByRole('img').click({ position: { x: 40, y: 60 } })
      await expect.poll(() => page.locator('.marked').textContent(), soon).toContain('My sister Ana')
      await look(page, 'conversation')
      await page.getByLabel('Show').selectOption({ index: 1 })
      await page.getByLabel('from', { exact: true }).fill('20000')
      await look(page, 'conversation-zoomed')
      await noViolations(page)
      await page.getByRole('button', { name: 'Delete this conversation' }).click()
      await page.getByRole('button', { name: 'Delete it' }).click()
      await page.getByText('There are none yet').waitFor()
    })

    it('says so at an address where there is nothing', async () => {
      const page = current()
      await page.goto(`${address}/nowhere`)
      await page.getByRole('heading', { name: 'nothing at this address' }).waitFor()
      await look(page, 'nowhere')
    })
  })

  describe('with a microphone that is blocked', () => {
    const current = usePage(() => ({ type: 'denied' }))

    it('says how to allow it, and lets one type instead', async () => {
      const page = current()
      await open(page, (call) => {
        call.send(sessionEvent)
        call.ready()
      })
      await talk(page)
      await problem(page).getByText('The microphone is blocked').waitFor()
      await look(page, 'microphone-denied')
      await noViolations(page)
      await page.getByRole('button', { name: 'Type instead' }).click()
      await page.getByText('Reading along').waitFor()
      await look(page, 'typing-instead')
      await page.getByLabel('Type instead of speaking').fill('hello')
      await page.keyboard.press('Enter')
      await page.locator('.line-typed').getByText('hello').waitFor()
      // Silence goes on, as the engine's clock needs it.
      await bridge.calls[0]?.at(1_000)
    })
  })

  describe('without any microphone', () => {
    const current = usePage(() => ({ type: 'none' }))

    it('says that none was found', async () => {
      const page = current()
      await open(page)
      await talk(page)
      await problem(page).getByText('No microphone was found').waitFor()
      await look(page, 'microphone-none')
    })
  })
})

/** Columns of the timeline's lower lane in which something is drawn beside its baseline. */
function loudestPixelColumns(page: Page): Promise<number> {
  return page.evaluate<number>(`(() => {
    const canvas = document.querySelector('canvas')
    const ratio = devicePixelRatio
    const y = Math.round(84 * ratio)
    const row = canvas.getContext('2d').getImageData(0, y, canvas.width, 1).data
    let columns = 0
    for (let x = 3; x < row.length; x += 4) if (row[x] > 0) columns += 1
    return columns
  })()`)
}
