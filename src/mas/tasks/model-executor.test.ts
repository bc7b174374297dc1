/** A model that carries out tasks, against a server that speaks its protocol and plays the model by a script. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { configuredModel } from '../../brain/choose.ts'
import { type CommandCall, commandSchema } from './commands.ts'
import type { Work } from './executor.ts'
import { createModelExecutor } from './model-executor.ts'

type Step = { readonly text: string } | { readonly tool: string; readonly given: object }
type Asked = {
  readonly messages: readonly { readonly role: string; readonly content?: unknown }[]
  readonly tools?: readonly { readonly function: { readonly name: string; readonly parameters: unknown } }[]
}

async function scripted(steps: readonly Step[]) {
  const asked: Asked[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const part of request) body += String(part)
    const step = steps[asked.length] ?? { text: 'nothing more' }
    asked.push(JSON.parse(body))
    const call = 'tool' in step && {
      id: `call-${asked.length}`,
      type: 'function',
      function: { name: step.tool, arguments: JSON.stringify(step.given) },
    }
    const message = { role: 'assistant', content: 'text' in step ? step.text : null, ...(call && { tool_calls: [call] }) }
    const choices = [{ index: 0, message, finish_reason: call ? 'tool_calls' : 'stop' }]
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify({ id: 'x', object: 'chat.completion', created: 1, model: 'm', choices }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // it listens on TCP
  const choice = configuredModel({ DUET_BRAIN: `http://127.0.0.1:${port}/v1#m` })
  if (!choice) throw new Error('no model was chosen')
  const ran: (readonly string[])[] = []
  const executor = createModelExecutor({
    choice,
    commands: [
      commandSchema.parse({ name: 'note', argv: ['notes', '{text}'], parameters: { text: { type: 'text' } } }),
      commandSchema.parse({ name: 'wipe', argv: ['wipe'], risky: true }),
    ],
    run: async ({ argv }) => {
      ran.push(argv)
      return { done: true, output: `ran ${argv.join(' ')}` }
    },
  })
  return {
    ...{ executor, asked, ran },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
const work = (more: Partial<Work> = {}): Work => ({
  ...{ taskId: 't', instruction: 'note the milk', answers: [], resume: null, timeoutMs: 20_000 },
  ...{ agreed: async () => false, signal: new AbortController().signal, ...more },
})
/** What the model was told last by a tool. */
const toolSaid = (asked: readonly Asked[]) => JSON.stringify(asked.at(-1)?.messages.filter((one) => one.role === 'tool'))

describe('a model with the allowed commands as tools', () => {
  it('runs them and says what came of it; it knows the task and the tools, and nothing else', async () => {
    await using at = await scripted([{ tool: 'note', given: { text: 'milk' } }, { text: 'I noted the milk.' }])
    expect(await at.executor.run(work())).toEqual({ type: 'done', output: 'I noted the milk.' })
    expect(at.ran).toEqual([['notes', 'milk']])
    expect(toolSaid(at.asked)).toContain('ran notes milk')
    expect(JSON.stringify(at.asked[0]?.messages)).toContain('Task: note the milk')
    expect(at.asked[0]?.tools?.map((one) => one.function.name)).toEqual(['note', 'wipe', 'ask_person'])
  })

  it('is refused values that the command does not take, as anybody is', async () => {
    await using at = await scripted([{ tool: 'note', given: { text: '--output=/etc/passwd' } }, { text: 'I could not.' }])
    await at.executor.run(work())
    expect(at.ran).toEqual([])
    expect(toolSaid(at.asked)).toContain('Refused')
  })

  it('runs what is risky only when the person agrees', async () => {
    const steps = [{ tool: 'wipe', given: {} }, { text: 'Done.' }]
    await using no = await scripted(steps)
    await no.executor.run(work())
    expect(no.ran).toEqual([])
    expect(toolSaid(no.asked)).toContain('did not agree')
    await using yes = await scripted(steps)
    const asked: CommandCall[] = []
    await yes.executor.run(work({ agreed: async (call) => Boolean(asked.push(call)) }))
    expect(yes.ran).toEqual([['wipe']])
    expect(asked.map(({ argv }) => argv)).toEqual([['wipe']])
  })

  it('asks, and goes on with the answer where it was: what it ran is not run again', async () => {
    await using at = await scripted([
      { tool: 'note', given: { text: 'milk' } },
      { tool: 'ask_person', given: { question: 'Oat or cow?', context: 'Both are sold.' } },
      { text: 'Oat milk is noted.' },
    ])
    const outcome = await at.executor.run(work())
    expect(outcome).toMatchObject({ type: 'question', question: 'Oat or cow?', context: 'Both are sold.' })
    // Over the disk, as a restart would have it.
    const resume: unknown = outcome.type === 'question' ? JSON.parse(JSON.stringify(outcome.resume)) : null
    const answers = [{ question: 'Oat or cow?', answer: 'Oat, please' }]
    expect(await at.executor.run(work({ answers, resume }))).toEqual({ type: 'done', output: 'Oat milk is noted.' })
    expect(at.ran).toHaveLength(1)
    expect(toolSaid(at.asked)).toContain('Oat, please')
  })

  it('may ask in writing, too', async () => {
    await using at = await scripted([{ text: 'Hm. <<<NEED_INPUT>>> Oat? <<<END_INPUT>>>' }, { text: 'Fine.' }])
    const outcome = await at.executor.run(work())
    expect(outcome).toMatchObject({ type: 'question', question: 'Oat?' })
    const resume = outcome.type === 'question' ? outcome.resume : null
    expect(await at.executor.run(work({ answers: [{ question: 'Oat?', answer: 'Yes' }], resume }))).toEqual({
      type: 'done',
      output: 'Fine.',
    })
    expect(JSON.stringify(at.asked.at(-1)?.messages.at(-1))).toContain('Yes')
  })

  it('that cannot be reached, or is stopped, has failed, with nothing of the task in the reason', async () => {
    const choice = configuredModel({ DUET_BRAIN: 'http://127.0.0.1:9/v1#m' })
    if (!choice) throw new Error('no model was chosen')
    const executor = createModelExecutor({ choice, commands: [], run: async () => ({ done: true, output: '' }) })
    const outcome = await executor.run(work({ instruction: 'my secret is xyzzy' }))
    expect(outcome.type).toBe('failed')
    expect(JSON.stringify(outcome)).not.toContain('xyzzy')
    expect(await executor.run(work({ signal: AbortSignal.abort() }))).toMatchObject({ type: 'failed' })
  })
})
