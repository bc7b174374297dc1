import { describe, expect, it } from 'vitest'
import type { TaskView } from '../tasks-api.ts'
import { shownTasks, standing } from './task-words.ts'

const task = (id: string, more: Partial<TaskView> = {}): TaskView => ({
  ...{ id, user_id: 'ana', text: 'paint the fence', state: 'running', commands: [], results: [], question: null, context: null },
  ...{ confirm: null, error: null, created_at: 0, updated_at: 0, ...more },
})
const at = { now: 3_600_000, closed: new Set<string>(), wanted: null }
const ids = (tasks: readonly TaskView[], more = {}) => shownTasks(tasks, { ...at, ...more }).map((one) => one.id)

describe('the tasks on the page', () => {
  it('begin with those that want something', () => {
    const confirm = { id: 'c', what: 'run "x"', until: 0 }
    expect(
      ids([task('a'), task('b', { state: 'waiting_for_input' }), task('c', { confirm }), task('d', { state: 'pending' })]),
    ).toEqual([...['c', 'b', 'a', 'd']])
  })
  it('have ended lately, or were asked for; what was closed is gone', () => {
    const ended = [task('new', { state: 'completed', updated_at: 3_590_000 }), task('old', { state: 'failed' })]
    expect(ids(ended)).toEqual(['new'])
    expect(ids(ended, { wanted: 'old' })).toEqual(['old', 'new'])
    expect(ids(ended, { closed: new Set(['new']) })).toEqual([])
    expect(ids([task('a')], { closed: new Set(['a']) })).toEqual(['a'])
  })
  it('say how they stand', () => {
    expect(standing(task('a'))).toBe('Being done: paint the fence')
    expect(standing(task('a', { confirm: { id: 'c', what: 'run "x"', until: 0 } }))).toBe('A task wants to run "x"')
  })
})
