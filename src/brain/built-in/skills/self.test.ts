/** What its role makes of it. */
import { expect, test } from 'vitest'
import { ask } from '../testing.ts'

const persona = {
  name: 'Alexis',
  role: 'You work for First Neuron Bank. You are friendly. Information: The savings account pays two percent interest. The bank opens at nine.',
}

test('answers from its role before it gives up', () => {
  expect(ask('what interest does the savings account pay', { persona }).text).toBe(
    'The savings account pays two percent interest.',
  )
  expect(ask('when does the bank open', { persona }).text).toBe('The bank opens at nine.')
  expect(ask('who do you work for', { persona }).text).toContain('First Neuron Bank')
  expect(ask("what's your name", { persona }).text).toContain('Alexis')
})

test('its manners are not read out', () => {
  expect(ask('are you friendly to people in the morning', { persona }).text).not.toContain('I am friendly')
})
