import { describe, expect, test } from 'vitest'
import { leavesOfCalls, listWorkloads, nameWorkload, placeOf } from './workloads.ts'

const ten = { family: 'transfers', count: 10, payment: 'self-paid' } as const

describe('listWorkloads', () => {
  test('default: every workload has a name of its own', () => {
    const names = listWorkloads().map(nameWorkload)
    expect(new Set(names).size).toBe(names.length)
    expect(names).toContain('10 calls, 2^7, one session')
  })
})

describe('leavesOfCalls', () => {
  test('default: neighbours start at the first leaf', () => {
    const leaves = leavesOfCalls({ ...ten, depth: 7, layout: 'neighbouring' })
    expect(leaves).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  test('behavior: a small tree’s leaves are taken in turn', () => {
    const leaves = leavesOfCalls({ ...ten, depth: 2, layout: 'neighbouring' })
    expect(leaves).toEqual([0, 1, 2, 3, 0, 1, 2, 3, 0, 1])
  })

  test('behavior: one session is one leaf', () => {
    const leaves = leavesOfCalls({ ...ten, depth: 7, layout: 'one session' })
    expect(new Set(leaves)).toEqual(new Set([0]))
  })

  test.each([7, 14] as const)('behavior: spread over 2^%i leaves, all apart', (depth) => {
    const leaves = leavesOfCalls({ ...ten, depth, layout: 'spread' })
    expect(new Set(leaves).size).toBe(10)
    expect(Math.max(...leaves)).toBeLessThan(2 ** depth)
    const sorted = [...leaves].sort((a, b) => a - b)
    const gaps = sorted.slice(1).map((leaf, i) => leaf - (sorted[i] ?? 0))
    expect(Math.min(...gaps)).toBe(2 ** (depth - 4))
  })
})

describe('placeOf', () => {
  test('default: two spread leaves lie half a tree apart', () => {
    const at = (session: number) => placeOf(session, { depth: 7, layout: 'spread' })
    expect(at(1) - at(0)).toBe(64)
  })
})
