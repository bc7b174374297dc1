/** A task that needs an answer, from the message's link to its end: in a real browser, typed and said into a fake microphone, with everything there is. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { resample } from '../../src/audio/resample.ts'
import { writeWav } from '../../src/audio/wav.ts'
import { standInHttp } from '../../src/mas/tasks/notify/stand-ins.ts'
import { scriptedAgent } from '../../src/mas/tasks/test-room.ts'
import { defaultModelsDir } from '../../src/models/folder.ts'
import { createMouth } from '../../src/speech/mouth.ts'
import { duet, type RunningDuet, startDuet, temporaryFolder } from '../system/duet.ts'
import { findChromium, launchChromium } from './chromium.ts'
import { look, noViolations, WIDTHS } from './look.ts'
import { buildPage } from './page-build.ts'

const chromiumPath = findChromium()
const RATE = 48_000
const soon = { timeout: 30_000 }

/** What is said: once the question has been asked, and again for a machine that was slow. */
const callerScript = [
  { silenceMs: 14_000 },
  ...Array.from({ length: 3 }, () => [
    { say: 'The green one, please.' },
    { silenceMs: 12_000 },
    { say: 'Yes, that is right.' },
    { silenceMs: 10_000 },
  ]).flat(),
  { silenceMs: 20_000 },
] satisfies readonly ({ readonly silenceMs: number } | { readonly say: string })[]

describe.skipIf(chromiumPath === undefined)('a task with a question', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'duet-tasks-'))
  let running: RunningDuet
  let env: Record<string, string>
  let web: Awaited<ReturnType<typeof standInHttp>>
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    await buildPage()
    const wavFile = join(scratch, 'caller.wav')
    writeFileSync(wavFile, writeWav([await callerSound()], RATE))
    web = await standInHttp()
    const agent = join(scratch, 'agent.mjs')
    writeFileSync(agent, scriptedAgent)
    const file = join(scratch, 'tasks.yaml')
    writeFileSync(
      file,
      `agent: { argv: [${process.execPath}, ${agent}] }
commands:
  - { name: wipe, argv: [echo, wiped], phrases: [wipe the board], risky: true }`,
    )
    env = {
      DUET_DATA_DIR: temporaryFolder('data'),
      DUET_TASKS: file,
      DUET_NOTIFY: 'webhook',
      DUET_WEBHOOK_URL: web.url,
      DUET_WEBHOOK_SECRET: 'sixteen characters',
    }
    running = await startDuet({ dataDir: env.DUET_DATA_DIR ?? '', env })
    browser = await launchChromium(chromiumPath ?? '', { type: 'plays', wavFile })
    page = await (await browser.newContext({ viewport: WIDTHS.desktop, reducedMotion: 'reduce' })).newPage()
  })
  afterAll(async () => {
    await browser?.close()
    await running?.end()
    await web?.[Symbol.asyncDispose]()
    rmSync(scratch, { recursive: true, force: true })
  })

  const tasks = (...args: string[]) => duet(['tasks', ...args], { ...env, DUET_MAS_PORT: new URL(running.mas).port })
  /** Starts one, and waits for the link in its message. */
  async function linkOf(text: string): Promise<string> {
    const before = web.arrived.length
    const { code, stdout, stderr } = await tasks('start', text)
    expect(code, stdout + stderr).toBe(0)
    await expect.poll(() => web.arrived.length, soon).toBeGreaterThan(before)
    const told = JSON.parse(web.arrived.at(-1)?.body ?? '{}') as { type: string; link: string } // a message of the webhook
    expect(told.type).toBe('task.question')
    return told.link
  }

  it('opens by its link and takes a typed answer; the link works once and says so kindly', async () => {
    const link = await linkOf('ask, then paint the fence')
    expect(link.startsWith(`${running.page}/?session=`)).toBe(true)
    await page.goto(link)
    await page.getByText('Which colour?', { exact: true }).waitFor()
    expect(page.url()).not.toContain('answer=')
    await look(page, 'task-question')
    await noViolations(page)
    await page.getByLabel('Your answer').fill('blue')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByText('I painted it blue.').waitFor(soon)
    await look(page, 'task-done')

    const other = await (await browser.newContext()).newPage()
    await other.goto(link)
    await other.getByText('The question behind this link has been answered already').waitFor()
    await look(other, 'task-link-used')
    await other.close()
  })

  it('is asked by the companion when the link’s page calls, and answered by voice', async () => {
    await page.goto('about:blank')
    await page.goto(await linkOf('ask, then paint the gate'))
    const note = page.locator('.task-note', { hasText: 'paint the gate' })
    await note.getByText('Which colour?', { exact: true }).waitFor()
    await note.getByRole('button', { name: 'Answer by voice' }).click()
    const agentWords = () => page.locator('.line:has(.side-agent) .what').allTextContents()
    await expect.poll(async () => (await agentWords()).join(' '), { timeout: 40_000 }).toMatch(/which colour/i)
    await note.getByText(/I painted it .*green/i).waitFor({ timeout: 90_000 })
    await look(page, 'task-answered-aloud')
    const { stdout } = await tasks('list', '--all')
    expect(stdout.match(/completed/g)).toHaveLength(2)
    await page.getByRole('button', { name: 'press to end' }).click()
  })
})

async function callerSound(): Promise<Float32Array> {
  const mouth = await createMouth({ modelsDir: process.env.DUET_MODELS_DIR ?? defaultModelsDir() })
  const parts: Float32Array[] = []
  try {
    for (const part of callerScript) {
      if (part.silenceMs !== undefined) parts.push(new Float32Array((part.silenceMs * RATE) / 1000))
      else {
        const { samples, sampleRate } = await mouth.say(part.say, { voice: mouth.voices[0]?.id ?? '' })
        parts.push(await resample(samples, sampleRate, RATE))
      }
    }
  } finally {
    await mouth.close()
  }
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
