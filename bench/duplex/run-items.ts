/** Plays items one after the other, or a few at once, scores each, and writes down what happened. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeWav } from '../../src/audio/wav.ts'
import type { Ear } from '../../src/speech/speech.ts'
import type { Item } from './families.ts'
import { clipRate } from './item.ts'
import { type Recording, record } from './recording.ts'
import { type Score, type ScoredItem, scoreItem } from './score-item.ts'
import { timelineSvg } from './timeline-svg.ts'

export type ItemResult = {
  readonly id: string
  readonly family: Item['family']
  readonly lengthMs: number
  /** Breaks in the agent's sound because it came late, ms in all. */
  readonly lateMs: number
  /** Undefined where there was nothing to score: `why` says it. */
  readonly score: Score | undefined
  readonly why: string | undefined
  readonly marks: Recording['marks']
  readonly agent: Recording['stretches']
  readonly words: ScoredItem['words']
  /** What the engine said of itself: its words and its metadata. */
  readonly events: readonly unknown[]
}

export type RunOptions = {
  readonly url: string
  readonly ear: Ear
  readonly concurrency: number
  /** Where pictures and sound go. */
  readonly folder: string
  /** Keep both sides of each item as a stereo WAV file. */
  readonly wav: boolean
  readonly signal: AbortSignal
  readonly onResult: (result: ItemResult) => void
}

/** In the order of the items. A call that fails is a result without a score. */
export async function runItems(items: readonly Item[], options: RunOptions): Promise<ItemResult[]> {
  mkdirSync(options.folder, { recursive: true })
  const results: ItemResult[] = []
  const queue = items.entries()
  const lanes = Array.from({ length: options.concurrency }, async () => {
    for (const [index, item] of queue) {
      if (options.signal.aborted) return
      const result = await runItem(item, options)
      results[index] = result
      options.onResult(result)
    }
  })
  await Promise.all(lanes)
  return results.filter((result) => result !== undefined)
}

async function runItem(item: Item, { url, ear, folder, wav, signal }: RunOptions): Promise<ItemResult> {
  const { id, family } = item
  try {
    const recording = await record(item, url, signal)
    const { score, words } = await scoreItem(recording, ear)
    const why = score ? undefined : (recording.fault ?? 'the agent did not speak when it was to')
    writeFileSync(join(folder, `${id}.svg`), timelineSvg(recording, words, score ? JSON.stringify(score) : (why ?? '')))
    if (wav) writeFileSync(join(folder, `${id}.wav`), writeWav([recording.user, recording.agent], clipRate))
    const { lengthMs, lateMs, marks, stretches, events } = recording
    return { id, family, lengthMs, lateMs, score, why, marks, agent: stretches, words, events }
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown)
    return { id, family, lengthMs: 0, lateMs: 0, score: undefined, why, marks: [], agent: [], words: [], events: [] }
  }
}
