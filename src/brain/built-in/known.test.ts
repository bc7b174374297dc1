/** A companion in a new call: what it remembers is known unasked, told in the second person, and never told wrongly. */
import { describe, expect, it, test } from 'vitest'
import { inOwnWords, unwillingToChat } from './known-notes.ts'
import { ask } from './testing.ts'
import { openingWords, upcoming, withoutChat } from './upcoming.ts'
import { turnRound } from './you-and-i.ts'

// The clock of the tests stands at Saturday, 14 March 2026.
const known = [
  'Their name is Tom.',
  'Lives near Galway.',
  'Works as a nurse.',
  'Cannot stand small talk in the morning.',
  'Asks: keep your answers short.',
  'Their sister Ana is coming to visit on Friday, 20 March 2026.',
  'Their sister Lena lives in Trondheim.',
  'Has two cats.',
  'Is allergic to peanuts.',
  'Their favourite colour is green.',
  'Call on Monday, 9 March 2026: about boats.',
]
const persona = { name: 'Duet', role: 'You are Duet.', known }
const asked = (text: string, notes = known) => ask(text, { persona: { ...persona, known: notes } }).text

describe('a remembered sentence', () => {
  it.each([
    ['Lives in Malmö.', 'you live in Malmö'],
    ['Does not eat sugar any more.', 'you do not eat sugar any more'],
    ['Usually goes to bed at ten.', 'you usually go to bed at ten'],
    ['Studies law and lives alone.', 'you study law and live alone'],
    ['Teaches maths.', 'you teach maths'],
    ['Is allergic to their dog.', 'you are allergic to your dog'],
    ['Their late father was called Ole.', 'your late father was called Ole'],
    ['Their sister Lena lives with them.', 'your sister Lena lives with you'],
    ['Asks: never call them before noon.', 'you asked me not to call you before noon'],
    ['Luisa cannot eat gluten.', 'Luisa cannot eat gluten'],
    ['The plumber comes by the back door.', 'the plumber comes by the back door'],
    ['James lives in Rome.', 'James lives in Rome'],
  ])('%s is said back as "%s"', (note, said) => {
    expect(turnRound(inOwnWords(note) ?? '')).toBe(said)
  })

  it.each([
    'Their parents sold their house.',
    'Their friend Kim lives with their mother.',
    'Has two sons and pays for their school.',
    'The neighbours feed their cat.',
    'Call on Monday, 9 March 2026: small talk.',
  ])('%s is left unsaid, since it may speak of others', (note) => {
    expect(inOwnWords(note)).toBeUndefined()
  })
})

describe('asked for', () => {
  test.each([
    ["what's my name", "You're Tom."],
    ['where do I live', 'You live near Galway.'],
    ['where does my sister Lena live?', 'Your sister Lena lives in Trondheim.'],
    ['where does Lena live', 'Your sister Lena lives in Trondheim.'],
    ['who visits on Friday?', 'Your sister Ana is coming to visit on Friday.'],
    ['when is Ana coming?', 'Your sister Ana is coming to visit on Friday.'],
    ['what do I do for a living?', 'You work as a nurse.'],
    ['do I like small talk?', "You can't stand small talk in the morning."],
    ['what am I allergic to', "You're allergic to peanuts."],
    ['what is my favorite color', 'Your favourite colour is green.'],
    ['do I have any cats', 'You have two cats.'],
  ])('"%s"', (question, answer) => {
    expect(asked(question)).toBe(answer)
  })

  it('everything is told in the second person', () => {
    const text = asked('what do you know about me?')
    expect(text).toContain('your name is Tom, you live near Galway, you work as a nurse')
    expect(text).not.toMatch(/\b(?:their|they|lives|works)\b/i)
  })

  test.each([
    ['where does Kim live', ['Their cousin Kim lives in Bergen.'], 'Your cousin Kim lives in Bergen.'],
    ['where do I live', ['Their cousin Kim lives in Bergen.'], undefined],
    ['who is Aoife', ['Their girlfriend is called Aoife.'], 'Your girlfriend is called Aoife.'],
    ["what's my girlfriend called", ['Their girlfriend is called Aoife.'], 'Your girlfriend is called Aoife.'],
    ['when is my birthday', ['Their birthday is the third of May.'], undefined],
    ['do you know where I am from', ['Is from Cork.'], "You're from Cork."],
    [
      'how old is my sister',
      ['Their sister Ana is 30.', 'Their sister Ana visits on Friday, 20 March 2026.'],
      'Your sister Ana is 30.',
    ],
    ['what do I like', ['Loves opera.'], 'You love opera.'],
    ['do I like opera', ['Is not into opera.'], "You're not into opera."],
    ['do you remember my sister', ['Their sister Ana is a dancer.'], 'Your sister Ana is a dancer.'],
    ['what is my dog called', ['Their dog is called Rex.', 'Their cat is called Mia.'], 'Your dog is called Rex.'],
  ])('"%s" of %j', (question, notes, answer) => {
    if (answer !== undefined) expect(asked(question, notes)).toBe(answer)
    else expect(asked(question, notes)).not.toContain('Kim')
  })

  test.each([
    'where does my brother live',
    'do I like opera',
    'who visits on Sunday',
    'what is my favourite book',
    'how old is my sister',
  ])('"%s" is not answered from beside the point', (question) => {
    expect(asked(question)).not.toMatch(/Galway|Trondheim|small talk|Ana|green|cats/)
  })

  it('what was told in this call goes before what is remembered', () => {
    const text = ask(['I live in Oslo now.', 'Nice.', 'Where do I live?'], { persona }).text
    expect(text).toContain('Oslo')
    expect(text).not.toContain('Galway')
  })

  it('nothing is known where nothing is remembered', () => {
    expect(asked('what do you know about me?', [])).toMatch(/Not much yet/)
  })
})

describe('unasked', () => {
  const at = (iso: string, notes = known) => ({
    persona: { ...persona, known: notes },
    now: new Date(iso),
    timeZone: 'Europe/Berlin',
  })
  const morning = at('2026-03-16T08:00:00+01:00')
  const evening = at('2026-03-16T20:00:00+01:00')

  it('what is near is brought up in the greeting, once', () => {
    const first = ask([], { cause: 'greeting', ...evening }).text
    expect(first).toMatch(/^Good evening, I'm Duet\. Your sister Ana is coming to visit on Friday, isn't she\?$/)
    expect(ask([first, 'Hello there.'], evening).text).not.toContain('Ana')
  })

  it('it is brought up in the first answer where the caller speaks first, and not in a later one', () => {
    expect(ask('Hello!', evening).text).toMatch(/Tom.*Your sister Ana is coming to visit on Friday, isn't she\?$/)
    expect(ask(['Tell me a joke', 'No.', 'Hello!'], evening).text).not.toContain('Ana')
    expect(ask('What is two plus two?', evening).text).not.toContain('Ana')
  })

  it('someone who hates small talk in the morning is asked nothing then', () => {
    const text = ask('Good morning!', morning).text
    expect(text).toContain('I remember that your sister Ana is coming to visit on Friday.')
    expect(text).not.toContain('?')
    expect(ask([], { cause: 'greeting', ...morning }).text).not.toContain('?')
    expect(unwillingToChat(known, 20)).toBe(false)
  })

  it("a persona's own first words keep their place", () => {
    const words = "Hi, I'm Duet. What's on your mind?"
    expect(openingWords(words, morning)).toBe("Hi, I'm Duet. I remember that your sister Ana is coming to visit on Friday.")
    expect(openingWords(words, at('2026-03-16T20:00:00+01:00', []))).toBe(words)
    expect(withoutChat('How are you?')).toBe('How are you?')
  })

  it.each([
    [
      'Has a dentist appointment on Tuesday, 17 March 2026, 15:00.',
      "You have a dentist appointment tomorrow at three o'clock in the afternoon, don't you?",
    ],
    ['Is flying to Rome on Saturday, 21 March 2026.', "You're flying to Rome on Saturday, aren't you?"],
    ['Their cousin Kim visits on Friday, 20 March 2026.', 'I remember that your cousin Kim visits on Friday.'],
    ['Their brother Max starts a new job on Monday, 16 March 2026.', "Your brother Max starts a new job today, doesn't he?"],
    ['Has surgery on Friday, 20 March 2026.', undefined],
    ['Is flying to Rome on Friday, 13 March 2026.', undefined],
    ['Is flying to Rome on Friday, 3 April 2026.', undefined],
    ['Lives in Rome.', undefined],
  ])('%s → %s', (note, said) => {
    expect(upcoming(at('2026-03-16T20:00:00+01:00', [note]))).toBe(said)
  })
})
