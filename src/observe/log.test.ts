import { describe, expect, it } from 'vitest'
import { createLog } from './log.ts'

function collecting(level: string) {
  const lines: string[] = []
  return { lines, log: createLog({ level, name: 'test', destination: { write: (line) => void lines.push(line) } }) }
}

describe('the log', () => {
  it('carries the session on every line of a child and obeys the level', () => {
    const { lines, log } = collecting('info')
    const child = log.child({ session: 's1' })
    child.debug('unseen')
    child.info('seen')
    expect(lines).toHaveLength(1)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ role: 'test', session: 's1', msg: 'seen' })
  })

  it('drops fields that hold what was said, a prompt or a key', () => {
    const { lines, log } = collecting('info')
    log.info({ text: 'hello there', query: { text_prompt: 'be kind' }, token: 'abc', pages: 3 }, 'x')
    expect(lines.join()).not.toMatch(/hello there|be kind|abc/)
    expect(lines.join()).toContain('"pages":3')
  })

  it('logs of an error its code, message and cause, and nothing attached to it', () => {
    const { lines, log } = collecting('info')
    log.error({ err: Object.assign(new Error('broken', { cause: new Error('deep') }), { body: 'said words' }) }, 'failed')
    expect(lines.join()).toMatch(/broken/)
    expect(lines.join()).toMatch(/deep/)
    expect(lines.join()).not.toMatch(/said words/)
  })
})
