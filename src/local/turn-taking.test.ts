import { describe, expect, it } from 'vitest'
import {
  defaultTurnTaking,
  initialTurnTaking,
  type TurnTakingEffect,
  type TurnTakingEvent,
  type TurnTakingOptions,
} from './turn-state.ts'
import { turnTaking } from './turn-taking.ts'

const FRAME_MS = 32

/** A call by script: time passes in frames, the ear and the turn model answer at once with what the script says. */
class Scene {
  state = initialTurnTaking
  readonly effects: TurnTakingEffect[] = []
  /** What the ear understands of whatever it is asked, and how finished it sounds. */
  says = ''
  finished = 0.9
  /** Whether the ear tells when each word was said. */
  timed = true
  /** What the ear hears are the agent's own words. */
  own = false
  /** How long the ear takes, in frames. */
  earFrames = 0
  readonly #late: { frames: number; event: TurnTakingEvent }[] = []
  readonly #options: TurnTakingOptions

  constructor(options: Partial<TurnTakingOptions> = {}) {
    this.#options = { ...defaultTurnTaking, ...options }
  }
  dispatch(event: TurnTakingEvent): void {
    const [state, effects] = turnTaking(this.state, event, this.#options)
    this.state = state
    for (const effect of effects) {
      this.effects.push(effect)
      if (effect.type === 'hear')
        this.#later(this.earFrames, {
          type: 'heard',
          id: effect.id,
          purpose: effect.purpose,
          text: this.says,
          own: this.own,
          toMs: effect.toMs,
          ...(this.timed ? { times: [{ text: this.says, startMs: effect.fromMs, endMs: effect.toMs }] } : {}),
        })
      if (effect.type === 'look') this.#later(0, { type: 'looked', id: effect.id, finished: this.finished })
    }
  }
  #later(frames: number, event: TurnTakingEvent): void {
    if (frames === 0) this.dispatch(event)
    else this.#late.push({ frames, event })
  }
  #pass(ms: number, voiced: boolean): this {
    for (let i = 0; i < Math.round(ms / FRAME_MS); i++) {
      this.dispatch({ type: 'frame', voiced, atMs: this.state.nowMs + FRAME_MS, frameMs: FRAME_MS })
      for (const late of this.#late.splice(0)) {
        if (late.frames <= 1) this.dispatch(late.event)
        else this.#late.push({ ...late, frames: late.frames - 1 })
      }
    }
    return this
  }
  user(ms: number, says: string, finished = 0.9): this {
    this.says = says
    this.finished = finished
    return this.#pass(ms, true)
  }
  quiet(ms: number): this {
    return this.#pass(ms, false)
  }
  agent(state: 'started' | 'ended', kind: 'answer' | 'murmur' = 'answer'): this {
    this.dispatch({ type: 'agent', state, kind })
    return this
  }
  /** Forgets the effects so far. */
  clear(): this {
    this.effects.length = 0
    return this
  }
  types(): string[] {
    return this.effects.map((effect) => effect.type).filter((type) => type !== 'hear' && type !== 'look' && type !== 'words')
  }
  find<T extends TurnTakingEffect['type']>(type: T): Extract<TurnTakingEffect, { type: T }> | undefined {
    return this.effects.find((effect): effect is Extract<TurnTakingEffect, { type: T }> => effect.type === type)
  }
}
const answering = (): Scene => new Scene().user(1500, 'What is the time?').quiet(320).agent('started').quiet(1500).clear()

describe('answering', () => {
  it('prepares at the first silence and answers a finished question quickly', () => {
    const scene = new Scene().user(1500, 'What is the time?').quiet(128)
    expect(scene.types()).toEqual(['prepare'])
    scene.quiet(192)
    expect(scene.types()).toEqual(['prepare', 'release'])
    expect(scene.find('release')).toMatchObject({ text: 'What is the time?' })
    expect(scene.find('release')?.silenceMs).toBeLessThanOrEqual(288)
  })
  it('waits long after a dangling word, whatever it sounds like', () => {
    const scene = new Scene().user(1500, 'I went to the shop and then I', 0.8).quiet(1100)
    expect(scene.types()).toEqual(['prepare'])
    scene.quiet(1200)
    expect(scene.types()).toContain('release')
  })
  it('drops what it prepared without trace when the user goes on, and answers the whole', () => {
    const scene = new Scene().user(1500, 'I would like', 0.1).quiet(500)
    expect(scene.types()).toEqual(['prepare'])
    scene.user(900, 'I would like a cup of tea.').quiet(320)
    expect(scene.types()).toEqual(['prepare', 'drop', 'prepare', 'release'])
    expect(scene.find('release')?.text).toBe('I would like a cup of tea.')
  })
  it('tells when the final words were said, over a pause that settled some of them, but not where some are not known', () => {
    const said = (timed: boolean) => {
      const scene = new Scene()
      scene.timed = timed
      scene.user(4200, 'I went to the shop', 0.1).quiet(480)
      scene.timed = true
      scene.user(1500, 'and bought a lamp.').quiet(2000)
      const finals = scene.effects.filter((effect) => effect.type === 'words' && effect.final)
      return finals.map((effect) => effect.type === 'words' && effect.words?.map((word) => word.text))
    }
    expect(said(true)).toEqual([['I went to the shop', 'and bought a lamp.']])
    expect(said(false)).toEqual([undefined])
  })
  it('lets nothing out while the ear has not answered', () => {
    const scene = new Scene()
    scene.earFrames = 40
    scene.user(1500, 'What is the time?').quiet(1000)
    expect(scene.types()).toEqual([])
    scene.quiet(600)
    expect(scene.types()).toEqual(['prepare', 'release'])
  })
  it('takes a cough for no turn', () => {
    const scene = new Scene().user(200, '').quiet(1500)
    expect(scene.types()).toEqual(['drop'])
    expect(scene.state.turn).toBeUndefined()
  })
  it('ignores a single voiced frame', () => {
    expect(new Scene().user(32, 'you').quiet(1000).effects).toEqual([])
  })
  it('recognises a long turn piece by piece and answers all of it', () => {
    const scene = new Scene().user(5000, 'First part and', 0.1).quiet(480).user(2000, 'second part.').quiet(960)
    expect(scene.find('release')?.text).toBe('First part and second part.')
  })
  it('commits what was recognised when somebody never pauses', () => {
    const scene = new Scene().user(45_000, 'on and on').quiet(320)
    const hears = scene.effects.filter((effect) => effect.type === 'hear')
    expect(Math.max(...hears.map((hear) => hear.toMs - hear.fromMs))).toBeLessThan(24_000)
  })
  it('takes the answer back when the user goes on just as it begins', () => {
    const scene = new Scene().user(1500, 'I was at the station').quiet(320).agent('started').quiet(96).clear()
    scene.user(128, 'I was at the station yesterday evening')
    expect(scene.types()).toEqual(['retract'])
    scene.user(1000, 'I was at the station yesterday evening.').quiet(960)
    expect(scene.find('release')?.text).toBe('I was at the station yesterday evening.')
  })
  it('takes the answer back when the user goes on before it is heard', () => {
    const scene = new Scene().user(1500, 'I was at the station').quiet(320).clear().user(128, 'x')
    expect(scene.types()).toEqual(['retract'])
  })
  it('answers what was typed', () => {
    const scene = new Scene()
    scene.dispatch({ type: 'typed', text: 'hello' })
    expect(scene.types()).toEqual(['drop', 'prepare', 'release'])
  })
})

describe('a story', () => {
  const opening = 'When I was a boy, we lived beside a mill.'
  const second = `${opening} It had a big wheel.`

  it('is not broken into where its sentences end', () => {
    const scene = new Scene().user(3000, opening).quiet(448).user(2000, second).quiet(800)
    expect(scene.types()).not.toContain('release')
    scene.quiet(500)
    expect(scene.find('release')?.text).toBe(second)
  })
  it('is answered at once when it ends in a question', () => {
    const scene = new Scene().user(3000, opening).quiet(448).user(2000, `${opening} Have you ever seen one?`).quiet(320)
    expect(scene.types()).toContain('release')
  })
  it('is not broken into a second time', () => {
    const told = 'My aunt sells fish.'
    const scene = new Scene().user(1500, told).quiet(320).agent('started').quiet(96).user(1200, `${told} She is old.`)
    expect(scene.types()).toContain('retract')
    scene.clear().quiet(640)
    expect(scene.types()).not.toContain('release')
  })
  it('has the pauses its teller makes', () => {
    const told = 'I sell fish.'
    const scene = new Scene().user(900, told, 0.5).quiet(416).user(700, `${told} Not much`, 0.99).quiet(480)
    expect(scene.types()).not.toContain('release')
    scene.quiet(224)
    expect(scene.types()).toContain('release')
  })
})

describe('murmurs', () => {
  it('come at a phrase end of a long story and leave the turn with the user', () => {
    const scene = new Scene().user(7000, 'So we went to the lake and', 0.1).quiet(320)
    expect(scene.types()).toEqual(['prepare', 'murmur'])
    scene.agent('started', 'murmur').user(600, 'So we went to the lake and swam and', 0.1).agent('ended', 'murmur')
    expect(scene.state.turn?.utterance).toBe(1)
  })
  it('do not come in a short turn, nor twice in a row', () => {
    expect(new Scene().user(3000, 'well and', 0.1).quiet(480).types()).toEqual(['prepare'])
    const scene = new Scene().user(7000, 'a story and', 0.1).quiet(320).user(1000, 'a story and more and', 0.1).quiet(320)
    expect(scene.types().filter((type) => type === 'murmur')).toHaveLength(1)
  })
})

describe('overlap', () => {
  it('gives way to somebody who goes on, whatever it is about', () => {
    const scene = answering().user(1100, 'The museum in the north')
    expect(scene.find('yield')).toMatchObject({ reason: 'going-on' })
  })
  it('lowers the voice within 200 ms and gives way to somebody who begins to talk', () => {
    const scene = answering()
    const beganMs = scene.state.nowMs
    scene.user(128, 'I have a different')
    expect(scene.types()).toEqual(['lower'])
    scene.user(400, 'I have a different')
    expect(scene.types()).toEqual(['lower', 'yield'])
    expect(scene.state.nowMs - beganMs).toBeLessThanOrEqual(544)
    expect(scene.state.turn?.startMs).toBe(beganMs)
  })
  it('becomes softer with the first voice, before it counts as speech, and full again when that was all', () => {
    const scene = answering().user(32, '')
    expect(scene.types()).toEqual(['lower'])
    scene.quiet(128)
    expect(scene.types()).toEqual(['lower', 'restore'])
    expect(scene.find('restore')).toMatchObject({ reason: 'noise' })
  })
  it('takes nothing back for a single frame of voice just after it began', () => {
    const scene = new Scene()
      .user(1500, 'What is the time?')
      .quiet(320)
      .agent('started')
      .quiet(96)
      .clear()
      .user(32, '')
      .quiet(320)
    expect(scene.types()).toEqual([])
  })
  it('hears a word of stopping that came late in the overlap as soon as it is there', () => {
    const scene = answering().user(352, 'The st').user(96, 'Stop')
    expect(scene.find('yield')).toMatchObject({ reason: 'stop-word' })
  })
  it('believes a first word that is hardly more than a guess only when it is still there later', () => {
    const hear = (ageMs: number, firstWordP: number): Scene => {
      const scene = answering()
      const { nowMs } = scene.state
      scene.user(ageMs, '')
      scene.dispatch({ type: 'heard', id: 1, purpose: 'overlap', text: 'How', firstWordP, toMs: nowMs + ageMs })
      return scene
    }
    expect(hear(256, 0.1).types()).toEqual(['lower'])
    expect(hear(256, 0.7).types()).toEqual(['lower', 'yield'])
    expect(hear(320, 0.1).types()).toEqual(['lower', 'yield'])
  })
  it('neither stops for its own echo, however long, nor answers it', () => {
    const scene = answering()
    scene.own = true
    scene.user(3000, 'No man is an').quiet(224)
    expect(scene.types()).toEqual(['lower', 'restore'])
    expect(scene.find('restore')).toMatchObject({ reason: 'echo' })
  })
  it('gives way to somebody who speaks into its echo', () => {
    const scene = answering()
    scene.own = true
    scene.user(1500, 'No man is an')
    scene.own = false
    scene.user(480, 'Wait a moment')
    expect(scene.types()).toEqual(['lower', 'yield'])
  })
  it('asks a slow ear one thing at a time', () => {
    const scene = answering()
    scene.earFrames = 8
    scene.user(480, 'Okay')
    expect(scene.effects.filter((effect) => effect.type === 'hear')).toHaveLength(1)
  })
  it('gives way at once to a stop word', () => {
    const scene = answering().user(352, 'Wait, stop')
    expect(scene.find('yield')).toMatchObject({ reason: 'stop-word' })
  })
  it('goes on after "yeah"', () => {
    const scene = answering().user(320, 'Yeah').quiet(256)
    expect(scene.types()).toEqual(['lower', 'restore'])
    expect(scene.find('restore')).toMatchObject({ reason: 'backchannel' })
  })
  it('goes on after a cough', () => {
    const scene = answering().user(192, '').quiet(256)
    expect(scene.find('restore')).toMatchObject({ reason: 'noise' })
  })
  it('bears a longer "yeah, right, I see"', () => {
    expect(answering().user(800, 'Yeah, right, I see').quiet(256).types()).toEqual(['lower', 'restore'])
  })
  it('gives way when "yeah" turns into a sentence', () => {
    const scene = answering().user(400, 'Yeah')
    scene.user(900, 'Yeah but I think that')
    expect(scene.types()).toEqual(['lower', 'yield'])
  })
  it('takes the sentence up again when it was only listening along after all', () => {
    const scene = answering()
    scene.earFrames = 30
    scene.user(1300, 'Yeah, right').quiet(1500)
    expect(scene.types()).toEqual(['lower', 'yield', 'resume'])
  })
  it('answers what was said into the end of its sentence', () => {
    const scene = answering().user(256, 'How far is it?').agent('ended')
    scene.user(500, 'How far is it?').quiet(320)
    expect(scene.find('release')?.text).toBe('How far is it?')
  })
  it('ignores late answers of the ear about an overlap that is over', () => {
    const scene = answering()
    scene.dispatch({ type: 'heard', id: 99, purpose: 'overlap', text: 'stop', toMs: 1 })
    expect(scene.types()).toEqual([])
  })
})

describe('silence', () => {
  it('takes the thread up once, and not in an empty room', () => {
    expect(new Scene().quiet(30_000).types()).toEqual([])
    const scene = answering().agent('ended').clear().quiet(8100)
    expect(scene.types()).toEqual(['takeUp'])
    scene.agent('started').agent('ended').quiet(30_000)
    expect(scene.types()).toEqual(['takeUp'])
  })
  it('gives the floor to a user who speaks while it is about to take the thread up', () => {
    const scene = answering().agent('ended').quiet(8100).clear().user(128, 'So')
    expect(scene.types()).toEqual(['retract'])
    expect(scene.state.turn).toBeDefined()
  })
})
