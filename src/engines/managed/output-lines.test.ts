import { expect, it } from 'vitest'
import { OutputLines } from './output-lines.ts'

function reader() {
  const lines: string[] = []
  const clock = { ms: 0 }
  const output = new OutputLines({ onLine: (line) => lines.push(line), progressMs: 10_000, now: () => clock.ms })
  return { lines, clock, output }
}

it('gives whole lines, however they come', () => {
  const { lines, output } = reader()
  for (const part of ['load', 'ing mimi\nload', 'ing moshi\r', '\n', '\n\nlast']) output.push(part)
  expect(lines).toEqual(['loading mimi', 'loading moshi'])
  output.end()
  expect(lines).toEqual(['loading mimi', 'loading moshi', 'last'])
})

it('a progress bar is told once in ten seconds, and its last state always', () => {
  const { lines, clock, output } = reader()
  for (let percent = 0; percent < 100; percent++) {
    clock.ms = percent * 300
    output.push(`\rmodel.safetensors: ${percent}%`)
  }
  output.push('\rmodel.safetensors: 100%\n')
  expect(lines).toEqual(['model.safetensors: 0%', 'model.safetensors: 34%', 'model.safetensors: 68%', 'model.safetensors: 100%'])
})

it('a bar whose returns stand at its ends is told as well', () => {
  const { lines, clock, output } = reader()
  for (let percent = 0; percent <= 20; percent += 10) {
    clock.ms = percent * 1000
    output.push(`${percent}%\r`)
  }
  output.push('\ndone\n')
  expect(lines).toEqual(['0%', '10%', '20%', 'done'])
})

it('a line without an end takes no memory', () => {
  const { lines, output } = reader()
  for (let i = 0; i < 1000; i++) output.push('x'.repeat(1000))
  output.push('\n')
  expect(lines[0]).toHaveLength(2000)
})
