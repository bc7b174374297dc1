/** Which definitions apply to which family, and one flat record of figures for each item. */
import type { Ear } from '../../src/speech/speech.ts'
import type { PauseKind } from './item.ts'
import { hearAgent, type Mark, type Recording } from './recording.ts'
import {
  type Answer,
  type Behaviour,
  behaviour,
  type EchoScore,
  echoScore,
  goesOn,
  type InterruptionScore,
  interruptionScore,
  type OwnBackchannels,
  ownBackchannels,
  pauseTakeover,
  smoothTurn,
  type Word,
} from './scoring.ts'

export type Score =
  | { readonly family: 'pause'; readonly after: PauseKind | undefined; readonly takeover: boolean; readonly answered: boolean }
  | ({ readonly family: 'smooth' } & Answer)
  | ({ readonly family: 'interruption' } & InterruptionScore)
  | { readonly family: 'user-backchannel'; readonly wentOn: readonly boolean[]; readonly behaviours: readonly Behaviour[] }
  | ({ readonly family: 'backchannel' } & OwnBackchannels)
  | { readonly family: 'side-talk'; readonly behaviour: Behaviour }
  | { readonly family: 'background'; readonly behaviour: Behaviour; readonly answeredSilence: boolean }
  | ({ readonly family: 'echo'; readonly selfHeard: number } & EchoScore)

export type ScoredItem = {
  readonly score: Score | undefined
  readonly words: readonly Word[]
}

/** The item's score, and the words it rests on. Undefined where the item was not played to its end or the agent never spoke. */
export async function scoreItem(recording: Recording, ear: Ear): Promise<ScoredItem> {
  const { item, marks, lengthMs, stretches, fine } = recording
  if (!recording.complete) return { score: undefined, words: [] }
  const { family } = item
  switch (family) {
    case 'pause': {
      const turn = markOf(marks, 'turn')
      const words = await hearAgent(recording, ear, turn.startMs, lengthMs)
      const takeover = pauseTakeover(words, turn)
      return { score: { family, after: item.pause, takeover, answered: smoothTurn(stretches, words, turn).takeover }, words }
    }
    case 'smooth': {
      const turn = markOf(marks, 'turn')
      const words = await hearAgent(recording, ear, turn.startMs, lengthMs)
      return { score: { family, ...smoothTurn(stretches, words, turn) }, words }
    }
    case 'interruption': {
      const interruption = markOf(marks, 'interruption')
      const words = await hearAgent(recording, ear, interruption.endMs, lengthMs)
      return { score: { family, ...interruptionScore(recording.levels, stretches, words, interruption) }, words }
    }
    case 'user-backchannel': {
      const sounds = marks.filter(({ name }) => name === 'backchannel')
      const wentOn = sounds.map((sound) => goesOn(fine, sound, untilNext(sound, sounds, lengthMs)))
      const behaviours = sounds.map((sound) => behaviour(fine, sound, untilNext(sound, sounds, lengthMs)))
      return { score: { family, wentOn, behaviours }, words: [] }
    }
    case 'backchannel': {
      const story = markOf(marks, 'story')
      const words = await hearAgent(recording, ear, story.startMs, story.endMs)
      return { score: { family, ...ownBackchannels(stretches, words, story) }, words }
    }
    case 'side-talk':
      return { score: { family, behaviour: behaviour(fine, markOf(marks, 'aside'), lengthMs) }, words: [] }
    case 'background': {
      const [inSilence, inSpeech] = marks.filter(({ name }) => name === 'background')
      const opener = markOf(marks, 'opener')
      if (!inSilence || !inSpeech) return { score: undefined, words: [] }
      const answeredSilence = stretches.some(({ startMs }) => startMs >= inSilence.startMs && startMs < opener.startMs)
      return { score: { family, behaviour: behaviour(fine, inSpeech, lengthMs), answeredSilence }, words: [] }
    }
    case 'echo': {
      const opener = markOf(marks, 'opener')
      const first = stretches.find(({ endMs }) => endMs > opener.endMs)
      if (!first) return { score: undefined, words: [] }
      return {
        score: { family, selfHeard: selfHeard(recording, opener), ...echoScore(fine, first.startMs, lengthMs) },
        words: [],
      }
    }
  }
}

/** Utterances that the engine reports to have heard of the user after the only one there was; 0 for engines that do not say. */
function selfHeard({ events }: Recording, opener: Mark): number {
  return events.filter((event) => {
    if (event.type !== 'metadata') return false
    const metadata = event.metadata
    if (typeof metadata !== 'object' || metadata === null) return false
    const { type, final, text, startMs } = metadata as Readonly<Record<string, unknown>> // read field by field, each checked
    return type === 'user.words' && final === true && text !== '' && typeof startMs === 'number' && startMs > opener.endMs + 300
  }).length
}

function markOf(marks: readonly Mark[], name: string): Mark {
  const found = marks.find((mark) => mark.name === name)
  if (!found) throw new Error(`the item has no ${name}`)
  return found
}

function untilNext(sound: Mark, sounds: readonly Mark[], lengthMs: number): number {
  return sounds[sounds.indexOf(sound) + 1]?.startMs ?? lengthMs
}
