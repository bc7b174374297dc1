/** Sentences of the text model that the settings name, for the prompts of a call's later legs; where it fails, a call has its own. */
import { createCallSummariser } from '../brain/call-summariser.ts'
import { type BrainSettings, configuredModel } from '../brain/choose.ts'
import type { Log } from '../observe/log.ts'
import type { Summariser } from './legs/call-story.ts'

/** Undefined where no model is named, or only one that runs here. Throws `config.invalid`. */
export function summariserOf(settings: BrainSettings, log: Log): Summariser | undefined {
  const choice = configuredModel(settings)
  if (!choice) return undefined
  const model = createCallSummariser(choice)
  return {
    async summarise(turns, signal) {
      try {
        const sentences = await model.summarise(turns, signal)
        log.debug({ model: choice.name, sentences: sentences.length }, 'a call is summed up')
        return sentences
      } catch (err) {
        // The end of a call takes its request along; that is no failure.
        const ended = signal.aborted && !(signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError')
        if (!ended) log.warn({ err }, 'no better summary of a call; its own sentences are taken')
        throw err
      }
    },
  }
}
