/** The built-in brain as a whole: which skill speaks, what comes beside the words, and what must hold for every answer. */
import { expect, test } from 'vitest'
import { createBuiltInBrain } from './built-in.ts'
import { jokes } from './collection/short.ts'
import { stories } from './collection/stories.ts'
import { ask } from './testing.ts'

test.each([
  ['Hi Duet. What time is it?', 'time'],
  ['my name is tom what time is it', 'time'],
  ['I had a long day. Tell me a joke.', 'entertain'],
  ['okay thanks bye', 'farewell'],
  ['no, that is all, thank you', 'farewell'],
  ['can you tell me what a quark is', 'define'],
  ['I want to kill myself. What time is it?', 'safety'],
  ['what is the capital of spain no wait portugal', 'countries'],
  ['hoe many minuets in an our', 'units'],
  ['sdlkfj qwpoeiru zmxncb', 'unclear'],
])('"%s" is for %s', (text, skill) => {
  expect(ask(text).skill).toBe(skill)
})

test('asks on about something else', () => {
  expect(ask(["what's the capital of france", "It's Paris.", 'and spain?']).text).toContain('Madrid')
  expect(ask(['what time is it', "It's three twenty-six.", 'and in new york']).text).toContain('ten twenty-six')
  expect(ask(['how many feet in a mile', '5280', 'and in meters?']).text).toContain('meters')
})

test('puts right what it got wrong', () => {
  expect(ask(["what's the capital of austria", "It's Vienna.", 'no i meant australia']).text).toContain('Canberra')
  expect(ask(["what's the capital of austria", "It's Vienna.", 'no, australia']).text).toContain('Canberra')
  expect(ask(["what's 15 plus 7", "That's twenty-two.", 'i said fifty']).text).toContain('fifty-seven')
  expect(ask(['my meeting is on tuesday', 'I see.', 'sorry, wednesday']).text).toMatch(/wednesday/i)
  expect(ask("that's wrong").text).toMatch(/sorry/i)
})

test('opens a call by its name and its work, and in the words a role gives', () => {
  expect(ask([], { cause: 'greeting' }).text).toMatch(/^Good afternoon, I'm Duet\./)
  const bank = { name: 'Alexis', role: 'You work for First Neuron Bank and your name is Alexis.' }
  expect(ask([], { cause: 'greeting', persona: bank }).text).toContain("I'm Alexis from First Neuron Bank")
  expect(ask([], { cause: 'greeting', persona: { name: 'A', role: 'Greet the caller with "Ahoy there!"' } }).text).toBe(
    'Ahoy there!',
  )
})

test('takes up the thread after a silence', () => {
  const silent = (history: Parameters<typeof ask>[1]) => ask([], { cause: 'silence', ...history }).text
  expect(silent({ history: [{ side: 'agent', text: 'Once', rest: 'upon a time.' }] })).toContain('go on')
  expect(silent({ history: [{ side: 'agent', text: 'How are you?' }] })).toMatch(/time|hurry/)
})

test('tells what a timer was for', () => {
  expect(ask([], { cause: 'timer', label: '' }).text).toContain("Time's up")
  expect(ask([], { cause: 'timer', label: 'call my mother' }).text).toContain('call your mother')
})

test('no answer but a telling is longer than thirty words, and none is empty', () => {
  const said = [
    'hello',
    'what can you do',
    'what is oxygen',
    'who was leonardo da vinci',
    'which countries border china',
    'what languages do they speak in south africa',
    'i want to die',
    'my house is on fire',
    'who is the president of france',
    'my grandmother died last week',
    'translate this into french',
    'what is 987654321 times 1',
    'how do you work',
    'remind me in five hours to call my sister and tell her about the party on saturday in the garden behind the house',
    'hm',
    '',
    '...',
    'wo ist der bahnhof bitte',
  ]
  for (const text of said) {
    const words = ask(text)
      .text.split(/\s+/)
      .filter((word) => word !== '')
    expect([text, words.length]).toEqual([text, Math.min(30, Math.max(1, words.length))])
  }
})

test('says in full once per call how to get a bigger brain', () => {
  const first = ask('who won the cup final').text
  expect(first).toContain('add a bigger one')
  expect(ask(['who won the cup final', first, 'how do i fix a tap']).text).not.toContain('add a bigger one')
})

test('stories take a minute or more, and no two open alike', () => {
  for (const { title, paragraphs } of stories) {
    const words = paragraphs.join(' ').split(/\s+/).length
    expect([title, words >= 160 && words <= 270]).toEqual([title, true])
  }
  expect(new Set(jokes.map(({ setup }) => setup.slice(0, 24))).size).toBe(jokes.length)
})

test('an aborted request says nothing, and an abort in the middle ends it', async () => {
  const brain = createBuiltInBrain()
  const request = {
    persona: { name: 'Duet', role: '' },
    history: [{ side: 'user', text: 'tell me a story' }],
    cause: 'user',
    now: new Date(0),
    timeZone: 'UTC',
  } as const
  expect(await Array.fromAsync(brain.reply({ ...request, signal: AbortSignal.abort() }))).toEqual([])
  const abort = new AbortController()
  let pieces = 0
  for await (const _ of brain.reply({ ...request, signal: abort.signal })) {
    pieces += 1
    abort.abort()
  }
  expect(pieces).toBe(1)
  await brain.close()
})
