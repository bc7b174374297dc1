import { describe, expect, it } from 'vitest'
import { DuetError } from '../../protocol/errors.ts'
import { fetchProgress, serverReport } from './server-report.ts'

const told = { name: 'moshi-1', address: 'ws://127.0.0.1:9100', since: 1000 }
const still = { fetched: undefined, asked: false }
const fault = new DuetError(
  'engine.weights_access',
  'moshi-1: Hugging Face does not give its weights to the account of HF_TOKEN.',
)

describe('what is told of a managed server', () => {
  it('is how far its weights are while they are fetched', () => {
    const report = serverReport({ phase: 'starting', fault: null }, told, {
      ...still,
      fetched: 'model.safetensors: 42% of 15.4GB',
    })
    expect(report).toEqual({ ...told, state: 'fetching', detail: 'model.safetensors: 42% of 15.4GB', action: null })
  })
  it('is why it failed and what to do when it is started again or was given up', () => {
    const failed = { detail: fault.message, action: fault.action }
    expect(serverReport({ phase: 'waiting', fault }, told, still)).toEqual({ ...told, state: 'restarting', ...failed })
    expect(serverReport({ phase: 'starting', fault }, told, still)).toEqual({ ...told, state: 'starting', ...failed })
    expect(serverReport({ phase: 'ended', fault }, told, still)).toEqual({ ...told, state: 'given_up', ...failed })
  })
  it('is nothing but its state where there is nothing wrong', () => {
    const plain = { detail: null, action: null }
    expect(serverReport({ phase: 'ready', fault: null }, told, still)).toEqual({ ...told, state: 'ready', ...plain })
    expect(serverReport({ phase: 'ended', fault }, told, { ...still, asked: true })).toEqual({
      ...told,
      state: 'ended',
      ...plain,
    })
  })
})

it.each([
  ['model.safetensors:  42%|████▏     | 6.47G/15.4G [01:31<02:06, 70.6MB/s]', 'model.safetensors: 42% of 15.4GB'],
  ['(…)orch-bf16/resolve/main/model.safetensors:   0%|          | 0.00/12.0M [00:00<?, ?B/s]', 'model.safetensors: 0% of 12.0MB'],
  ['tokenizer_spm_32k_3.model: 100%|██████████| 553k/553k [00:00<00:00, 6.1MB/s]', 'tokenizer_spm_32k_3.model: 100% of 553kB'],
  ['[Info] loading mimi', undefined],
  ['warmup: 10%|█ | 1/10 [00:01<00:09, 1.00it/s]', undefined],
])('reads a line of output: %s', (line, progress) => {
  expect(fetchProgress(line)).toBe(progress)
})
