import { expect, it } from 'vitest'
import { type EnginesAnswer, enginesTable } from './engines-table.ts'

const slot = (state: EnginesAnswer['servers'][number]['slots'][number]['state'], seconds = 0) => ({
  state,
  session_id: null,
  for_ms: seconds * 1000 + 400,
})

it('shows each server with its slots, how long they have been so, and why it is not used', () => {
  const servers: EnginesAnswer['servers'] = [
    { id: 'personaplex@gpu1:8998', engine: 'personaplex', address: '', slots: [slot('busy', 134)], detail: null },
    {
      id: 'personaplex@gpu2:8998',
      engine: 'personaplex',
      address: '',
      slots: [slot('failing', 5)],
      detail: 'No engine answers.',
    },
    {
      id: 'vllm-omni@gpu3',
      engine: 'vllm-omni',
      address: '',
      slots: [slot('free'), slot('busy', 3), slot('busy', 7389)],
      detail: null,
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
