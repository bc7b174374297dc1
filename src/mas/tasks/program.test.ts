import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { type ProgramRun, runProgram } from './program.ts'

const dir = mkdtempSync(join(tmpdir(), 'duet-program-'))
afterAll(() => rmSync(dir, { recursive: true }))

const never = new AbortController().signal
const run = (argv: readonly string[], more: Partial<ProgramRun> = {}) =>
  runProgram({ argv, cwd: join(dir, 'work'), env: [], timeoutMs: 15_000, outputMost: 10_000, signal: never, ...more })
const node = (script: string, more?: Partial<ProgramRun>) => run([process.execPath, '-e', script], more)
/** Writes its own process id and that of a child that ignores SIGTERM, then waits for ever. */
const family = (file: string) => `
  const child = require('node:child_process').spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1e6)'])
  child.on('spawn', () => setTimeout(() => require('node:fs').writeFileSync(${JSON.stringify(file)}, process.pid + ' ' + child.pid), 200))
  setInterval(() => {}, 1e6)`
const pids = (file: string) => readFileSync(file, 'utf8').split(' ').map(Number)
const soon = { timeout: 15_000, interval: 20 }
const written = (file: string) => expect.poll(() => readOr(file), soon).toMatch(/^\d+ \d+$/)

describe('a program run for a task', () => {
  it('gets its arguments as they are, and its input', async () => {
    const script = 'process.stdin.on("data", (d) => console.log(JSON.stringify([process.argv.slice(1), String(d)])))'
    const odd = ['a b', '$(id)', '; rm -rf /', '"quoted"', '*', '']
    const { output, code } = await run([process.execPath, '-e', script, '--', ...odd], { input: 'Grüße\n' })
    expect(code).toBe(0)
    expect(JSON.parse(output)).toEqual([odd, 'Grüße\n'])
  })

  it('knows no secret of ours unless it is named', async () => {
    process.env.DUET_TEST_SECRET = 'xyzzy'
    process.env.DUET_TEST_NAMED = 'plugh'
    const { output } = await node('console.log(JSON.stringify(process.env))', { env: ['DUET_TEST_NAMED'] })
    expect(output).toContain('plugh')
    expect(output).not.toContain('xyzzy')
    expect(output).not.toContain('NODE_CHANNEL_FD')
  })

  it('is told from its end: code, signal, or that there is none of this name', async () => {
    expect(await node('console.error("oh"); process.exit(3)')).toMatchObject({ how: 'exited', code: 3, errorOutput: 'oh\n' })
    expect(await node('process.kill(process.pid, "SIGSEGV")')).toMatchObject({ code: null, killedBy: 'SIGSEGV' })
    await expect(run(['no-such-program-here'])).rejects.toMatchObject({ code: 'task.program' })
    await expect(run(['./relative'])).rejects.toMatchObject({ code: 'task.program' })
  })

  it('may write without end: the beginning and the end are kept, and it is ended', async () => {
    const { how, output } = await node('const write = () => process.stdout.write("x".repeat(10_000), write); write()')
    expect(how).toBe('flood')
    expect(output.length).toBeLessThan(11_000)
    expect(output).toContain('characters left out')
  })

  it.each(['timeout', 'aborted'] as const)('is ended with all it has started: %s', async (why) => {
    const file = join(dir, why)
    const stop = new AbortController()
    const running = node(family(file), { signal: stop.signal, timeoutMs: why === 'timeout' ? 4000 : 60_000 })
    await written(file)
    if (why === 'aborted') stop.abort()
    expect((await running).how).toBe(why)
    await expect.poll(() => pids(file).filter(isAlive), soon).toEqual([])
  })

  it.each(['the orchestrator', 'its keeper'] as const)('leaves nothing behind when %s is killed hard', async (victim) => {
    const file = join(dir, `killed-${victim.length}`)
    const script = join(dir, `runner-${victim.length}.ts`)
    const program = fileURLToPath(new URL('program.ts', import.meta.url))
    writeFileSync(
      script,
      `import { runProgram } from ${JSON.stringify(program)}
       await runProgram({ argv: [process.execPath, '-e', ${JSON.stringify(family(file))}], cwd: ${JSON.stringify(dir)}, env: [], timeoutMs: 60_000, outputMost: 100, signal: new AbortController().signal })`,
    )
    const runner = spawn(process.execPath, [script], { stdio: 'ignore' })
    await written(file)
    expect(pids(file).every(isAlive)).toBe(true)
    if (victim === 'the orchestrator') runner.kill('SIGKILL')
    else process.kill(parentOf(pids(file)[0] ?? 0), 'SIGKILL')
    await expect.poll(() => pids(file).filter(isAlive), soon).toEqual([])
    runner.kill('SIGKILL')
  })
})

function readOr(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** A zombie is not: whoever started it has not looked yet. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return process.platform !== 'linux' || statOf(pid)[0] !== 'Z'
  } catch {
    return false
  }
}

function parentOf(pid: number): number {
  return Number(statOf(pid)[1])
}

/** State, parent and so on, as in proc(5). */
function statOf(pid: number): string[] {
  return readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
}
