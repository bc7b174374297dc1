/** What is said in another language is learned where a language model is configured: over the wire of an OpenAI-compatible server. */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { chooseStructured } from '../brain/choose.ts'
import { loadConfig } from '../config/config.ts'
import { createLog } from '../observe/log.ts'
import { openSqliteMemory } from '../store/memory/open-sqlite.ts'
import { createMas } from './mas.ts'

type Fact = { quote: string; fact: string; kind: string; replaces?: string }
/** A model that knows these sentences, and one that makes something up beside them. */
const understood: readonly Fact[] = [
  { quote: 'Ich wohne in Bremen', fact: 'Lives in Bremen.', kind: 'home' },
  { quote: 'Jetzt wohne ich in Kiel', fact: 'Lives in Kiel.', kind: 'home', replaces: 'Lives in Bremen.' },
  { quote: 'Ich habe drei Katzen', fact: 'Has three cats.', kind: 'fact' },
]

async function standIn() {
  const http = createServer((request, response) => {
    let body = ''
    request.on('data', (piece) => {
      body += piece
    })
    request.on('end', () => {
      const { messages } = JSON.parse(body) as { messages: { role: string; content: unknown }[] } // the client of this test
      const input = JSON.stringify(messages.at(-1)?.content)
      const line = (part: string, words: string) =>
        Number(new RegExp(`(\\d+)\\. ${part}[^\\n]*?${words}`).exec(input.replaceAll('\\n', '\n'))?.[1] ?? 0)
      const facts = understood.map(({ quote, fact, kind, replaces }) => ({
        ...{ turn: line('user: ', quote), quote, fact, kind, confidence: 0.9 },
        replaces: replaces === undefined ? null : line('', replaces) || null,
      }))
      const content = JSON.stringify({ facts, ended: [] })
      const choices = [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }]
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ id: 'x', object: 'chat.completion', created: 1, model: 'm', choices }))
    })
  })
  await new Promise<void>((done) => http.listen(0, '127.0.0.1', done))
  const { port } = http.address() as AddressInfo // it listens
  return { url: `http://127.0.0.1:${port}/v1#m`, close: () => new Promise((done) => http.close(done)) }
}

it('facts in German are kept with their words, changed by a later call, and what the model makes up is not', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'duet-languages-'))
  const server = await standIn()
  const { config } = loadConfig({ flags: { DUET_DATA_DIR: dir, DUET_MAS_PORT: '0', DUET_BRAIN: server.url } })
  const store = await openSqliteMemory({ dir })
  const log = createLog({ level: 'silent', name: 'mas' })
  const model = await chooseStructured(config)
  const mas = createMas({ config, log, store, model, version: '1', bridgeUrl: 'http://127.0.0.1:9' })
  const url = await mas.start()
  const say = async (session: string, turn: string, text: string) => {
    const body = { conversation_id: 'c', session_id: session, speaker: 'user', text, timestamp: new Date().toISOString() }
    const context = JSON.stringify({ user_id: 'ana', persona: 'duet', turn_id: turn })
    await fetch(`${url}/voice/memory/log`, { method: 'POST', headers: { 'duet-context': context }, body: JSON.stringify(body) })
    await mas.calls.settle()
  }
  const scope = { userId: 'ana', persona: 'duet' }
  const known = async () => (await mas.memory.list(scope)).map((item) => [item.content, item.quote, item.turnIds[0]])
  try {
    await say('s1', 'u1', 'Ich wohne in Bremen, gleich am Fluss.')
    expect(await known()).toEqual([['Lives in Bremen.', 'Ich wohne in Bremen', 'u1']])
    await say('s2', 'u1', 'Jetzt wohne ich in Kiel.')
    expect(await known()).toEqual([['Lives in Kiel.', 'Jetzt wohne ich in Kiel', 'u1']])
    expect((await mas.memory.digests.read(scope)).text).toContain('Lives in Kiel.')
  } finally {
    await mas.close('the test is over')
    await store.close()
    await server.close()
    rmSync(dir, { recursive: true, force: true })
  }
})
