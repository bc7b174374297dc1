/** The official client of the Model Context Protocol talks with our memory, over both transports. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { describe, expect, it } from 'vitest'
import { loadConfig } from '../config/config.ts'
import { createLog } from '../observe/log.ts'
import { openSqliteMemory } from '../store/memory/open-sqlite.ts'
import { createMas } from './mas.ts'

async function start() {
  const dir = mkdtempSync(join(tmpdir(), 'duet-mcp-'))
  const { config } = loadConfig({ flags: { DUET_DATA_DIR: dir, DUET_MAS_PORT: '0' } })
  const store = await openSqliteMemory({ dir })
  const mas = createMas({
    config,
    log: createLog({ level: 'silent', name: 'mas' }),
    store,
    version: '1',
    bridgeUrl: 'http://127.0.0.1:9',
  })
  const url = await mas.start()
  return {
    ...{ mas, url },
    async [Symbol.asyncDispose]() {
      await mas.close('the test is over')
      await store.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
const main = fileURLToPath(new URL('../main.ts', import.meta.url))
const transports = {
  'standard input and output': (url: string) =>
    new StdioClientTransport({
      command: process.execPath,
      args: [main, 'mcp', '--user', 'ana'],
      env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', MAS_ORCHESTRATOR_URL: url },
    }),
  'streamable HTTP': (url: string) => new StreamableHTTPClientTransport(new URL(`${url}/mcp?user_id=ana`)),
}

describe.each(Object.entries(transports))('the memory over MCP by %s', (_, transport) => {
  it('is learned, recalled, forgotten, and shows conversations', { timeout: 40_000 }, async () => {
    await using at = await start()
    const client = new Client({ name: 'test', version: '1' })
    // The SDK's transports declare `sessionId` a little wider than its own interface under exactOptionalPropertyTypes.
    await client.connect(transport(at.url) as Parameters<Client['connect']>[0])
    const call = async (name: string, args: Record<string, unknown>) => {
      const result = await client.callTool({ name, arguments: args })
      const [content] = result.content as { text: string }[] // tools of ours answer with one text
      return { failed: result.isError === true, text: content?.text ?? '' }
    }
    const { tools } = await client.listTools()
    expect(tools.map((tool) => tool.name).sort()).toEqual(['forget', 'get_transcript', 'learn', 'list_conversations', 'recall'])
    await call('learn', { kind: 'semantic', content: 'Their sister Lena lives in Trondheim' })
    const { memories } = JSON.parse((await call('recall', { query: 'Lena' })).text) as {
      memories: { id: string; content: string }[]
    }
    expect(memories.map((one) => one.content)).toEqual(['Their sister Lena lives in Trondheim'])
    await call('forget', { ids: [memories[0]?.id] })
    expect((await call('recall', { query: 'Lena' })).text).not.toContain('Trondheim')
    expect((await call('forget', { ids: ['nothing'] })).failed).toBe(true)
    await fetch(`${at.url}/voice/memory/log`, {
      method: 'POST',
      headers: { 'duet-context': '{"user_id":"ana"}' },
      body: JSON.stringify({
        conversation_id: 'c',
        session_id: 's1',
        speaker: 'user',
        text: 'good evening',
        timestamp: '2026-11-26T10:00:00Z',
      }),
    })
    expect((await call('list_conversations', {})).text).toContain('"session_id":"s1"')
    expect((await call('get_transcript', { session_id: 's1' })).text).toContain('good evening')
    await client.close()
  })
})
