/** Which brain answers: the one named, else the best that a key or a running Ollama allows, else the built-in one. */
import { DuetError } from '../protocol/errors.ts'
import type { Brain } from './brain.ts'
import { createBuiltInBrain } from './built-in/built-in.ts'
import { type GuardOptions, guardBrain } from './guarded.ts'
import { localModels, openLocalBrain } from './local-model.ts'
import type { RemoteModel } from './remote.ts'
import type { StructuredModel } from './structured.ts'

export type BrainSettings = {
  readonly DUET_BRAIN?: string | undefined
  readonly ANTHROPIC_API_KEY?: string | undefined
  readonly ANTHROPIC_MODEL?: string | undefined
  readonly OPENAI_API_KEY?: string | undefined
  /** Where a local model and its runtime are looked for. */
  readonly DUET_MODELS_DIR?: string | undefined
}

export type ChosenBrain = {
  readonly brain: Brain
  /** One sentence for people: why this one. */
  readonly why: string
  /** One sentence on how to get a better one, where there is one to get. */
  readonly better?: string
}

export type ChooseOptions = Pick<GuardOptions, 'onFailure'> & {
  /** The models of an Ollama found running, without the models that only embed; empty where there is none. */
  readonly probe?: (signal: AbortSignal) => Promise<readonly string[]>
}

const ollamaUrl = 'http://127.0.0.1:11434'
const probeMs = 300
const listModelsMs = 2000
/** Quick enough to talk with. */
const defaultModels = { anthropic: 'claude-haiku-4-5', openai: 'gpt-4.1-mini' } as const
const allowed =
  '"built-in", "anthropic:MODEL", "openai:MODEL", "ollama:MODEL", "local:smollm2-135m", or the http(s) URL of an OpenAI-compatible server with its model after "#", as in http://127.0.0.1:8080/v1#qwen3'
const better = 'Set ANTHROPIC_API_KEY or OPENAI_API_KEY, or run Ollama on this computer, or name a brain in DUET_BRAIN.'

type Named =
  | { readonly type: 'built-in' }
  | { readonly type: 'anthropic' | 'openai' | 'ollama'; readonly model: string }
  | { readonly type: 'local'; readonly model: string }
  | { readonly type: 'url'; readonly url: string; readonly model: string | undefined }

type Remote = Exclude<Named, { type: 'built-in' } | { type: 'local' }>

/** A text model over the network, made when it is first needed. */
export type ModelChoice = {
  /** As shown to people. */
  readonly name: string
  readonly model: (signal: AbortSignal) => Promise<RemoteModel>
}

function refusal(value: string, what: string): DuetError {
  return new DuetError('config.invalid', `DUET_BRAIN is "${value}": ${what} Allowed: ${allowed}.`, { field: 'DUET_BRAIN' })
}

/** Reads DUET_BRAIN. Errors: `config.invalid`. */
export function namedBrain(value: string): Named {
  const text = value.trim()
  if (text === 'built-in') return { type: 'built-in' }
  if (/^https?:\/\//i.test(text)) {
    const url = URL.canParse(text) ? new URL(text) : undefined
    if (url === undefined) throw refusal(value, 'this is no URL.')
    if (url.username !== '' || url.password !== '') {
      url.username = ''
      url.password = ''
      throw refusal(url.href, 'a name or password in the URL would be shown to everyone; give the key in OPENAI_API_KEY.')
    }
    const model = decodeURIComponent(url.hash.slice(1))
    url.hash = ''
    return { type: 'url', url: url.href.replace(/\/+$/, ''), model: model === '' ? undefined : model }
  }
  const [provider = '', ...rest] = text.split(':')
  const model = rest.join(':').trim()
  switch (provider) {
    case 'anthropic':
    case 'openai':
      return { type: provider, model: model === '' ? defaultModels[provider] : model }
    case 'ollama':
      if (model === '') throw refusal(value, 'name the model, as in ollama:llama3.2.')
      return { type: 'ollama', model }
    case 'local':
      if (!localModels.includes(model)) throw refusal(value, `the local models are ${localModels.join(', ')}.`)
      return { type: 'local', model }
    default:
      throw refusal(value, 'this names no brain.')
  }
}

/**
 * Chooses in this order: DUET_BRAIN, ANTHROPIC_API_KEY, OPENAI_API_KEY, an Ollama on loopback, the built-in brain.
 * A remote or local one comes guarded, with the built-in one behind it. Errors: `config.invalid` for a bad DUET_BRAIN or a key or
 * runtime it lacks, `model.missing` for a local model that is not there.
 */
export async function chooseBrain(settings: BrainSettings, options: ChooseOptions = {}): Promise<ChosenBrain> {
  const { DUET_BRAIN, ANTHROPIC_API_KEY, OPENAI_API_KEY } = settings
  const guard = (brain: Brain): Brain =>
    guardBrain(brain, {
      fallback: createBuiltInBrain(),
      ...(options.onFailure === undefined ? {} : { onFailure: options.onFailure }),
    })
  if (DUET_BRAIN !== undefined && DUET_BRAIN.trim() !== '') {
    const named = namedBrain(DUET_BRAIN)
    if (named.type === 'built-in') return { brain: createBuiltInBrain(), why: 'DUET_BRAIN asks for the built-in brain.', better }
    const brain =
      named.type === 'local' ? await openLocalBrain(named.model, settings.DUET_MODELS_DIR) : await remoteBrain(named, settings)
    return { brain: guard(brain), why: 'It is named in DUET_BRAIN.' }
  }
  if (ANTHROPIC_API_KEY !== undefined) {
    return {
      brain: guard(await remoteBrain({ type: 'anthropic', model: anthropicModel(settings) }, settings)),
      why: 'ANTHROPIC_API_KEY is set.',
    }
  }
  if (OPENAI_API_KEY !== undefined) {
    return {
      brain: guard(await remoteBrain({ type: 'openai', model: defaultModels.openai }, settings)),
      why: 'OPENAI_API_KEY is set.',
    }
  }
  const probe = options.probe ?? ollamaModels
  const models = await probe(AbortSignal.timeout(probeMs)).catch((): readonly string[] => [])
  const model = models[0]
  if (model !== undefined)
    return { brain: guard(await remoteBrain({ type: 'ollama', model }, settings)), why: 'Ollama runs on this computer.' }
  return { brain: createBuiltInBrain(), why: 'There is no key and no Ollama, so the built-in brain answers.', better }
}

/**
 * The text model over the network that the settings name, for work beside a call; undefined where they name none: the built-in brain and
 * small local models are for talking only, and an Ollama that merely runs here was not asked for. Errors: `config.invalid`.
 */
export function configuredModel(settings: BrainSettings): ModelChoice | undefined {
  const { DUET_BRAIN, ANTHROPIC_API_KEY, OPENAI_API_KEY } = settings
  if (DUET_BRAIN !== undefined && DUET_BRAIN.trim() !== '') {
    const named = namedBrain(DUET_BRAIN)
    return named.type === 'built-in' || named.type === 'local' ? undefined : remoteModel(named, settings)
  }
  if (ANTHROPIC_API_KEY !== undefined) return remoteModel({ type: 'anthropic', model: anthropicModel(settings) }, settings)
  if (OPENAI_API_KEY !== undefined) return remoteModel({ type: 'openai', model: defaultModels.openai }, settings)
  return undefined
}

/**
 * The same model for structured answers in the background, where one is configured by name or key: small models make facts up. Errors:
 * `config.invalid`.
 */
export async function chooseStructured(settings: BrainSettings): Promise<StructuredModel | undefined> {
  const choice = configuredModel(settings)
  if (!choice) return undefined
  const { createStructuredModel } = await import('./structured.ts')
  return createStructuredModel(choice.name, choice.model)
}

function anthropicModel({ ANTHROPIC_MODEL }: BrainSettings): string {
  return ANTHROPIC_MODEL ?? defaultModels.anthropic
}

async function remoteBrain(named: Remote, settings: BrainSettings): Promise<Brain> {
  const choice = remoteModel(named, settings)
  const { createRemoteBrain } = await import('./remote.ts')
  return createRemoteBrain(choice)
}

/** The provider packages are loaded only where one is used: each costs a quarter of a second. */
function remoteModel(named: Remote, settings: BrainSettings): ModelChoice {
  switch (named.type) {
    case 'anthropic': {
      const apiKey = keyOf(settings, 'ANTHROPIC_API_KEY', named.type)
      const model = async () => (await import('@ai-sdk/anthropic')).createAnthropic({ apiKey })(named.model)
      return { name: `anthropic:${named.model}`, model }
    }
    case 'openai': {
      const apiKey = keyOf(settings, 'OPENAI_API_KEY', named.type)
      const model = async () => (await import('@ai-sdk/openai')).createOpenAI({ apiKey })(named.model)
      return { name: `openai:${named.model}`, model }
    }
    case 'ollama':
      return {
        name: `ollama:${named.model}`,
        model: () => compatibleModel(`${ollamaUrl}/v1`, named.model, undefined),
      }
    case 'url': {
      const { url, model } = named
      const { OPENAI_API_KEY } = settings
      return {
        name: model === undefined ? url : `${url} ${model}`,
        model: async (signal) => compatibleModel(url, model ?? (await firstModel(url, OPENAI_API_KEY, signal)), OPENAI_API_KEY),
      }
    }
  }
}

function keyOf(settings: BrainSettings, variable: 'ANTHROPIC_API_KEY' | 'OPENAI_API_KEY', provider: string): string {
  const key = settings[variable]
  if (key === undefined)
    throw new DuetError('config.invalid', `DUET_BRAIN names ${provider}, but ${variable} is not set; allowed: an API key.`, {
      field: variable,
    })
  return key
}

async function compatibleModel(baseURL: string, model: string, apiKey: string | undefined): Promise<RemoteModel> {
  const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible')
  return createOpenAICompatible({
    name: 'openai-compatible',
    baseURL,
    supportsStructuredOutputs: true,
    ...(apiKey === undefined ? {} : { apiKey }),
  }).chatModel(model)
}

/** The first model an OpenAI-compatible server lists. */
async function firstModel(url: string, apiKey: string | undefined, signal: AbortSignal): Promise<string> {
  const response = await fetch(`${url}/models`, {
    signal: AbortSignal.any([signal, AbortSignal.timeout(listModelsMs)]),
    headers: apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` },
  })
  const body: unknown = response.ok ? await response.json() : undefined
  const id = isRecord(body) && Array.isArray(body.data) && isRecord(body.data[0]) ? body.data[0].id : undefined
  if (typeof id !== 'string') throw new DuetError('brain.failed', `${url} lists no model; name one after "#" in DUET_BRAIN.`)
  return id
}

/** What Ollama's /api/tags lists, without the models that only embed. */
export async function ollamaModels(signal: AbortSignal, base = ollamaUrl): Promise<readonly string[]> {
  const response = await fetch(`${base}/api/tags`, { signal })
  const body: unknown = response.ok ? await response.json() : undefined
  if (!isRecord(body) || !Array.isArray(body.models)) return []
  return body.models
    .map((model: unknown) => (isRecord(model) ? model.name : undefined))
    .filter((name) => typeof name === 'string')
    .filter((name) => !name.includes('embed'))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
