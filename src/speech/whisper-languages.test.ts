import { expect, it } from 'vitest'
import { languageCount, languageIndex, languageTag } from './whisper-languages.ts'

it('languages have the places of the model’s tokens', () => {
  expect([languageCount, languageIndex('en'), languageIndex('de'), languageIndex('su')]).toEqual([99, 0, 2, 98])
  expect([languageIndex('pt-BR'), languageIndex('xx'), languageTag(6)]).toEqual([8, undefined, 'fr'])
})
