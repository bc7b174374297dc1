/** The memory as a Model Context Protocol server: five tools over whatever reaches the memory. */
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import * as z from 'zod'

export type Found = {
  readonly id: string
  readonly content: string
  readonly score?: number
  readonly said_at: number
  readonly quote: string
}
export type Conversation = {
  readonly session_id: string
  readonly persona: string
  readonly started_at: number
  readonly ended_at: number | null
}
export type Line = { readonly side: string; readonly text: string; readonly said_at: number }

/** What the tools do, for one user. Everything rejects with what went wrong in words. */
export interface MemoryTools {
  recall(query: string, limit: number): Promise<readonly Found[]>
  learn(
    kind: 'episodic' | 'semantic' | 'procedural',
    content: string,
  ): Promise<{ readonly outcome: string; readonly id: string | null }>
  forget(ids: readonly string[]): Promise<void>
  conversations(limit: number): Promise<readonly Conversation[]>
  transcript(sessionId: string): Promise<readonly Line[]>
}

const readOnly = { readOnlyHint: true, openWorldHint: false } as const

export function createMcpServer(tools: MemoryTools, version: string): McpServer {
  const server = new McpServer({ name: 'duet', title: 'Duet memory', version })
  server.registerTool(
    'recall',
    {
      title: 'Recall',
      description: 'What is remembered about the user on a question, best first, with the words it was heard in.',
      inputSchema: { query: z.string().min(1).max(2000), limit: z.number().int().min(1).max(50).default(10) },
      annotations: readOnly,
    },
    ({ query, limit }) => answer(async () => ({ memories: await tools.recall(query, limit) })),
  )
  server.registerTool(
    'learn',
    {
      title: 'Learn',
      description:
        'Remember something about the user: a fact (semantic), an event (episodic) or how they want things (procedural).',
      inputSchema: {
        kind: z.enum(['semantic', 'episodic', 'procedural']).default('semantic'),
        content: z.string().min(1).max(1000),
      },
    },
    ({ kind, content }) => answer(() => tools.learn(kind, content)),
  )
  server.registerTool(
    'forget',
    {
      title: 'Forget',
      description: 'Forget memories by id (from recall); they are not learned again from the same words.',
      inputSchema: { ids: z.array(z.string()).min(1).max(50) },
      annotations: { destructiveHint: true },
    },
    ({ ids }) =>
      answer(async () => {
        await tools.forget(ids)
        return { forgotten: ids.length }
      }),
  )
  server.registerTool(
    'list_conversations',
    {
      title: 'List conversations',
      description: 'The user’s voice conversations, newest first.',
      inputSchema: { limit: z.number().int().min(1).max(200).default(20) },
      annotations: readOnly,
    },
    ({ limit }) => answer(async () => ({ conversations: await tools.conversations(limit) })),
  )
  server.registerTool(
    'get_transcript',
    {
      title: 'Get transcript',
      description: 'Both sides of one conversation in words.',
      inputSchema: { session_id: z.string().min(1).max(200) },
      annotations: readOnly,
    },
    ({ session_id }) => answer(async () => ({ turns: await tools.transcript(session_id) })),
  )
  return server
}

/** A failed tool says so in its result, where the model can read it. */
async function answer(work: () => Promise<object>) {
  try {
    return { content: [{ type: 'text' as const, text: JSON.stringify(await work()) }] }
  } catch (error) {
    const text = error instanceof Error ? error.message : 'It failed.'
    return { content: [{ type: 'text' as const, text }], isError: true }
  }
}
