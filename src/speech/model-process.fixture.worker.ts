/** A model for tests: waits, echoes, fails or dies as it is told. */
import { setTimeout as delay } from 'node:timers/promises'
import { serveModel } from './serve-model.ts'

export type FixtureSetup = { readonly load: 'well' | 'badly' | 'never' }
export type FixtureAsk =
  | { readonly do: 'echo'; readonly samples: Float32Array }
  | { readonly do: 'wait until aborted' }
  | { readonly do: 'fail' | 'die' | 'hang' }

serveModel<FixtureSetup, FixtureAsk, Float32Array>(async ({ load }) => {
  if (load === 'badly') throw new Error('the weights are bad')
  setInterval(() => undefined, 1000) // like the threads of a native runtime, this would keep the process alive
  if (load === 'never') await new Promise(() => undefined)
  return async (ask, wanted) => {
    switch (ask.do) {
      case 'echo':
        return ask.samples.map((sample) => sample * 2)
      case 'wait until aborted':
        while (await wanted()) await delay(2)
        return undefined
      case 'fail':
        throw new Error('no answer to that')
      case 'die':
        return process.kill(process.pid, 'SIGKILL') ? undefined : undefined
      case 'hang':
        for (;;);
    }
  }
})
