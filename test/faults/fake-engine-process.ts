/** A fake of PersonaPlex as a process of its own, which can be killed. Says who listens, and the prompt of each call that got ready. */
import { startFakeEngine } from '../../src/engines/fake/fake-engine.ts'

export type FakeEngineSays = { readonly type: 'listens' } | { readonly type: 'primed'; readonly prompt: string }

// It holds many calls, so that few processes do.
const quirks = { 'silent-lock': false, 'persona-leak': false } as const
const fake = await startFakeEngine({ as: 'personaplex', port: Number(process.argv[2]), quirks })
const say = (message: FakeEngineSays) => process.send?.(message)
process.once('disconnect', () => process.exit())
say({ type: 'listens' })
for (;;) {
  const call = await fake.next()
  void call.ready.then(() => say({ type: 'primed', prompt: call.effective.prompt }))
}
