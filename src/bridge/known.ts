/** What is remembered of the person in a session, for its prompts: the bridge's own copy of their digest, never waited for. */
import type { PromptPart } from '../personas/prompt-parts.ts'
import type { Journal, SessionRecord } from '../store/journal.ts'

export type KnownOptions = {
  readonly journal: Pick<Journal, 'digest'>
  /** Asks the orchestrator for a digest on a topic; absent: there is none. */
  readonly ask?:
    | ((session: SessionRecord, topic: string, signal: AbortSignal) => Promise<readonly PromptPart[] | undefined>)
    | undefined
  /** Longest wait for the disk, ms. */
  readonly readMs?: number
  /** Longest wait for the orchestrator, in the background, ms. */
  readonly askMs?: number
}

/** Sessions with a topic that have not begun to talk. */
const mostTopics = 1000
/** How much a sentence on the topic gains in a prompt: it goes before every other one of the digest. */
const topicPriority = 79.5

type Topic = { readonly words: ReadonlySet<string>; parts: readonly PromptPart[] | undefined }

export class Known {
  readonly #options: Required<Omit<KnownOptions, 'ask'>> & Pick<KnownOptions, 'ask'>
  readonly #topics = new Map<string, Topic>()

  constructor(options: KnownOptions) {
    this.#options = { readMs: 200, askMs: 3000, ...options }
  }

  /** The session will be about this: its facts come first. Returns at once. */
  about(session: SessionRecord, topic: string): void {
    const found: Topic = { words: wordsOf(topic), parts: undefined }
    this.#topics.set(session.sessionId, found)
    const [oldest] = this.#topics.keys()
    if (this.#topics.size > mostTopics && oldest !== undefined) this.#topics.delete(oldest)
    const { ask, askMs } = this.#options
    void ask?.(session, topic, AbortSignal.timeout(askMs))
      .then((parts) => {
        found.parts = parts
      })
      .catch(() => {}) // the copy at hand stands
  }

  /** As `parts`, on a topic; waits for the orchestrator within its deadline. Not for the voice path. */
  async on(session: SessionRecord, topic: string): Promise<readonly PromptPart[]> {
    const { ask, askMs } = this.#options
    const asked = await ask?.(session, topic, AbortSignal.timeout(askMs)).catch(() => undefined)
    if (asked) return asked
    const words = wordsOf(topic)
    return (await this.parts(session)).map((part) => onTopic(part, words))
  }

  /** The sentences of the digest, its heading first; none where there is no copy or the disk does not answer in time. */
  async parts(session: Pick<SessionRecord, 'sessionId' | 'userId' | 'persona'>): Promise<readonly PromptPart[]> {
    const topic = this.#topics.get(session.sessionId)
    if (topic?.parts) return topic.parts
    const { journal, readMs } = this.#options
    const copy = await inTime(journal.digest(session.userId, session.persona), readMs)
    const parts = copy?.parts ?? []
    return topic ? parts.map((part) => onTopic(part, topic.words)) : parts
  }
}

function onTopic(part: PromptPart, words: ReadonlySet<string>): PromptPart {
  const hit = part.kind !== 'heading' && [...wordsOf(part.text)].some((word) => words.has(word))
  return hit ? { ...part, priority: Math.max(part.priority, topicPriority) } : part
}

/** Words that say what a text is about, without accents, cut to their beginnings so that forms of a word meet. */
function wordsOf(text: string): ReadonlySet<string> {
  const plain = text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
  const words = plain.match(/[\p{L}\p{N}]{3,}/gu) ?? []
  return new Set(words.filter((word) => !common.has(word)).map((word) => word.slice(0, 6)))
}

const common = new Set(
  'the and for with that this they their them you your are was were has have had not but what when where who how from about into her his she him its our can will would'.split(
    ' ',
  ),
)

async function inTime<T>(work: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms)
  })
  try {
    return await Promise.race([work.catch(() => undefined), late])
  } finally {
    clearTimeout(timer)
  }
}
