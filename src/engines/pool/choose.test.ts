import { describe, expect, it } from 'vitest'
import { choose, hasProspects, type ServerState, type Wish } from './choose.ts'

const server = (serverId: string, fields: Partial<ServerState> = {}): ServerState => ({
  serverId,
  engine: serverId.split('@')[0] ?? '',
  draining: false,
  failing: false,
  freeSlots: 1,
  slots: 1,
  ...fields,
})
const call: Wish = { engines: [], avoid: [], purpose: 'call' }
const chosen = (servers: readonly ServerState[], wish: Partial<Wish> = {}, spares = 0) =>
  choose(servers, { ...call, ...wish }, spares)?.serverId

describe('a request gets', () => {
  it('the first engine of the settings that has a free slot', () => {
    expect(chosen([server('p@1', { freeSlots: 0 }), server('p@2'), server('local@3')])).toBe('p@2')
    expect(chosen([server('p@1', { freeSlots: 0 }), server('local@3')])).toBe('local@3')
    expect(chosen([server('p@1', { freeSlots: 0 })])).toBeUndefined()
  })
  it('the emptiest server among those of one engine', () => {
    expect(chosen([server('v@1', { freeSlots: 1, slots: 4 }), server('v@2', { freeSlots: 3, slots: 4 })])).toBe('v@2')
  })
  it('the engines it wants, in its own order, and none it avoids', () => {
    const servers = [server('p@1'), server('m@2'), server('local@3')]
    expect(chosen(servers, { engines: ['local', 'm'] })).toBe('local@3')
    expect(chosen(servers, { avoid: ['p@1', 'm@2'] })).toBe('local@3')
    expect(chosen(servers, { engines: ['p'], avoid: ['p@1'] })).toBeUndefined()
  })
  it('no server that fails or is drained', () => {
    expect(chosen([server('p@1', { failing: true }), server('p@2', { draining: true }), server('p@3')])).toBe('p@3')
  })
  it('no slot that is kept for rollovers, unless it is one; a single slot is for calls', () => {
    const two = [server('p@1', { freeSlots: 0 }), server('p@2')]
    expect(chosen(two, {}, 1)).toBeUndefined()
    expect(chosen(two, { purpose: 'rollover' }, 1)).toBe('p@2')
    expect(chosen([server('p@1'), server('p@2')], {}, 1)).toBe('p@1')
    expect(chosen([server('p@1')], {}, 5)).toBe('p@1')
  })
})

it('waiting can help where a server works, however full it is', () => {
  expect(hasProspects([server('p@1', { freeSlots: 0 })], call)).toBe(true)
  expect(hasProspects([server('p@1', { failing: true }), server('p@2', { draining: true })], call)).toBe(false)
  expect(hasProspects([server('p@1')], { ...call, avoid: ['p@1'] })).toBe(false)
})
