import { describe, expect, it } from 'vitest'
import { DuetError } from '../protocol/errors.ts'
import { EarShare, type EarShareOptions } from './ear-share.ts'
import type { Ear, Heard } from './speech.ts'

/** What a test ear was asked: it answers when told to. */
type Work = { readonly label: number; readonly aborted: boolean; answer(): Promise<void>; die(): void }

const secondOf = (label: number, seconds = 1): Float32Array => new Float32Array(16_000 * seconds).fill(label)
const heard = (text: string): Heard => ({ text, words: [], logprob: 0, noSpeech: 0, stopped: 'end', ms: 1 })
const until = async (done: () => boolean): Promise<void> => {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 1))
}
const settle = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await Promise.resolve()
}

/** Ears that do one thing at a time, by hand. */
function earsByHand(options: Partial<EarShareOptions> = {}) {
  const works: Work[] = []
  let opened = 0
  const open = async (): Promise<Ear> => {
    opened++
    return {
      name: 'by hand',
      pid: opened,
      close: async () => {},
      hear: (pcm, { signal } = {}) =>
        new Promise((resolve, reject) => {
          const label = pcm[0] ?? 0
          signal?.addEventListener('abort', () => resolve({ ...heard(''), stopped: 'abort' }), { once: true })
          works.push({
            label,
            get aborted() {
              return signal?.aborted === true
            },
            answer: () => {
              resolve(heard(String(label)))
              return settle()
            },
            die: () => {
              reject(new DuetError('model.failed', 'The ear ended unexpectedly.'))
            },
          })
        }),
    }
  }
  const share = new EarShare({ open, ears: 1, restartMs: [0], ...options })
  const labels = () => works.map((work) => work.label)
  return { share, works, labels, opened: () => opened }
}

describe('a few ears for many calls', () => {
  it('shed a partial that is being heard for a final, and never the other way round', async () => {
    const { share, works, labels } = earsByHand()
    const [a, b] = [share.seat(), share.seat()]
    await settle()
    const partial = a.partial(secondOf(1), {})
    const final = b.final(secondOf(2), {})
    await settle()
    expect(works[0]?.aborted).toBe(true)
    expect(await partial).toBeUndefined()
    expect(labels()).toEqual([1, 2])
    const late = a.partial(secondOf(3), {})
    await settle()
    expect(works[1]?.aborted).toBe(false)
    await works[1]?.answer()
    expect(await final).toMatchObject({ text: '2' })
    await works[2]?.answer()
    expect(await late).toMatchObject({ text: '3' })
  })

  it('hear all finals before any partial, however long the partial has waited', async () => {
    const { share, works, labels } = earsByHand()
    const [a, b] = [share.seat(), share.seat()]
    await settle()
    void a.final(secondOf(1), {})
    void b.partial(secondOf(9), {})
    void a.final(secondOf(2), {})
    void a.final(secondOf(3), {})
    for (let i = 0; i < 4; i++) await works[i]?.answer()
    expect(labels()).toEqual([1, 2, 3, 9])
  })

  it('take calls in turn, and each call’s finals in order', async () => {
    const { share, works, labels } = earsByHand()
    const [talker, other] = [share.seat(), share.seat()]
    await settle()
    for (const label of [1, 2, 3]) void talker.final(secondOf(label), {})
    for (const label of [11, 12]) void other.final(secondOf(label), {})
    for (let i = 0; i < 5; i++) await works[i]?.answer()
    expect(labels()).toEqual([1, 11, 2, 12, 3])
  })

  it('keep only a call’s newest partial', async () => {
    const { share, works, labels } = earsByHand()
    const seat = share.seat()
    const busy = share.seat()
    await settle()
    void busy.final(secondOf(1), {})
    const old = seat.partial(secondOf(2), {})
    void seat.partial(secondOf(3), {})
    expect(await old).toBeUndefined()
    await works[0]?.answer()
    expect(labels()).toEqual([1, 3])
    expect(share.status.shedPartials).toBe(1)
  })

  it('refuse a final only where too much waits, for one call and over all, and say so', async () => {
    const { share, works } = earsByHand({ maxWaitingMs: 5000, maxCallWaitingMs: 3000 })
    const [a, b] = [share.seat(), share.seat()]
    await settle()
    void a.final(secondOf(1), {}) // it is being heard and does not wait
    const waiting = a.final(secondOf(2, 2), {})
    expect(await a.final(secondOf(3, 2), {})).toEqual({ unheard: 'full' })
    void b.final(secondOf(4, 3), {})
    expect(await b.final(secondOf(5), {})).toEqual({ unheard: 'full' })
    expect(share.status).toMatchObject({ waitingFinals: 2, waitingMs: 5000, lostFinals: 2 })
    for (let i = 0; i < 3; i++) await works[i]?.answer()
    expect(await waiting).toMatchObject({ text: '2' })
    expect(share.status.waitingMs).toBe(0)
  })

  it('ask a final again that an ear died over, before all others, and give it up at the second death', async () => {
    const { share, works, labels, opened } = earsByHand()
    const seat = share.seat()
    await settle()
    const final = seat.final(secondOf(1), {})
    const next = seat.final(secondOf(2), {})
    await settle()
    works[0]?.die()
    await until(() => works.length === 2)
    expect([labels(), opened()]).toEqual([[1, 1], 2])
    works[1]?.die()
    expect(await final).toEqual({ unheard: 'failed' })
    await until(() => works.length === 3)
    await works[2]?.answer()
    expect(await next).toMatchObject({ text: '2' })
    expect(share.status).toMatchObject({ restarts: 2, ears: 1, pids: [3] })
  })

  it('hear out the finals of a call that has left, not its partials', async () => {
    const { share, works, labels } = earsByHand()
    const seat = share.seat()
    await settle()
    const first = seat.final(secondOf(1), {})
    const last = seat.final(secondOf(2), {})
    const partial = seat.partial(secondOf(3), {})
    seat.leave()
    expect(await partial).toBeUndefined()
    await works[0]?.answer()
    await works[1]?.answer()
    expect([await first, await last]).toMatchObject([{ text: '1' }, { text: '2' }])
    expect(labels()).toEqual([1, 2])
  })

  it('work side by side where there are several', async () => {
    const { share, labels } = earsByHand({ ears: 2 })
    const seat = share.seat()
    await settle()
    for (const label of [1, 2, 3]) void seat.final(secondOf(label), {})
    await settle()
    expect(labels()).toEqual([1, 2])
  })

  it('say that there are none when they cannot be started, and come back when they can', async () => {
    let broken = true
    const hand = earsByHand()
    const failures: string[] = []
    const share = new EarShare({
      open: async () => {
        if (broken) throw new DuetError('model.failed', 'no memory')
        return { name: 'mended', close: async () => {}, hear: async () => heard('back') }
      },
      ears: 1,
      restartMs: [0],
      maxFailures: 2,
      onFailure: (error) => failures.push(error.message),
    })
    const waiting = share.seat().final(secondOf(1), {})
    expect(await waiting).toEqual({ unheard: 'none' })
    expect(share.dead).toBe(true)
    broken = false
    await until(() => !share.dead)
    expect(await share.seat().final(secondOf(2), {})).toMatchObject({ text: 'back' })
    expect(failures.length).toBeGreaterThanOrEqual(2)
    await Promise.all([share.close(), hand.share.close()])
  })
})
