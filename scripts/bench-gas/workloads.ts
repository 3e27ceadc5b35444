/** How large a tree is: 2^2, 2^7 or 2^14 leaves. */
export type Depth = 2 | 7 | 14

/** How the leaves that an operation uses lie in the tree. `one session`: all calls fall under the first leaf. */
export type Layout = 'neighbouring' | 'spread' | 'one session'

/** Who pays the EntryPoint. */
export type Payment = 'self-paid' | 'sponsored'

/** The seed flow (approve + swap + stake), or transfers of one token. */
export type Family = 'seed' | 'transfers'

/** What is measured on every side. */
export type Workload = {
  readonly family: Family
  /** Calls in the batch. */
  readonly count: number
  readonly depth: Depth
  readonly layout: Layout
  readonly payment: Payment
}

export const depths = [2, 7, 14] as const satisfies readonly Depth[]

const counts = [1, 2, 3, 5, 10] as const

/** Where the spread leaves begin: behind the neighbouring ones, in the second quarter of the first 64. */
const spreadFrom = 15

/** Lists everything that is measured, in the order of the tables. */
export function listWorkloads(): readonly Workload[] {
  return depths.flatMap((depth) => {
    const layouts: readonly Layout[] = depth === 2 ? ['neighbouring'] : ['neighbouring', 'spread']
    const seed = layouts.flatMap((layout) =>
      (['self-paid', 'sponsored'] as const).map((payment) => ({
        ...{ family: 'seed' as const, count: 3, depth, layout, payment },
      })),
    )
    const transfers = counts.flatMap((count) =>
      (count === 1 ? (['neighbouring'] as const) : [...layouts, 'one session' as const]).map(
        (layout) => ({
          ...{ family: 'transfers' as const, count, depth, layout },
          payment: 'self-paid' as const,
        }),
      ),
    )
    return [...seed, ...transfers]
  })
}

/** The key of a workload in the snapshot. */
export function nameWorkload({ family, count, depth, layout, payment }: Workload): string {
  if (family === 'seed') return `seed flow, 2^${depth}, ${layout}, ${payment}`
  return `${count} ${count === 1 ? 'call' : 'calls'}, 2^${depth}${count === 1 ? '' : `, ${layout}`}`
}

/** Which leaf each call falls under. Where a tree has fewer leaves than the batch has calls, they are taken in turn. */
export function leavesOfCalls({ count, depth, layout }: Workload): readonly number[] {
  return Array.from({ length: count }, (_, call) => {
    if (layout === 'one session') return 0
    return placeOf(call % 2 ** depth, { depth, layout })
  })
}

/** The leaf of the nth session: bits reversed, spread leaves meet as close to the root as that many can. */
export function placeOf(
  session: number,
  { depth, layout }: { depth: Depth; layout: 'neighbouring' | 'spread' },
): number {
  if (layout === 'neighbouring') return session
  let place = 0
  for (let bit = 0; bit < depth; bit++) place |= ((session >> bit) & 1) << (depth - 1 - bit)
  return spreadFrom + place
}
