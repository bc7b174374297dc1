/** Finds a real Chromium and starts it with a fake microphone, for tests that look at the page as a person would. */
import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/** The browser to use: `DUET_CHROMIUM`, or one at a usual place; undefined if there is none. */
export function findChromium(): string | undefined {
  const named = process.env.DUET_CHROMIUM
  const found = named ?? usualPlaces.find((place) => existsSync(place))
  if (found === undefined && process.env.CI === 'true') {
    throw new Error('no Chromium found: install one or name it in DUET_CHROMIUM; in CI the browser tests must run')
  }
  if (found === undefined) console.warn('browser tests are skipped: no Chromium found; install one or name it in DUET_CHROMIUM')
  return found
}

export type FakeMicrophone =
  /** Plays this WAV file once, then silence. */
  | { readonly type: 'plays'; readonly wavFile: string }
  /** The browser asks nobody, and says no. */
  | { readonly type: 'denied' }
  /** There is none. */
  | { readonly type: 'none' }

export function launchChromium(
  executablePath: string,
  microphone: FakeMicrophone,
  extraArgs: readonly string[] = [],
): Promise<Browser> {
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--autoplay-policy=user-gesture-required',
    ...extraArgs,
  ]
  if (microphone.type === 'denied') args.push('--deny-permission-prompts', '--use-fake-device-for-media-stream')
  if (microphone.type === 'none') args.push('--use-fake-ui-for-media-stream')
  if (microphone.type === 'plays') {
    args.push(
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-audio-capture=${microphone.wavFile}%noloop`,
    )
  }
  return chromium.launch({ executablePath, headless: true, args, ignoreDefaultArgs: ['--mute-audio'] })
}
