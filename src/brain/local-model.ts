/** A brain with a small text model on this machine behind the built-in one: skills answer first, and what the model says is judged before it is said. */
import { join } from 'node:path'
import { catalogue, findModel } from '../models/catalogue.ts'
import { defaultModelsDir, statusOf } from '../models/folder.ts'
import { DuetError, toDuetError } from '../protocol/errors.ts'
import { ModelProcess } from '../speech/model-process.ts'
import type { Brain, BrainOutput, BrainRequest } from './brain.ts'
import { type BuiltInMind, createBuiltInMind } from './built-in/mind.ts'
import type { LocalSetup } from './local-model.worker.ts'
import type { LocalAnswer, LocalAsk } from './local-model-answerer.ts'
import { judge } from './local-model-guard.ts'
import { localPrompt } from './local-model-prompt.ts'
import { findRuntime } from './local-model-runtime.ts'

/** A loaded model, as the brain needs it: `ModelProcess` has this shape. */
export interface LocalModel {
  ask(ask: LocalAsk, signal: AbortSignal): Promise<{ readonly value: LocalAnswer } | undefined>
  close(): Promise<void>
}

export type LocalBrainOptions = {
  /** As shown to people. */
  readonly name: string
  /** Loads the model; called at the first answer, and again at a later one where it failed. */
  readonly open: () => Promise<LocalModel>
  readonly mind?: Pick<BuiltInMind, 'reply' | 'close'>
  /** After so long the built-in words are said instead. Default 2,500. */
  readonly answerWithinMs?: number
}

/** The names after `local:`. */
export const localModels: readonly string[] = catalogue.filter((model) => model.role === 'brain').map((model) => model.id)

/** The skills that stand for "no skill matched"; all others know what they say. */
const listening: ReadonlySet<string> = new Set(['reflect', 'unclear'])
/** Too grave for a model that may say anything. */
const grave =
  /\b(?:die[ds]?|dying|dead|death|passed (?:away|on)|funeral|grie(?:f|ve|ving)|miscarriage|cancer|kill\w*|suicid\w*|abus\w*|assault\w*|rape\w*|overdos\w*|pills|hospital|lost my)\b/i
const fewestWords = 4

/**
 * Makes the brain. The first `reply` starts loading; until the model is there, the built-in words are said.
 * `reply` throws `brain.failed` where the model cannot be loaded or stops while it answers.
 */
export function createLocalBrain(options: LocalBrainOptions): Brain {
  const { name, open, mind = createBuiltInMind(), answerWithinMs = 2500 } = options
  const closing = new AbortController()
  let opening: Promise<void> | undefined
  let model: LocalModel | undefined
  let failure: DuetError | undefined

  function load(): void {
    opening ??= open().then(
      async (opened) => {
        if (closing.signal.aborted) await opened.close()
        else model = opened
      },
      (thrown: unknown) => {
        opening = undefined
        failure = new DuetError('brain.failed', `${name} could not be loaded: ${toDuetError(thrown).message}`)
      },
    )
  }

  async function modelWords(request: BrainRequest): Promise<string | undefined> {
    const { persona, history } = request
    const signal = AbortSignal.any([request.signal, closing.signal, AbortSignal.timeout(answerWithinMs)])
    try {
      const answer = await model?.ask({ turns: localPrompt(persona.name, history) }, signal)
      const judged = judge(answer?.value.text ?? '', { personaName: persona.name, history })
      return judged.type === 'sound' ? judged.text : undefined
    } catch (thrown) {
      // More wait for it than it can answer: no fault, and the built-in words are there.
      if (toDuetError(thrown).code === 'model.busy' || signal.aborted) return undefined
      throw new DuetError('brain.failed', `${name} stopped while it answered.`)
    }
  }

  async function* reply(request: BrainRequest): AsyncGenerator<BrainOutput> {
    const { signal } = request
    if (signal.aborted) return
    load()
    const { outputs, skill } = mind.reply(request)
    if (wantsModel(request, skill)) {
      const failed = failure
      failure = undefined
      if (failed !== undefined) throw failed
      const words = await modelWords(request)
      if (signal.aborted) return
      if (words !== undefined) {
        yield { type: 'text', text: words }
        return
      }
    }
    for (const output of outputs) {
      if (signal.aborted) return
      yield output
    }
  }

  return {
    name,
    // It costs a second of one core and no money, is dropped within a piece of the prompt, and would come late otherwise.
    speculative: true,
    // Its skills answer before the model does.
    timers: true,
    reply,
    close: async () => {
      closing.abort()
      mind.close()
      // A model that is still loading closes itself once it is there.
      await opening
      await model?.close()
    },
  }
}

function wantsModel({ cause, history }: BrainRequest, skill: string): boolean {
  const last = history.at(-1)
  if (cause !== 'user' || last?.side !== 'user' || !listening.has(skill)) return false
  return last.text.trim().split(/\s+/).length >= fewestWords && !grave.test(last.text)
}

/**
 * The brain of a model of the catalogue. Checks here what a person must put right; loads nothing yet.
 * @throws DuetError `config.invalid` where its runtime is not installed, `model.missing` where its file is not there; both say the command
 */
export async function openLocalBrain(id: string, modelsDir = defaultModelsDir()): Promise<Brain> {
  const runtime = await findRuntime(modelsDir)
  const model = findModel(id)
  const { state, folder } = await statusOf(model, modelsDir)
  if (state !== 'present')
    throw new DuetError('model.missing', `The model ${id} is ${state} in ${modelsDir}. Get it with: npx duet models pull ${id}`, {
      field: id,
    })
  const packed = model.source === 'fetched' ? model.packages[0]?.files[0] : undefined
  if (packed === undefined) throw new DuetError('model.failed', `${id} is no model file.`)
  const { to, bytes, sha256 } = packed
  const setup: LocalSetup = { runtime, file: { path: join(folder, to), bytes, sha256 } }
  const entry = new URL('./local-model.worker.ts', import.meta.url)
  return createLocalBrain({
    name: `local:${id}`,
    open: () =>
      ModelProcess.open<LocalSetup, LocalAsk, LocalAnswer>({
        name: 'local model',
        entry,
        setup,
        loadTimeoutMs: 20_000,
        maxWaiting: 8,
        answerTimeoutMs: 10_000,
      }),
  })
}
