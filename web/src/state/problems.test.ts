import { expect, it } from 'vitest'
import { type ErrorCode, errorCatalogue } from '../../../src/protocol/errors.ts'
import { closeProblem, microphoneProblem, serverProblem } from './problems.ts'

it('knows close codes by the catalogue’s own numbers', () => {
  for (let code = 1000; code < 5000; code += 1) {
    const problem = closeProblem(code, false)
    // Ids of close problems are catalogue codes.
    if (problem !== null) expect(errorCatalogue[problem.id as ErrorCode].close).toBe(code)
  }
  expect(closeProblem(4503, false)?.what).toBe('All places are taken.')
  expect(closeProblem(1006, false)).toBeNull()
})

it('says for every code of the catalogue what happened, whether anything was lost, and what to do', () => {
  for (const code of Object.keys(errorCatalogue) as ErrorCode[]) {
    const { what, lost, todo } = serverProblem(code, 'As the server says.', true)
    for (const words of [what, lost, todo]) expect(words).toMatch(/\.$/)
    expect(lost).toMatch(/kept|lost/)
  }
})

it('tells a blocked microphone from a busy one and from none', () => {
  const ids = ['NotAllowedError', 'NotReadableError', 'NotFoundError'].map(
    (name) => microphoneProblem(new DOMException('', name)).id,
  )
  expect(ids).toEqual(['microphone.denied', 'microphone.busy', 'microphone.none'])
})
