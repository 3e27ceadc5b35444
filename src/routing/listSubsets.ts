/** Lists the subsets of a list that are not empty: the small ones first, and among equals in the order of the list. */
export function* listSubsets<item>(items: readonly item[]): Generator<readonly item[]> {
  for (let size = 1; size <= items.length; size++) yield* choose(items, size)
}

function* choose<item>(items: readonly item[], size: number): Generator<readonly item[]> {
  if (size === 0) yield []
  else {
    for (let i = 0; i <= items.length - size; i++) {
      for (const rest of choose(items.slice(i + 1), size - 1)) {
        yield [...items.slice(i, i + 1), ...rest]
      }
    }
  }
}
