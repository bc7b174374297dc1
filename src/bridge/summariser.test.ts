/** What a text model makes of a call stands in the prompt of its next leg; where the model fails, the call's own sentences do. */
import { describe, expect, it } from 'vitest'
import { type ChatReply, startFakeChatServer } from '../brain/fake-chat-server.ts'
import { rolloverPolicy } from '../engines/rollover-policy.ts'
import type { TestEngineCall } from '../engines/test-engine.ts'
import { TestBridge } from './test-bridge.ts'

const quiet = Array.from({ length: 4 }, () => Uint8Array.of(0xf8, 0xff, 0xfe))
const soon = { timeout: 15_000, interval: 20 }

/** The prompt of the second leg of a call in which something was said, after the model has answered. */
async function secondPrompt(answer: (reply: ChatReply) => void, logged: string): Promise<string> {
  const server = await startFakeChatServer(answer)
  const clock = { nowMs: 0 }
  await using at = await TestBridge.start({
    kind: 'personaplex',
    settings: { DUET_BRAIN: `${server.url}#m` },
    // A summary is asked for soon, but not before anything was said: the prompt takes its part of the context, too.
    bridge: { policies: { rollover: { ...rolloverPolicy, prepareAt: 0.1 } }, now: () => clock.nowMs },
  })
  try {
    const { client, engine } = await at.call()
    client.headers()
    client.send({ text: 'My sister Lena visits on Friday. What could we eat?' })
    await client.event('turn.end')
    for (let i = 0; i < 400 && server.requests.length === 0; i++) {
      clock.nowMs += 80
      client.audio(quiet)
      engine.audio(quiet)
      await engine.until((one: TestEngineCall) => one.packets.length >= 4 * (i + 1))
    }
    await expect.poll(() => at.lines.join(''), soon).toContain(logged)
    engine.drop()
    return (await at.engine.next()).query.get('text_prompt') ?? ''
  } finally {
    await server.close()
  }
}

describe('the prompt of a later leg', () => {
  it('has the sentences of the text model that the settings name', async () => {
    const prompt = await secondPrompt((reply) => {
      reply.send('Their sister Lena comes on Friday and brings a cake.')
      reply.end()
    }, 'a call is summed up')
    expect(prompt).toContain('Their sister Lena comes on Friday and brings a cake.')
    expect(prompt).toContain('What could we eat?')
  })

  it('has the call’s own sentences where the model fails', async () => {
    const prompt = await secondPrompt((reply) => reply.fail(500, 'no'), 'no better summary of a call')
    expect(prompt).toContain('Lena visits on Friday')
    expect(prompt).toContain('What could we eat?')
  })
})
