/** What a skill of the built-in brain is, and what it is given. */
import type { BrainOutput, BrainPersona, RunningTimer, Said } from '../brain.ts'
import { type Heard, heardFrom } from './heard.ts'
import type { Statement, Told } from './memory.ts'

export type Turn = {
  readonly heard: Heard
  /** The call before this utterance, oldest first. */
  readonly history: readonly Said[]
  /** What the caller told in it. */
  readonly told: Told
  /** What is remembered of the caller from earlier calls, as if told before this one. */
  readonly known: readonly Statement[]
  /** The timers that run; undefined where the asker doesn't know them. */
  readonly timers: readonly RunningTimer[] | undefined
  readonly persona: BrainPersona
  readonly now: Date
  readonly timeZone: string
}

export type Answer = readonly BrainOutput[]

/** A skill: whether it is meant, and what it says then. Pure but for reading its reference data. */
export interface Skill<M> {
  readonly name: string
  /** What was asked, or undefined where the skill is not meant. */
  match(turn: Turn): M | undefined
  /** Undefined where it was meant but has nothing true to say. */
  answer(match: M, turn: Turn): Answer | undefined
  /** The full request that "and in Tokyo?" stands for after `previous`; undefined where it stands for none. */
  again?(rest: string, previous: Turn): string | undefined
}

/** A skill with its match type closed over, so that unlike skills stand in one list. */
export type ListedSkill = {
  readonly name: string
  readonly reply: (turn: Turn) => Answer | undefined
  readonly again: ((rest: string, previous: Turn) => string | undefined) | undefined
}

export function listed<M>(skill: Skill<M>): ListedSkill {
  return {
    name: skill.name,
    reply: (turn) => {
      const match = skill.match(turn)
      return match === undefined ? undefined : skill.answer(match, turn)
    },
    again: skill.again?.bind(skill),
  }
}

export function say(text: string): Answer {
  return [{ type: 'text', text }]
}

/** A stable small number from a text, to choose among wordings without chance. */
export function seedOf(text: string): number {
  let seed = 7
  for (let at = 0; at < text.length; at += 1) seed = (seed * 31 + text.charCodeAt(at)) % 1_000_003
  return seed
}

/** The first of `options`, from a place the utterance decides, whose opening was not said before in this call. */
export function pickFresh(turn: Pick<Turn, 'heard' | 'history'>, options: readonly [string, ...string[]]): string {
  const seed = seedOf(turn.heard.plain) + turn.history.length
  const said = turn.history.filter((entry) => entry.side === 'agent').map((entry) => entry.text)
  for (let step = 0; step < options.length; step += 1) {
    const option = options[(seed + step) % options.length] ?? options[0]
    const opening = option.slice(0, 24)
    if (!said.some((text) => text.includes(opening))) return option
  }
  return options[seed % options.length] ?? options[0]
}

/** The last thing the agent said, as far as it was heard. */
export function lastOf(history: readonly Said[], side: Said['side']): Said | undefined {
  return history.findLast((entry) => entry.side === side && entry.text.trim() !== '')
}

/** The same moment of the call with another text heard. */
export function withText(turn: Turn, text: string): Turn {
  return { ...turn, heard: heardFrom(text) }
}

/** The words of an answer. */
export function textOf(outputs: Answer): string {
  return outputs.map((output) => (output.type === 'text' ? output.text : '')).join('')
}
