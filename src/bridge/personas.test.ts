import { describe, expect, it } from 'vitest'
import { OpusStreamReader } from '../audio/ogg-opus.ts'
import { knownHeading } from '../personas/known-section.ts'
import { moshiPromptSchema, personaPromptSchema, personaViewSchema, promptSchema } from './persona-api.ts'
import { TestBridge } from './test-bridge.ts'
import { TestClient } from './test-client.ts'

const kai = { id: 'kai', name: 'Kai', voice: 'NATM2', role: 'You are Kai.', style: 'Be brief.' }
const digest = {
  user_id: 'ana',
  persona: '',
  rendered_at: 1,
  parts: [
    { kind: 'heading', priority: 80, text: knownHeading },
    { kind: 'preference', priority: 72, text: 'Prefers the voice NATF3.' },
    { kind: 'fact', priority: 50, text: 'Has a boat in Malmö.' },
  ],
}
const json = (method: string, body: unknown) => ({ method, body: JSON.stringify(body) })

describe('personas over HTTP', () => {
  it('are made, changed, talked to and removed', async () => {
    await using at = await TestBridge.start()
    const made = await fetch(`${at.http}/personas`, json('POST', kai))
    expect(personaViewSchema.parse(await made.json())).toMatchObject({ persona: { name: 'Kai', memory: 'own' }, origin: 'own' })
    await fetch(`${at.http}/personas/kai`, json('PUT', { ...kai, role: 'You are Kai, a sailor.' }))
    const { client, engine } = await at.call(`/ws/${await at.newSession({ persona: 'kai' })}`)
    expect(engine.query.get('text_prompt')).toContain('You are Kai, a sailor. Be brief.')
    client.socket.close()
    expect((await fetch(`${at.http}/personas/kai`, { method: 'DELETE' })).status).toBe(200)
    expect((await fetch(`${at.http}/personas/kai`)).status).toBe(404)
  })

  it('are refused with every field that is wrong, and nothing is written', async () => {
    await using at = await TestBridge.start()
    const response = await fetch(`${at.http}/personas`, json('POST', { ...kai, voice: 'NATF9', role: '' }))
    expect(response.status).toBe(422)
    expect(await response.json()).toMatchObject({ error: { code: 'persona.invalid' }, faults: { voice: /NATF9/, role: /./ } })
    expect((await fetch(`${at.http}/personas/kai`)).status).toBe(404)
    expect((await fetch(`${at.http}/personas`, json('POST', { ...kai, id: 'duet' }))).status).toBe(422)
    expect((await fetch(`${at.http}/personas/duet`, { method: 'DELETE' })).status).toBe(404)
  })

  it('show the exact prompt of a first call, with what is remembered and what was left out', async () => {
    await using at = await TestBridge.start()
    const parts = [{ text: `You know ${'all about ships '.repeat(24)}`, priority: 20 }]
    await fetch(`${at.http}/personas`, json('POST', { ...kai, parts: [...parts, ...parts] }))
    await fetch(`${at.http}/memory/digest`, json('PUT', digest))
    const shown = personaPromptSchema.parse(await (await fetch(`${at.http}/personas/kai/prompt?user_id=ana`)).json())
    expect(shown.text_prompt).toContain('Has a boat in Malmö.')
    expect(shown.left_out.map(({ kind }) => kind)).toContain('part')
    const { client, engine } = await at.call(`/ws/${await at.newSession({ persona: 'kai', user_id: 'ana' })}?greet=1`)
    expect(engine.query.get('text_prompt')).toContain(shown.text_prompt)
    client.socket.close()
  })
})

it('the voice is the session’s, else the one the user asked for earlier, else the persona’s', async () => {
  await using at = await TestBridge.start()
  await fetch(`${at.http}/memory/digest`, json('PUT', digest))
  for (const [body, voice] of [
    [{ user_id: 'ana', voice: 'VARM1' }, 'VARM1'],
    [{ user_id: 'ana' }, 'NATF3'],
    [{ user_id: 'bo' }, 'NATM0'],
  ] as const) {
    const { client, engine } = await at.call(`/ws/${await at.newSession(body)}`)
    expect(engine.query.get('voice_prompt')).toBe(`${voice}.pt`)
    client.socket.close()
    await client.closed
  }
})

describe('the seed’s prompt addresses', () => {
  it('give the prompt of a session, with what is remembered', async () => {
    await using at = await TestBridge.start()
    await fetch(`${at.http}/memory/digest`, json('PUT', digest))
    const id = await at.newSession({ persona: 'arcus', user_id: 'ana' })
    const answer = promptSchema.parse(await (await fetch(`${at.http}/personaplex/prompt?session_id=${id}&topic=boats`)).json())
    expect(answer).toMatchObject({ session_id: id, voice_prompt: 'NATF3.pt' })
    expect(answer.text_prompt).toMatch(/You are Arcus.*What you know about them from earlier:.*Has a boat in Malmö\./)
    expect(answer.error).toBeUndefined()
  })
  it('give the usual persona for a session that is unknown, and say so, as at the origin with status 200', async () => {
    await using at = await TestBridge.start()
    const response = await fetch(`${at.http}/personaplex/prompt?session_id=nobody`)
    expect(response.status).toBe(200)
    expect(promptSchema.parse(await response.json())).toMatchObject({ error: expect.stringContaining('nobody') })
  })
  it('ask a question for a task that waits', async () => {
    await using at = await TestBridge.start()
    const query = new URLSearchParams({ question: 'Delete the "old" logs?', context: 'The disk is full.' })
    const answer = promptSchema.parse(await (await fetch(`${at.http}/personaplex/prompt/question?${query}`)).json())
    expect(answer.mode).toBe('question')
    expect(answer.text_prompt).toContain(`Ask them: "Delete the 'old' logs?"`)
    expect(answer.text_prompt).toContain('The disk is full.')
    expect((await fetch(`${at.http}/personaplex/prompt/question`)).status).toBe(400)
  })
  it('say that Moshi takes none', async () => {
    await using at = await TestBridge.start()
    for (const path of ['/moshi/prompt?session_id=x', '/moshi/prompt/question?question=q']) {
      const answer = moshiPromptSchema.parse(await (await fetch(`${at.http}${path}`)).json())
      expect(answer).toMatchObject({ supported: false, text_prompt: '', reason: expect.stringContaining('without prompts') })
    }
  })
})

it('a voice is heard as an Ogg Opus file, in a slot that is given back', async () => {
  await using at = await TestBridge.start()
  const asked = fetch(`${at.http}/voices/preview`, json('POST', { voice: 'NATF1', text: 'Good day.' }))
  const engine = await at.engine.next()
  expect(engine.query.get('voice_prompt')).toBe('NATF1.pt')
  expect(engine.query.get('text_prompt')).toContain('Begin by saying: "Good day."')
  engine.text(' Good')
  for (let i = 0; i < 100; i++) engine.audio([Uint8Array.of(0xf8, 0xff, 0xfe)])
  const response = await asked
  expect(response.headers.get('content-type')).toBe('audio/ogg')
  expect(new OpusStreamReader().push(new Uint8Array(await response.arrayBuffer())).length).toBeGreaterThan(70)
  await engine.closed
})

it('a persona’s engines are asked first, and another one carries the call where none of them is there', async () => {
  await using at = await TestBridge.start()
  await fetch(`${at.http}/personas`, json('POST', { ...kai, engines: ['personaplex'] }))
  const client = new TestClient(`${at.ws}/ws/${await at.newSession({ persona: 'kai' })}`)
  await client.ready()
  client.socket.close()
})
