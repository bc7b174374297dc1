/**
 * Three days with Duet, told by voice to the local engine: facts are stated, changed and withdrawn, processes are killed in every call, and
 * in the last one it knows what is so and not what was, on whichever engine.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type FakeEngine, startFakeEngine } from '../../src/engines/fake/fake-engine.ts'
import { commandOf, duet as duetCommand, isAlive, type RunningDuet, startDuet, temporaryFolder, until } from './duet.ts'
import { Talk } from './talk.ts'

/** Nine in the morning of a Monday, epoch ms. */
const monday = Date.parse('2026-11-30T09:00:00Z')
const dayMs = 86_400_000
const dataDir = temporaryFolder('story')
const soonMs = 60_000
let personaplex: FakeEngine
let duet: RunningDuet | undefined
let env: Record<string, string> = {}

beforeAll(async () => {
  personaplex = await startFakeEngine({ as: 'personaplex' })
})
afterAll(async () => {
  await killAll()
  await personaplex.close()
})

async function startOn(day: number, engines = 'local'): Promise<void> {
  await killAll()
  env = {
    TZ: 'UTC',
    DUET_ENGINES: engines,
    DUET_BRIDGE_EAR: 'off',
    NODE_OPTIONS: `--import=${new URL('./set-clock.mjs', import.meta.url).href}`,
    DUET_TEST_CLOCK_AHEAD_MS: String(monday + day * dayMs - Date.now()),
  }
  duet = await startDuet({ dataDir, env })
}

function running(): RunningDuet {
  if (!duet) throw new Error('It has not been started.')
  return duet
}
const http = () => running().bridge.replace('ws', 'http')
async function get<T>(base: string, path: string): Promise<T> {
  return (await (await fetch(`${base}${path}`)).json()) as T // as docs/api.md has it
}
/** Gone at once, whatever they are at. */
function kill(role: 'engine' | 'bridge' | 'mas'): void {
  const found = running()
    .family()
    .find((pid) => commandOf(pid).includes(`main.ts ${role} `))
  if (found === undefined) throw new Error(`There is no ${role} process.`)
  process.kill(found, 'SIGKILL')
}
async function killAll(): Promise<void> {
  if (!duet) return
  const all = [duet.process.pid ?? 0, ...duet.family()].filter(isAlive)
  for (const pid of all) process.kill(pid, 'SIGKILL')
  await until('all are gone', () => !all.some(isAlive))
}
type Items = { items: { content: string; valid_to: number | null; turn_ids: string[]; session_id: string; quote: string }[] }
/** What is remembered, current or not. */
const items = async (past = 0) => {
  const answer = await get<Items>(running().mas, `/memory/items?user_id=ana&past=${past}`).catch(() => undefined)
  return answer?.items ?? []
}
const known = async () => (await items()).map((item) => item.content).join(' ')
const history = (session: string) =>
  get<{ history: { text: string; turn: { side: string; words?: { startMs: number }[] } }[] }>(
    http(),
    `/session/${session}/history`,
  )
const prompt = async () => (await get<{ text_prompt: string }>(http(), '/personas/duet/prompt?user_id=ana')).text_prompt
const talk = () => new Talk({ url: running().bridge, userId: 'ana', persona: 'duet' }).ready()

it('Monday: what is said is kept, though the orchestrator is killed in the call and everything at its end', {
  timeout: 150_000,
}, async () => {
  await startOn(0)
  const call = await talk()
  await call.say('I live in Paris.', /Paris/)
  await until('it has reached the memory', async () => (await known()).includes('Paris'), soonMs)
  kill('mas')
  await call.say('My sister Lena visits me on Friday.', /Lena visits me on Friday/)
  await call.say('I play the cello.', /cello/)
  await call.say('I hate coffee.', /I hate coffee/)
  await until('the last words are on disk', async () => JSON.stringify(await history(call.sessionId)).includes('coffee'), soonMs)
  await killAll()
  await call.hangUp()
})

it('Tuesday: changes and withdrawals count, though the bridge is killed before it could tell of them', {
  timeout: 150_000,
}, async () => {
  await startOn(1)
  // What Monday's end left in the outbox.
  await until('all of Monday is known', async () => /Paris/.test(await known()) && /coffee/.test(await known()), soonMs)
  const call = await talk()
  await call.say('I live in London.', /live in London/)
  await call.say('Forget that I play the cello.', /Forget that I play the cello/)
  await until('the last words are on disk', async () => JSON.stringify(await history(call.sessionId)).includes('cello'), soonMs)
  kill('bridge')
  await until('the withdrawal has arrived', async () => !(await known()).includes('cello'), soonMs)
  await until('the change has arrived', async () => (await known()).includes('London'), soonMs)
  await killAll()
  await call.hangUp()
})

it('Thursday: it knows what is so, and says it, though the engine is killed under the call', { timeout: 150_000 }, async () => {
  await startOn(3)
  const call = await talk()
  kill('engine')
  expect(await call.say('When does my sister visit me?', /my sister visit me/)).toMatch(/tomorrow|Friday/)
  expect(await call.say('Where do I live?', /do I live/)).toMatch(/London/)
  expect(call.heard).not.toMatch(/Paris|cello/)
  const { agent, sampleRate } = await call.hangUp()
  const loud = agent.filter((sample) => Math.abs(sample) > 0.05).length
  expect(loud / sampleRate).toBeGreaterThan(0.3)
  const text = await prompt()
  for (const so of ['London', 'Lena', 'Friday', 'coffee']) expect(text).toContain(so)
  for (const was of ['Lives in Paris', 'cello']) expect(text).not.toContain(was)
})

it('each fact leads to the very turn it was said in, and what was is kept as history', { timeout: 120_000 }, async () => {
  const all = await items(1)
  const of = (word: string) => all.find((item) => item.content.includes(word) && item.turn_ids.length > 0)
  expect([of('Paris')?.valid_to === null, of('London')?.valid_to]).toEqual([false, null])
  expect(all.filter((item) => item.content.includes('cello'))).toEqual([])
  for (const word of ['Paris', 'London', 'coffee']) {
    const fact = of(word)
    const turns = (await history(fact?.session_id ?? '')).history
    const said = turns.find((entry) => entry.text.includes(word) && entry.turn.side === 'user')
    expect(said?.text).toContain(fact?.quote.replace(/[.!]$/, ''))
    // The engine's ear tells when each word was said.
    expect(said?.turn.words?.length).toBeGreaterThan(1)
  }
})

it('another engine is told the same', { timeout: 120_000 }, async () => {
  await killAll()
  await startOn(3, `personaplex=${personaplex.url.href}`)
  const call = await talk()
  const told = personaplex.calls.at(-1)?.query.get('text_prompt') ?? ''
  for (const so of ['London', 'Lena', 'Friday', 'coffee']) expect(told).toContain(so)
  for (const was of ['Lives in Paris', 'cello']) expect(told).not.toContain(was)
  await call.hangUp()
})

it('erased by the command, nothing of it is left in any file', { timeout: 120_000 }, async () => {
  const words = /Lena|coffee|cello|London/
  const inFiles = () => readdirSync(dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const holding = () =>
    inFiles()
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => words.test(readFileSync(path, 'latin1')))
  expect(holding()).not.toEqual([])
  const ports = { DUET_MAS_PORT: new URL(running().mas).port, DUET_BRIDGE_PORT: new URL(http()).port }
  const erased = await duetCommand(['memory', 'erase', '--user', 'ana', '--yes'], { ...env, ...ports, DUET_DATA_DIR: dataDir })
  expect(erased).toMatchObject({ code: 0, stderr: expect.stringMatching(/erased: \d+ rows, and every copy and conversation/) })
  await until('nothing of it is in a file', () => holding().length === 0)
  expect(await prompt()).not.toMatch(words)
})
