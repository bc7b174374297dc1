import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Embedder } from '../speech/speech.ts'
import { openSqliteMemory } from '../store/memory/open-sqlite.ts'
import { vectorLength } from '../store/memory/port.ts'
import { seedRow } from './item.ts'
import { Memory, type MemoryOptions } from './memory.ts'

const monday = Date.parse('2026-11-23T08:00:00Z')
const day = 86_400_000
const ana = { userId: 'ana' }

let dir: string
let memory: Memory
let now: number
const open = async (more: Partial<MemoryOptions> = {}) => {
  memory = new Memory({ store: await openSqliteMemory({ dir }), now: () => now, ...more })
}
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'duet-memory-'))
  now = monday
  await open()
})
afterEach(async () => {
  await memory.close()
  await memory.store.close()
  rmSync(dir, { recursive: true, force: true })
})
const contents = async (query: string, options = {}) =>
  (await memory.recall(ana, query, options)).map((one) => one.memory.content)
const current = async () => (await memory.list(ana)).map((one) => one.content).sort()

/** A "model" that knows two topics: enough to see that meaning finds what words do not. */
const twoTopics: Embedder = {
  id: 'two-topics',
  embed: async (texts) =>
    texts.map((text) => {
      const vector = new Float32Array(vectorLength)
      vector[/pet|dog|cat|animal/i.test(text) ? 0 : 1] = 1
      return vector
    }),
  close: async () => {},
}

describe('learning', () => {
  it("takes the seed's own entries, kinds as strings, and gives its columns back", async () => {
    await memory.learn(ana, 'episodic', {
      type: 'voice_conversation',
      user_input: 'When do we ship?',
      assistant_response: 'On Friday.',
      modality: 'voice_full_duplex',
      timestamp: '2026-11-23T09:00:00Z',
      context: { session_type: 'personaplex', had_interruption: false, had_backchannels: true },
    })
    await memory.learn(ana, 'semantic', {
      type: 'conversation_summary',
      session_turns: 4,
      summary: 'They talked about shipping.',
      full_transcript: 'When do we ship? On Friday.',
    })
    await memory.learnPreference(ana, 'answer length', 'short')
    await memory.learnFact(ana, 'The launch is in May.', 'projects', ['u7'])
    await memory.learnEvent(ana, 'decision', 'Chose the blue logo', { participants: ['Ana', 'Ben'], outcome: 'blue' })
    const rows = (await memory.list(ana)).map(seedRow)
    const of = (summary: string) => rows.find((row) => String(row.summary).startsWith(summary))
    expect(of('User: When')).toMatchObject({
      event_type: 'voice_conversation',
      modality: 'voice_full_duplex',
      context: { had_backchannels: true },
      event_timestamp: '2026-11-23T09:00:00.000Z',
    })
    expect(of('They talked')).toMatchObject({
      category: 'conversation_summary',
      session_turns: 4,
      statement: 'They talked about shipping.',
    })
    expect(of('answer length')).toMatchObject({ procedure_type: 'preference', preference_value: 'short', confidence: 0.9 })
    expect(of('The launch')).toMatchObject({ category: 'fact', domain: 'projects', evidence: ['u7'] })
    expect(of('Chose')).toMatchObject({ event_type: 'decision', participants: ['Ana', 'Ben'], outcome: 'blue' })
  })

  it('refuses unknown kinds and entries without words, naming the field', () => {
    expect(() => memory.learn(ana, 'dreams', {})).toThrow(expect.objectContaining({ code: 'memory.rejected', field: 'kind' }))
    expect(() => memory.learn(ana, 'semantic', {})).toThrow(expect.objectContaining({ field: 'statement' }))
    expect(() => memory.learn(ana, 'procedural', { name: ' ' })).toThrow(expect.objectContaining({ field: 'name' }))
  })

  it('keeps one memory of what is said again, and counts it', async () => {
    await memory.learnFact(ana, 'Likes strong coffee.')
    const again = await memory.learnFact(ana, 'likes strong Coffee')
    expect(again.outcome).toBe('confirmed')
    expect(await memory.list(ana)).toMatchObject([{ content: 'Likes strong coffee.', mentions: 2 }])
  })

  it('lets a newer answer close the older one and keeps it as history', async () => {
    const lives = (place: string, at: number) =>
      memory.learn(ana, 'semantic', { statement: `Lives in ${place}.` }, { slot: 'home', at })
    await lives('Rome', monday)
    expect((await lives('Oslo', monday + day)).outcome).toBe('replaced')
    // Heard late, but of an earlier time.
    expect((await lives('Bern', monday - day)).outcome).toBe('history')
    expect(await current()).toEqual(['Lives in Oslo.'])
    expect((await memory.recall(ana, 'lives', { past: true })).map((one) => one.memory.content).sort()).toEqual([
      'Lives in Bern.',
      'Lives in Oslo.',
      'Lives in Rome.',
    ])
    const [rome] = (await memory.recall(ana, 'Rome', { past: true })).map((one) => one.memory)
    expect(rome).toMatchObject({ validFrom: monday, validTo: monday + day })
  })

  it('survives many at once, in the same slot, too', async () => {
    await Promise.all(
      Array.from({ length: 30 }, (_, n) =>
        memory.learn(ana, 'semantic', { statement: `Weighs ${n} stones.` }, { slot: 'weight', at: monday + n }),
      ),
    )
    expect(await current()).toEqual(['Weighs 29 stones.'])
  })

  it('does not learn the same turns twice', async () => {
    const heard = { turnIds: ['u3'], quote: 'I have a dog called Rex', explicit: false }
    const entry = { statement: 'Has a dog called Rex.', source: { type: 'extraction', session_id: 's1' } }
    await memory.learn(ana, 'semantic', entry, heard)
    expect((await memory.learn(ana, 'semantic', entry, heard)).outcome).toBe('known')
    expect(await memory.list(ana)).toMatchObject([{ mentions: 1 }])
  })
})

describe('recalling', () => {
  it('filters by kind, confidence, age and validity, and never shows another person anything', async () => {
    await memory.learn(ana, 'semantic', { statement: 'Tea: green.', confidence: 0.3 })
    await memory.learn(ana, 'semantic', { statement: 'Tea: black.' }, { at: monday - 30 * day })
    await memory.learn(ana, 'procedural', { name: 'Tea without sugar' })
    await memory.learn(ana, 'episodic', { summary: 'Tea with Ben' }, { expiresAt: monday + 1 })
    await memory.learn({ userId: 'ben' }, 'semantic', { statement: 'Tea: red.' })
    await memory.learn({}, 'semantic', { statement: 'Tea: for everyone.' })
    await memory.learn({ ...ana, persona: 'arcus' }, 'semantic', { statement: 'Tea: with Arcus.' })
    now += day
    expect((await contents('tea')).sort()).toEqual(['Tea without sugar', 'Tea: black.', 'Tea: for everyone.'])
    expect(await contents('tea', { minConfidence: 0.2 })).toContain('Tea: green.')
    expect(await contents('tea', { daysBack: 7 })).not.toContain('Tea: black.')
    expect(await contents('tea', { kinds: ['procedural'] })).toEqual(['Tea without sugar'])
    expect((await memory.recall({ ...ana, persona: 'arcus' }, 'tea')).map((one) => one.memory.content)).toContain(
      'Tea: with Arcus.',
    )
  })

  it('finds by meaning what shares no word, and goes on without a model that fails', async () => {
    await memory.close()
    await memory.store.close()
    let broken = false
    await open({
      embedder: { ...twoTopics, embed: async (texts) => (broken ? Promise.reject(new Error('gone')) : twoTopics.embed(texts)) },
    })
    await memory.learnFact(ana, 'Rex is a dog.')
    await memory.learnFact(ana, 'The car is red.')
    await memory.settle()
    expect((await contents('any pets?'))[0]).toBe('Rex is a dog.')
    broken = true
    expect(await contents('any pets?')).toEqual([])
    expect(await contents('red')).toEqual(['The car is red.'])
  })
})

describe('forgetting and correcting', () => {
  it('hides what is forgotten everywhere and does not learn it again unless asked to', async () => {
    const heard = { turnIds: ['u1'], quote: 'my doctor is Okafor', explicit: false }
    const extracted = { source: { type: 'extraction', session_id: 's1' } }
    const { id = '' } = await memory.learn(ana, 'semantic', { statement: 'Doctor: Okafor.', ...extracted }, heard)
    await memory.digests.read(ana)
    await memory.forget(ana, [id])
    expect(await contents('doctor')).toEqual([])
    expect((await memory.digests.read(ana)).text).toBe('')
    await expect(memory.get(ana, id)).rejects.toMatchObject({ code: 'memory.not_found' })
    const again = { statement: 'Doctor: Okafor', ...extracted }
    expect((await memory.learn(ana, 'semantic', again, { ...heard, turnIds: ['u9'] })).outcome).toBe('refused')
    const otherWords = { statement: 'Sees Dr. Okafor.', ...extracted }
    expect((await memory.learn(ana, 'semantic', otherWords, heard)).outcome).toBe('refused')
    expect((await memory.learnFact(ana, 'Doctor: Okafor.')).outcome).toBe('learned')
  })

  it('can be undone, and what was undone cannot be undone again', async () => {
    const { id = '' } = await memory.learnFact(ana, 'Plays the cello.')
    const operation = await memory.forget(ana, [id])
    await memory.undo(ana, operation)
    expect(await current()).toEqual(['Plays the cello.'])
    await expect(memory.undo(ana, operation)).rejects.toMatchObject({ code: 'memory.undone' })
    await expect(memory.undo(ana, 'nothing')).rejects.toMatchObject({ code: 'memory.not_found' })
  })

  it('undoes a replacement as a whole', async () => {
    await memory.learn(ana, 'semantic', { statement: 'Lives in Rome.' }, { slot: 'home', at: monday })
    const { operation } = await memory.learn(ana, 'semantic', { statement: 'Lives in Oslo.' }, { slot: 'home', at: monday + 1 })
    await memory.undo(ana, operation)
    expect(await current()).toEqual(['Lives in Rome.'])
  })

  it("keeps what was corrected as history and the user's words as surest", async () => {
    const { id = '' } = await memory.learnFact(ana, 'Her sister is called Anna.')
    await memory.correct(ana, id, 'Her sister is called Hanna.')
    expect(await memory.list(ana)).toMatchObject([{ content: 'Her sister is called Hanna.', confidence: 0.98 }])
    const told = { statement: 'Her sister is called Anna.', source: { type: 'extraction' } }
    expect((await memory.learn(ana, 'semantic', told, { explicit: false })).outcome).toBe('refused')
    const actions = (await memory.timeline(ana)).map((change) => change.action)
    expect(actions.toSorted()).toEqual(['corrected', 'learned', 'learned'])
  })

  it("touches nothing of another person's", async () => {
    const { id = '' } = await memory.learnFact(ana, 'Likes tea.')
    await expect(memory.forget({ userId: 'ben' }, [id])).rejects.toMatchObject({ code: 'memory.not_found' })
    await expect(memory.correct({ userId: 'ben' }, id, 'x')).rejects.toMatchObject({ code: 'memory.not_found' })
    expect(await current()).toEqual(['Likes tea.'])
  })
})

describe('the digest', () => {
  const read = (more = {}) => memory.digests.read({ ...ana, persona: 'duet' }, more)

  it('tells who they are, how they want things, what is coming and the last calls, in this order', async () => {
    await memory.learn(ana, 'episodic', { summary: 'Last call: talked about the garden.' }, { at: monday - day })
    await memory.learnFact(ana, 'Has a dog called Rex.')
    await memory.learn(
      ana,
      'episodic',
      { event_type: 'plan', summary: 'Sister Ana visits on Friday.' },
      { expiresAt: monday + 5 * day },
    )
    await memory.learn(ana, 'procedural', { name: 'No small talk in the morning' })
    await memory.learn(ana, 'semantic', { statement: 'Name: Gretel.' }, { slot: 'name' })
    const { text, tokens } = await read()
    expect(text).toBe(
      'What you know about them from earlier: Name: Gretel. No small talk in the morning. Sister Ana visits on Friday. Has a dog called Rex. Last call: talked about the garden.',
    )
    expect(tokens).toBeLessThanOrEqual(110)
  })

  it('follows every change, and what runs out by itself, too', async () => {
    const told: string[] = []
    await memory.close()
    await memory.store.close()
    await open({ onDigest: (digest) => told.push(digest.text) })
    await read()
    await memory.learn(ana, 'semantic', { statement: 'Lives in Rome.' }, { slot: 'home' })
    await memory.settle()
    await memory.learn(ana, 'semantic', { statement: 'Lives in Oslo.' }, { slot: 'home', at: monday + 1 })
    await memory.learn(ana, 'episodic', { event_type: 'plan', summary: 'Dentist today.' }, { expiresAt: monday + day })
    await memory.settle()
    expect((await read()).text).toContain('Oslo. Dentist today.')
    expect((await read()).text).not.toContain('Rome')
    now += day
    expect((await read()).text).not.toContain('Dentist')
    expect(told.some((text) => text.includes('Rome'))).toBe(true)
    expect(told.at(-1)).not.toContain('Dentist')
  })

  it('puts the facts on a topic first and fits any budget with whole sentences', async () => {
    for (let n = 0; n < 60; n++) await memory.learnFact(ana, `Collects stamps of country number ${n}.`)
    await memory.learnFact(ana, 'The Hamburg project is late.')
    for (const budgetTokens of [0, 5, 12, 30, 60, 110, 400]) {
      const { text, tokens, memoryIds } = await read({ budgetTokens, topic: 'Hamburg' })
      expect(tokens).toBeLessThanOrEqual(budgetTokens)
      expect(text === '' || text.endsWith('.')).toBe(true)
      if (budgetTokens >= 30) expect(text).toContain('Hamburg')
      expect(text === '').toBe(memoryIds.length === 0)
    }
  })

  it('is the same for the same memories', async () => {
    for (const statement of ['Likes tea.', 'Has a cat.', 'Owns a boat.']) await memory.learnFact(ana, statement)
    expect((await memory.digests.render(ana)).text).toBe((await memory.digests.render(ana)).text)
  })
})

it('leaves nothing of forgotten words in any file once they are purged', async () => {
  const { id = '' } = await memory.learnFact(ana, 'The unmistakable zanzibar secret.')
  await memory.digests.read(ana)
  await memory.forget(ana, [id])
  now += 2 * day
  await memory.consolidate()
  for (const file of readdirSync(dir)) {
    const bytes = readFileSync(join(dir, file), 'latin1')
    expect([file, bytes.includes('zanzibar')]).toEqual([file, false])
  }
})
