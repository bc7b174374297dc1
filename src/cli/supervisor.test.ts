import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { type ChildSpec, type RestartPolicy, Supervisor } from './supervisor.ts'

const policy: RestartPolicy = { delaysMs: [1, 1], windowMs: 60_000, readyMs: 10_000, stopMs: 2000 }
const ready = (address: string) => `process.send({ type: 'ready', address: '${address}' });`
const endsWhenTold = `process.on('message', () => process.exit(0)); process.on('disconnect', () => process.exit(0));`

const running: Supervisor[] = []
afterEach(async () => {
  for (const supervisor of running.splice(0)) {
    supervisor.kill()
    await supervisor.close('the test is over')
  }
})

/** Children are little scripts; `notices` collects what a person would read. */
function supervise(scripts: Record<string, string>, changed: Partial<RestartPolicy> = {}) {
  const notices: string[] = []
  const readies: string[] = []
  const folder = mkdtempSync(join(tmpdir(), 'duet-supervisor-'))
  const children = Object.entries(scripts).map(([name, script]): ChildSpec => {
    const file = join(folder, `${name}.cjs`)
    writeFileSync(file, script.replaceAll('FOLDER', folder))
    return { name, command: process.execPath, args: [file] }
  })
  const supervisor = new Supervisor({
    children,
    policy: { ...policy, ...changed },
    onNotice: (line) => notices.push(line),
    onReady: (child) => readies.push(child),
  })
  running.push(supervisor)
  return { supervisor, notices, readies, folder }
}

/** Resolves when the process is gone. */
async function gone(pid: number | undefined): Promise<void> {
  for (;;) {
    try {
      process.kill(pid ?? 0, 0)
    } catch {
      return
    }
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

describe('the supervisor', () => {
  it('is ready when every child is, and knows their addresses', async () => {
    const { supervisor } = supervise({ engine: endsWhenTold + ready('e'), bridge: endsWhenTold + ready('b') })
    expect(Object.fromEntries(await supervisor.start())).toEqual({ engine: 'e', bridge: 'b' })
  })

  it('tells a child that is ready, and says when it is so again, so that it can be told anew', async () => {
    const { supervisor, readies, folder } = supervise({
      bridge: `
        const fs = require('node:fs')
        process.on('message', (message) => {
          if (message.type === 'stop') process.exit(0)
          fs.appendFileSync('FOLDER/told', JSON.stringify(message.servers) + '\\n')
          if (!fs.existsSync('FOLDER/once')) { fs.writeFileSync('FOLDER/once', ''); process.exit(1) }
        })
        process.on('disconnect', () => process.exit(0))
        ${ready('b')}`,
    })
    const report = () => supervisor.tell('bridge', { type: 'servers', servers: [] })
    report() // nobody hears it yet
    await supervisor.start()
    expect(readies).toEqual(['bridge'])
    report()
    await expect.poll(() => readies, { timeout: 5000 }).toEqual(['bridge', 'bridge'])
    report()
    await expect.poll(() => readFileSync(join(folder, 'told'), 'utf8')).toBe('[]\n[]\n')
  })

  it('starts a crashed child again and tells why it ended', async () => {
    const { supervisor, notices } = supervise({
      engine: `
        const fs = require('node:fs')
        ${endsWhenTold}
        if (!fs.existsSync('FOLDER/once')) { fs.writeFileSync('FOLDER/once', ''); console.error('the disk is upside down'); process.exit(7) }
        ${ready('e')}`,
    })
    await supervisor.start()
    expect(notices[0]).toMatch(/engine: ended unexpectedly \(exit code 7\); starting it again/)
    expect(notices[0]).toContain('the disk is upside down')
    expect(notices[1]).toBe('engine: is back')
  })

  it('starts a child again that was killed from outside after it was ready', async () => {
    const { supervisor, notices } = supervise({ engine: endsWhenTold + ready('e') })
    await supervisor.start()
    const { engine } = supervisor.dump()
    process.kill(engine ?? 0, 'SIGKILL')
    await expect.poll(() => notices.at(-1)).toBe('engine: is back')
    expect(supervisor.dump().engine).not.toBe(engine)
    expect(notices[0]).toContain('SIGKILL')
  })

  it('gives up after as many crashes as its policy has delays, and ends the others', async () => {
    const { supervisor } = supervise({ bridge: endsWhenTold + ready('b'), engine: `process.exit(9)` })
    const start = supervisor.start().catch((error) => error.code)
    const error = await supervisor.ended
    expect(error?.message).toMatch(/engine ended 3 times within 60 s \(last: exit code 9\)/)
    expect(await start).toBe('internal')
    expect(supervisor.dump().bridge).toBeUndefined()
  })

  it('does not repeat a start that cannot succeed', async () => {
    const { supervisor, notices } = supervise({
      bridge: `process.send({ type: 'failed', code: 'port.busy', message: 'Port 1 is taken.' }, () => process.exit(2))`,
    })
    const start = supervisor.start().catch((error) => error.code)
    expect(await supervisor.ended).toMatchObject({ code: 'port.busy', message: 'Port 1 is taken.' })
    expect(await start).toBe('port.busy')
    expect(notices).toEqual([])
  })

  it('kills a child that never gets ready', async () => {
    const { supervisor, notices } = supervise({ engine: `setInterval(() => {}, 1000)` }, { readyMs: 300, delaysMs: [] })
    supervisor.start().catch(() => {})
    expect((await supervisor.ended)?.message).toContain('SIGKILL')
    expect(notices[0]).toBe('engine: not ready after 0.3 s')
  })

  it('ends its children in reverse order, and kills one that does not listen', async () => {
    const noting = (name: string) =>
      `process.on('message', () => { require('node:fs').appendFileSync('FOLDER/order', '${name}'); process.exit(0) });`
    const { supervisor, folder } = supervise(
      { a: noting('a') + ready('a'), deaf: `process.on('message', () => {});${ready('d')}`, b: noting('b') + ready('b') },
      { stopMs: 300 },
    )
    await supervisor.start()
    const pids = Object.values(supervisor.dump())
    await supervisor.close('enough')
    for (const pid of pids) await gone(pid)
    expect(readFileSync(join(folder, 'order'), 'utf8')).toBe('ba')
    expect(await supervisor.ended).toBeUndefined()
  })

  it('has a child prove an engine, and does not know where the child is not there to ask', async () => {
    const { supervisor } = supervise({
      bridge: `${ready('b')}
        process.on('message', ({ type, id, address }) => {
          if (type === 'stop') process.exit(0)
          if (address === 'dies') process.exit(1)
          if (address === 'works') process.send({ type: 'proved', id, outcome: 'ready' })
        })`,
    })
    expect(await supervisor.prove('bridge', 'works', 10_000)).toBe('unknown')
    await supervisor.start()
    expect(await supervisor.prove('bridge', 'works', 10_000)).toBe('ready')
    expect(await supervisor.prove('engine', 'works', 10_000)).toBe('unknown')
    expect(await supervisor.prove('bridge', 'says nothing', 1)).toBe('unknown')
    expect(await supervisor.prove('bridge', 'dies', 10_000)).toBe('unknown')
  })
})
