import { describe, expect, it } from 'vitest'
import { DuetError, type ErrorCode } from '../../protocol/errors.ts'
import { type LegEnd, verdictOf } from './verdict.ts'

const end = (fields: Partial<LegEnd>): LegEnd => ({
  reached: true,
  ready: true,
  error: undefined,
  outcome: 'confirmed',
  suspect: false,
  ...fields,
})
const failed = (code: ErrorCode) => new DuetError(code, 'it failed')

describe('after a leg its slot', () => {
  it.each<[string, Partial<LegEnd>]>([
    ['that was closed by us and confirmed', {}],
    ['that the client left during the handshake, confirmed', { ready: false }],
    ['that the engine dropped in mid-call', { error: failed('engine.lost'), outcome: 'dropped' }],
    ['that the engine ended in mid-call', { error: failed('engine.lost') }],
    ['that reached nobody', { reached: false, ready: false, error: failed('engine.unreachable') }],
    ['that was never opened', { reached: false, ready: false }],
  ])('%s is free', (_, fields) => {
    expect(verdictOf(end(fields)).quarantine).toBeNull()
  })

  it.each<[string, Partial<LegEnd>]>([
    ['whose close was not confirmed', { outcome: 'cut' }],
    ['that was given up during the handshake and dropped by the engine', { ready: false, outcome: 'dropped' }],
    ['that was given up while it connected', { reached: false, ready: false, outcome: 'cut' }],
    ['that died before it was ready', { ready: false, error: failed('engine.voice_failed') }],
    ['that another caller has', { reached: false, ready: false, error: failed('engine.busy') }],
    ['whose holder doubts it', { suspect: true }],
  ])('%s is in doubt', (_, fields) => {
    expect(verdictOf(end(fields)).quarantine).toEqual(expect.any(String))
  })
})

describe('after a leg its server', () => {
  it('is in trouble where it was not reached, and only there', () => {
    const unreachable = failed('engine.unreachable')
    expect(verdictOf(end({ reached: false, ready: false, error: unreachable })).trouble).toBe(unreachable)
    expect(verdictOf(end({ error: failed('engine.lost') })).trouble).toBeNull()
    expect(verdictOf(end({ reached: false, ready: false, error: failed('engine.busy') })).trouble).toBeNull()
  })
  it('is not trusted with the voice it died over', () => {
    expect(verdictOf(end({ ready: false, error: failed('engine.voice_failed') })).doubtVoice).toBe(true)
    expect(verdictOf(end({ ready: false, outcome: 'dropped' })).doubtVoice).toBe(true)
    expect(verdictOf(end({ reached: false, ready: false, outcome: 'cut' })).doubtVoice).toBe(true)
    expect(verdictOf(end({ ready: false })).doubtVoice).toBe(false)
  })
})
