/** Summing up a call by a text model, against a real server on loopback that answers well, badly or not at all. */
import { afterEach, describe, expect, it } from 'vitest'
import type { SaidTurn } from '../conversation/summary.ts'
import { createCallSummariser } from './call-summariser.ts'
import { configuredModel } from './choose.ts'
import { type ChatReply, type FakeChatServer, startFakeChatServer } from './fake-chat-server.ts'

let server: FakeChatServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

const turns: readonly SaidTurn[] = [
  { turnId: 'u1', side: 'user', text: 'My sister Lena visits on Friday.' },
  { turnId: 'a1', side: 'agent', text: 'I will remind you.' },
]
const patient = () => AbortSignal.timeout(10_000)

async function summariser(answer: (reply: ChatReply) => void) {
  server = await startFakeChatServer(answer)
  const choice = configuredModel({ DUET_BRAIN: `${server.url}#m` })
  if (choice === undefined) throw new Error('a server of chat is a model')
  return createCallSummariser(choice)
}
const saying = (text: string) => (reply: ChatReply) => {
  reply.send(text)
  reply.end()
}

describe('a summary by a text model', () => {
  it('is made of whole sentences on what both sides said', async () => {
    const { summarise } = await summariser(saying('Their sister Lena visits on Friday. You promised to remind them.'))
    expect(await summarise(turns, patient())).toEqual(['Their sister Lena visits on Friday.', 'You promised to remind them.'])
    const [request] = server?.requests ?? []
    expect(request?.messages.at(-1)?.content).toBe('THEY: My sister Lena visits on Friday.\nYOU: I will remind you.')
  })

  it('has at most three sentences, without thoughts, marks of lists or what is too long for a prompt', async () => {
    const long = `They said ${'very '.repeat(80)}much.`
    const { summarise } = await summariser(
      saying(`<think>Hm. Let me see.</think>- **One** is so.\n${long}\n- Two.\n- Three.\n- Four.`),
    )
    expect(await summarise(turns, patient())).toEqual(['One is so.', 'Two.', 'Three.'])
  })

  it('fails where the model fails or says nothing, with nothing of the call in the error', async () => {
    const refused = await summariser((reply) => reply.fail(500, 'Lena'))
    const failure = await refused.summarise(turns, patient()).catch((thrown: unknown) => thrown)
    expect(failure).toMatchObject({ code: 'brain.failed' })
    expect(JSON.stringify(failure)).not.toContain('Lena')
    await server?.close()
    const mute = await summariser((reply) => reply.end())
    await expect(mute.summarise(turns, patient())).rejects.toMatchObject({ code: 'brain.failed' })
  })

  it('ends with its signal', async () => {
    const stop = new AbortController()
    const { summarise } = await summariser(() => stop.abort())
    await expect(summarise(turns, stop.signal)).rejects.toMatchObject({ code: 'brain.failed', message: /in time/ })
  })
})

describe('the model of the settings', () => {
  it('is one over the network that they name, and no other', () => {
    expect(configuredModel({})).toBeUndefined()
    expect(configuredModel({ DUET_BRAIN: 'built-in', OPENAI_API_KEY: 'k' })).toBeUndefined()
    expect(configuredModel({ DUET_BRAIN: 'local:smollm2-135m' })).toBeUndefined()
    expect(configuredModel({ OPENAI_API_KEY: 'k' })?.name).toMatch(/^openai:/)
    expect(configuredModel({ DUET_BRAIN: 'ollama:llama3.2' })?.name).toBe('ollama:llama3.2')
    expect(() => configuredModel({ DUET_BRAIN: 'anthropic:x' })).toThrow(expect.objectContaining({ code: 'config.invalid' }))
  })
})
