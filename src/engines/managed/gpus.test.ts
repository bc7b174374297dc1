import { describe, expect, it } from 'vitest'
import { parseGpus, placeOnGpus } from './gpus.ts'

const gpu = (index: number, freeGb: number, totalGb = 24) => ({ index, name: 'RTX 4090', totalGb, freeGb })

describe('GPUs for model servers', () => {
  it('reads the driver’s list, a card of 20 GB as one that has 20 GB', () => {
    const [first, second] = parseGpus('0, 20475, 20301, NVIDIA RTX 4000 Ada\n1, 81559, 512, NVIDIA H100 80GB HBM3\n\n')
    expect(first).toMatchObject({ index: 0, name: 'NVIDIA RTX 4000 Ada' })
    expect(first?.totalGb).toBeGreaterThan(20)
    expect(second).toMatchObject({ index: 1 })
    expect(parseGpus('No devices were found\n')).toEqual([])
  })

  it('spreads servers over cards, and puts several on one that has the room', () => {
    expect(placeOnGpus([gpu(0, 22), gpu(1, 23)], 2, 20).map(({ index }) => index)).toEqual([1, 0])
    expect(placeOnGpus([gpu(0, 80, 80), gpu(1, 23)], 3, 20).map(({ index }) => index)).toEqual([0, 0, 0])
  })

  it('says which cards there are where there is too little room', () => {
    expect(() => placeOnGpus([gpu(0, 11.8)], 1, 20)).toThrow(
      expect.objectContaining({
        code: 'engine.gpu_memory',
        field: 'MIN_VRAM_GB',
        message:
          'There is no room for the model server: each needs 20 GB (MIN_VRAM_GB), and GPU 0 (RTX 4090) has 11.8 of 24.0 GB free.',
      }),
    )
    expect(() => placeOnGpus([gpu(0, 22), gpu(1, 5)], 2, 20)).toThrow('There is room for 1 of 2 model servers only')
  })

  it.each([[undefined], [[]]])('says so where there is none', (gpus) => {
    expect(() => placeOnGpus(gpus, 1, 20)).toThrow(expect.objectContaining({ code: 'engine.no_gpu' }))
  })
})
