import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { ExplainedCall } from '../explain/explain.ts'
import { leavePeriod } from './leavePeriod.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const now = () => 1000
const call = (validUntil?: number): ExplainedCall => ({
  ...{ allowed: true, call: 0, grant: 0, session: 0, sentence: '', fix: '' },
  ...(validUntil === undefined ? {} : { window: { validAfter: 900, validUntil } }),
})

/** Seconds that it waits. */
async function wait(calls: readonly ExplainedCall[], margin = 30): Promise<number> {
  const begin = Date.now()
  const waiting = leavePeriod({ calls }, { now, margin })
  await vi.runAllTimersAsync()
  await waiting
  return (Date.now() - begin) / 1000
}

describe('leavePeriod', () => {
  test('default: goes on at once while there is time enough', async () => {
    expect(await wait([call(1030)])).toBe(0)
    expect(await wait([call()])).toBe(0)
    expect(await wait([])).toBe(0)
  })

  test('behavior: waits for the moment after the period that ends first', async () => {
    expect(await wait([call(1029)])).toBe(30)
    expect(await wait([call(5000), call(1000), call()])).toBe(1)
  })

  test('behavior: does not wait when asked not to, or for a period that is over', async () => {
    expect(await wait([call(1029)], 0)).toBe(0)
    expect(await wait([call(999)])).toBe(0)
  })
})
