/** For tests: one mind, a fixed clock (Saturday, 14 March 2026, 15:26 in Berlin), and calls told as lists of lines. */
import type { BrainOutput, BrainRequest, Said } from '../brain.ts'
import { createBuiltInMind } from './mind.ts'

const mind = createBuiltInMind()

export type Asked = { readonly skill: string; readonly text: string; readonly outputs: readonly BrainOutput[] }

/** The answer to the last of `lines`, which alternate between caller and agent and end with the caller. */
export function ask(lines: string | readonly string[], over: Partial<BrainRequest> = {}): Asked {
  const said = typeof lines === 'string' ? [lines] : lines
  const history = said.map((text, at): Said => ({ side: (said.length - 1 - at) % 2 === 0 ? 'user' : 'agent', text }))
  const { skill, outputs } = mind.reply({
    persona: { name: 'Duet', role: '' },
    history,
    cause: 'user',
    now: new Date('2026-03-14T15:26:00+01:00'),
    timeZone: 'Europe/Berlin',
    ...over,
  })
  return { skill, outputs, text: outputs.map((output) => (output.type === 'text' ? output.text : '')).join('') }
}
