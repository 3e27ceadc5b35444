import type { Bench } from './runBench.ts'

/** What moves without a cause: 24 gas, or a thousandth of the figure. Bytes do not move. */
const noise = { gas: 24, share: 0.001 }

/** Lists the figures of a run that differ from the committed ones by more than noise. */
export function compareBench(committed: Bench, found: Bench): readonly string[] {
  const [wanted, got] = [flatten(committed), flatten(found)]
  const names = new Set([...wanted.keys(), ...got.keys()])
  return [...names].flatMap((name) => {
    const [from, to] = [wanted.get(name), got.get(name)]
    if (from === undefined) return [`${name}: new, ${to}`]
    if (to === undefined) return [`${name}: was ${from}, is not measured`]
    const allowed = name.endsWith('Bytes') ? 0 : Math.max(noise.gas, noise.share * Math.abs(from))
    return Math.abs(to - from) <= allowed ? [] : [`${name}: was ${from}, is ${to}`]
  })
}

function flatten(value: object, prefix = ''): Map<string, number> {
  return new Map(
    Object.entries(value).flatMap(([key, inner]): [string, number][] => {
      const name = prefix === '' ? key : `${prefix} › ${key}`
      return typeof inner === 'number' ? [[name, inner]] : [...flatten(inner, name)]
    }),
  )
}
