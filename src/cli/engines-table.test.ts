import { expect, it } from 'vitest'
import { type EnginesAnswer, enginesTable } from './engines-table.ts'

const slot = (state: EnginesAnswer['servers'][number]['slots'][number]['state'], seconds = 0) => ({
  state,
  session_id: null,
  for_ms: seconds * 1000 + 400,
})

it('shows each server with its slots, how long they have been so, and why it is not used', () => {
  const servers: EnginesAnswer['servers'] = [
    {
      id: 'personaplex@gpu1:8998',
      engine: 'personaplex',
      address: '',
      draining: false,
      slots: [slot('busy', 134)],
      detail: null,
      process: null,
    },
    {
      id: 'personaplex@gpu2:8998',
      engine: 'personaplex',
      address: '',
      draining: false,
      slots: [slot('failing', 5)],
      detail: 'No engine answers.',
      process: null,
    },
    {
      id: 'vllm-omni@gpu3',
      engine: 'vllm-omni',
      address: '',
      draining: false,
      slots: [slot('free'), slot('busy', 3), slot('busy', 7389)],
      detail: null,
      process: null,
    },
  ]
  expect(enginesTable({ servers, queued: 2, queue_limit: 100 })).toBe(
    [
      'SERVER                 SLOTS                             WHY NOT',
      'personaplex@gpu1:8998  1 busy (2:14)',
      'personaplex@gpu2:8998  1 failing (0:05)                  No engine answers.',
      'vllm-omni@gpu3         2 busy (longest 2:03:09), 1 free',
      '',
      '1 of 5 slots free, 2 callers wait (queue of 100)',
    ].join('\n'),
  )
})

it('shows what the processes do that Duet runs itself, and what to do where one was given up', () => {
  const process = { name: 'moshi-1', for_ms: 190_000, action: null }
  const server = {
    engine: 'moshi',
    address: '',
    draining: false,
    slots: [slot('failing', 190)],
    detail: 'No engine answers (ECONNREFUSED).',
  }
  const servers: EnginesAnswer['servers'] = [
    {
      ...server,
      id: 'moshi@127.0.0.1:9100',
      process: { ...process, state: 'fetching', detail: 'model.safetensors: 42% of 15.4GB' },
    },
    {
      ...server,
      id: 'moshi@127.0.0.1:9101',
      process: { ...process, state: 'given_up', detail: 'moshi-2: HF_TOKEN is not set', action: 'Set HF_TOKEN.' },
    },
    {
      ...server,
      id: 'moshi@127.0.0.1:9102',
      slots: [slot('free')],
      detail: null,
      process: { ...process, state: 'ready', detail: null },
    },
    { ...server, id: 'moshi@gpu2:8998', process: null },
  ]
  expect(enginesTable({ servers, queued: 0, queue_limit: 100 })).toBe(
    [
      'SERVER                PROCESS                  SLOTS             WHY NOT',
      'moshi@127.0.0.1:9100  fetching weights (3:10)  1 failing (3:10)  model.safetensors: 42% of 15.4GB',
      'moshi@127.0.0.1:9101  given up (3:10)          1 failing (3:10)  moshi-2: HF_TOKEN is not set. Set HF_TOKEN.',
      'moshi@127.0.0.1:9102  ready                    1 free',
      'moshi@gpu2:8998                                1 failing (3:10)  No engine answers (ECONNREFUSED).',
      '',
      '1 of 4 slots free, nobody waits (queue of 100)',
    ].join('\n'),
  )
})
