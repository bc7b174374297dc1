import { expect, it } from 'vitest'
import { barMs, LabelRow, msOf, xOf } from './layout.ts'

const span = { fromMs: 10_000, toMs: 40_000 }

it('finds the time under a pixel and the pixel of a time', () => {
  expect(xOf(25_000, span, 600)).toBe(300)
  expect(msOf(300, span, 600)).toBe(25_000)
})

it('gives a label its place only where none lies yet', () => {
  const row = new LabelRow()
  expect(row.claim(0, 40)).toBe(true)
  expect(row.claim(30, 60)).toBe(false)
  expect(row.claim(40, 60)).toBe(true)
})

it('makes bars of whole steps, whatever the width', () => {
  for (const width of [250, 333, 1_010, 2_000]) expect(barMs(span, width) % 20).toBe(0)
  expect(barMs(span, 1_000)).toBe(120)
})
