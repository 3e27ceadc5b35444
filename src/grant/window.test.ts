import { describe, expect, test } from 'vitest'
import { intersectWindows, refuseBounds } from './window.ts'

describe('intersectWindows', () => {
  test('default: windows only narrow, and zero is no bound', () => {
    expect(intersectWindows([])).toEqual({ validAfter: 0, validUntil: 0 })
    expect(
      intersectWindows([
        { validAfter: 5, validUntil: 0 },
        { validAfter: 0, validUntil: 20 },
        { validAfter: 7, validUntil: 30 },
      ]),
    ).toEqual({ validAfter: 7, validUntil: 20 })
  })

  test('behavior: one moment is enough', () => {
    const moment = { validAfter: 5, validUntil: 5 }
    expect(intersectWindows([moment])).toEqual(moment)
  })

  test('error: an empty result is refused', () => {
    const windows = [
      { validAfter: 6, validUntil: 0 },
      { validAfter: 0, validUntil: 5 },
    ]
    expect(intersectWindows(windows)).toEqual({
      errorName: 'WindowEmpty',
      args: { validAfter: 6, validUntil: 5 },
    })
  })
})

describe('refuseBounds', () => {
  test('error: at 2^47', () => {
    expect(refuseBounds({ validAfter: 0, validUntil: 2 ** 47 - 1 })).toBeUndefined()
    expect(refuseBounds({ validAfter: 2 ** 47, validUntil: 0 })).toEqual({
      errorName: 'WindowOutOfRange',
      args: { found: 2n ** 47n, allowed: 2n ** 47n - 1n },
    })
  })
})
