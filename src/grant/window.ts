import { isRefusal, type Refusal, refuse } from '../errors/refuse.ts'

/** A time window: seconds, 0 meaning no bound. */
export type Window = { readonly validAfter: number; readonly validUntil: number }

/** A bound this large would be read as a block number by EntryPoint v0.9. */
export const windowBound = 2 ** 47

/** Checks the bounds of a window as the contracts do. */
export function refuseBounds({ validAfter, validUntil }: Window): Refusal | undefined {
  const found = [validAfter, validUntil].find((bound) => bound >= windowBound)
  if (found === undefined) return undefined
  return refuse('WindowOutOfRange', { found: BigInt(found), allowed: BigInt(windowBound - 1) })
}

/** Returns the moments that lie in all windows; windows only narrow, and an empty result is refused. */
export function intersectWindows(windows: readonly Window[]): Window | Refusal {
  return windows.reduce<Window | Refusal>(
    (all, next) => (isRefusal(all) ? all : intersect(all, next)),
    { validAfter: 0, validUntil: 0 },
  )
}

function intersect(a: Window, b: Window): Window | Refusal {
  const validAfter = Math.max(a.validAfter, b.validAfter)
  const ends = [a.validUntil, b.validUntil].filter((bound) => bound !== 0)
  const validUntil = ends.length === 0 ? 0 : Math.min(...ends)
  if (validUntil !== 0 && validAfter > validUntil) {
    return refuse('WindowEmpty', { validAfter, validUntil })
  }
  return { validAfter, validUntil }
}
