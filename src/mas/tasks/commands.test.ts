import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { commandCall, commandSchema, shownCall, spokenCall, writtenCall } from './commands.ts'
import { readTasksFile } from './tasks-file.ts'

const disk = commandSchema.parse({ name: 'disk', argv: ['df', '-h'], phrases: ['how full is the disk'] })
const restart = commandSchema.parse({
  name: 'restart',
  argv: ['systemctl', 'restart', '{service}'],
  parameters: { service: { type: 'choice', values: ['nginx', 'Postgres'] } },
  phrases: ['restart {service}', 'restart the {service} service'],
  risky: true,
})
const logs = commandSchema.parse({
  name: 'logs',
  argv: ['journalctl', '-n', '{lines}', '--unit={unit}'],
  parameters: { lines: { type: 'number', min: 1, max: 500 }, unit: { type: 'text', pattern: '[a-z@.-]+' } },
})
const note = commandSchema.parse({ name: 'note', argv: ['notes', 'add', '{text}'], parameters: { text: { type: 'text' } } })
const all = [disk, restart, logs, note]

describe('a command that may be run', () => {
  it('gets each value as one argument, or as a part of one, and nothing else', () => {
    expect(commandCall(logs, { lines: 20, unit: 'nginx.service' }).argv).toEqual([
      'journalctl',
      '-n',
      '20',
      '--unit=nginx.service',
    ])
    expect(commandCall(note, { text: 'milk and bread' }).argv).toEqual(['notes', 'add', 'milk and bread'])
  })

  it.each([
    ['an option', note, { text: '--output=/etc/passwd' }],
    ['a program of a shell', note, { text: '$(reboot)' }],
    ['a second command', note, { text: 'milk; rm -rf /' }],
    ['a line break', note, { text: 'milk\nrm -rf /' }],
    ['a NUL', note, { text: 'milk\0' }],
    ['a way out of the folder', note, { text: 'a/../../etc/passwd' }],
    ['nothing', note, { text: ' ' }],
    ['too much', note, { text: 'x'.repeat(201) }],
    ['no such choice', restart, { service: 'sshd' }],
    ['no number', logs, { lines: '20; ls', unit: 'a' }],
    ['a number too high', logs, { lines: 5000, unit: 'a' }],
    ['an unknown parameter', disk, { path: '/' }],
    ['a list', note, { text: ['a', 'b'] }],
  ])('refuses %s as a value', (_, command, values) => {
    expect(() => commandCall(command, values)).toThrow(expect.objectContaining({ code: 'task.refused' }))
  })

  it('is recognised as it is written, and no other line is', () => {
    expect(writtenCall('df -h', all)?.command.name).toBe('disk')
    expect(writtenCall('disk', all)?.argv).toEqual(['df', '-h'])
    expect(writtenCall('systemctl restart nginx', all)?.argv).toEqual(['systemctl', 'restart', 'nginx'])
    expect(writtenCall('notes add "milk and bread"', all)?.values).toEqual({ text: 'milk and bread' })
    for (const line of ['df -h /', 'df', 'rm -rf /', 'systemctl stop nginx', 'df -h; reboot', 'notes add milk bread', ''])
      expect(writtenCall(line, all), line).toBeUndefined()
    expect(() => writtenCall('systemctl restart sshd', all)).toThrow(/must be one of nginx, Postgres/)
    const call = commandCall(note, { text: 'milk and bread' })
    expect(writtenCall(shownCall(call), all)?.argv).toEqual(call.argv)
  })

  it('is recognised as it is said', () => {
    expect(spokenCall('How full is the disk?', all)?.command.name).toBe('disk')
    expect(spokenCall('Could you please restart the postgres service, please.', all)?.argv.at(-1)).toBe('Postgres')
    expect(spokenCall('Restart nginx in the background', all)?.argv.at(-1)).toBe('nginx')
    expect(spokenCall('What is a disk?', all)).toBeUndefined()
    expect(() => spokenCall('restart the coffee machine', all)).toThrow(expect.objectContaining({ code: 'task.refused' }))
  })
})

describe('the file of commands', () => {
  const dir = mkdtempSync(join(tmpdir(), 'duet-tasks-'))
  afterAll(() => rmSync(dir, { recursive: true }))
  const read = (text: string) => {
    writeFileSync(join(dir, 'tasks.yaml'), text)
    return readTasksFile(join(dir, 'tasks.yaml'))
  }

  it('may be missing or empty: then nothing may be run', () => {
    expect(readTasksFile(join(dir, 'none.yaml'))).toEqual({ agent: undefined, commands: [] })
    expect(read('')).toEqual({ agent: undefined, commands: [] })
  })

  it('names an agent by preset, or by its own argument list', () => {
    expect(read('agent: { preset: claude, confirm: true }').agent).toMatchObject({ name: 'claude', confirm: true })
    expect(read('agent: { argv: [my-agent, "{prompt}"] }').agent).toMatchObject({ name: 'my-agent', confirm: false })
  })

  it.each([
    ['commands: [{ name: x, argv: ["{program}"], parameters: { program: { type: text } } }]', /program itself/],
    ['commands: [{ name: x, argv: [/bin/sh, -c, "ls {path}"], parameters: { path: { type: text } } }]', /a shell would read/],
    ['commands: [{ name: x, argv: [ls, "{path}"] }]', /\{path\} is not described/],
    ['commands: [{ name: x, argv: [ls], parameters: { path: { type: text } } }]', /stands nowhere/],
    ['commands: [{ name: x, argv: [ls] }, { name: x, argv: [df] }]', /twice/],
    ['commands: [{ name: x, argv: [ls], rysky: true }]', /rysky/],
    ['commands: [{ name: x, argv: [ls, "{p}"], parameters: { p: { type: text, pattern: "(" } } }]', /no regular expression/],
    ['commands: {', /no YAML/],
  ])('is refused as a whole for %s', (text, why) => {
    expect(() => read(text)).toThrow(why)
  })

  it('that is shown as an example is one', () => {
    const example = fileURLToPath(new URL('../../../deploy/tasks.example.yaml', import.meta.url))
    const { commands } = readTasksFile(example)
    expect(commands.map((one) => one.name)).toContain('disk')
    expect(commands.filter((one) => one.risky).length).toBeGreaterThan(0)
    expect(parse(readFileSync(example, 'utf8'))).toHaveProperty('commands')
  })
})
