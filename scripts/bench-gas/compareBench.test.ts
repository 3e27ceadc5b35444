import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { compareBench } from './compareBench.ts'
import { checkGates, findLostGates } from './gates.ts'
import type { Bench } from './runBench.ts'

const committed = JSON.parse(readFileSync('snapshots/bench.json', 'utf8')) as Bench

/** The committed run with one gas figure of granting moved. */
const move = (gas: number): Bench => {
  const { modular } = committed
  const granting = { ...modular.granting, enable: modular.granting.enable + gas }
  return { ...committed, modular: { ...modular, granting } }
}

describe('compareBench', () => {
  test('default: a run is like itself, and like one within noise', () => {
    expect(compareBench(committed, committed)).toEqual([])
    expect(compareBench(committed, move(24))).toEqual([])
  })

  test('error: more than noise, up or down', () => {
    for (const gas of [1000, -1000]) {
      const [line, ...others] = compareBench(committed, move(gas))
      expect(line).toContain('modular › granting › enable: was')
      expect(others).toEqual([])
    }
  })

  test('error: a figure that is missing, or new', () => {
    const { modular } = committed
    const { originalSetRoot: _, ...granting } = modular.granting
    const without: Bench = { ...committed, modular: { ...modular, granting } }
    expect(compareBench(committed, without)[0]).toContain('is not measured')
    expect(compareBench(without, committed)[0]).toContain('new')
  })
})

describe('checkGates', () => {
  test('default: a gate fails above its bound and holds at it', () => {
    const find = (bench: Bench) =>
      checkGates(bench).find(({ gate }) => gate.startsWith('enabling the seed'))
    const bound = Math.floor(1.2 * (committed.modular.granting.originalSetRoot ?? 0))
    const { enable } = committed.modular.granting
    expect(find(move(bound - enable))?.ok).toBe(true)
    expect(find(move(bound + 1 - enable))?.ok).toBe(false)
  })
})

test('a gate is lost only if it was met before', () => {
  const gate = (name: string, ok: boolean) => ({ gate: name, wanted: 1, found: ok ? 1 : 2, ok })
  const before = [gate('kept', true), gate('lost', true), gate('never met', false)]
  const now = [gate('kept', true), gate('lost', false), gate('never met', false)]
  expect(findLostGates(before, now)).toEqual(['lost'])
})
