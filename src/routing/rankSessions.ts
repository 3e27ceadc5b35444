import type { Limits } from '../svm/limits.ts'
import type { Usage } from '../types.ts'

/** A session that might cover a call. */
export type SessionOption = {
  /** Index of the grant among those passed. */
  readonly grant: number
  /** Index of the session in the grant. */
  readonly session: number
  /** How many functions of how many targets it is for. */
  readonly functions: number
  readonly limits: Limits
  /** What it has used, as far as that is known: before the batch, and by the calls before this one. */
  readonly usage?: Usage | undefined
}

/**
 * Compares by what sessions may still do, less first: the amount in total, in the period, and of each use, then uses, then functions. What is
 * not limited comes last. Amounts are compared as they stand, whatever token they are of.
 */
export function compareRights(a: SessionOption, b: SessionOption): number {
  const rights = listRights(b)
  for (const [i, left] of listRights(a).entries()) {
    const other = rights[i] ?? left
    if (left !== other) return left < other ? -1 : 1
  }
  return 0
}

const unlimited = 2n ** 256n

function listRights({ limits, usage, functions }: SessionOption): readonly bigint[] {
  const { perUse = unlimited, total = unlimited, uses, perPeriod } = limits
  const usesLeft = uses === undefined ? unlimited : BigInt(uses - (usage?.uses ?? 0))
  const totalLeft = total - (usage?.total ?? 0n)
  const amountLeft = totalLeft < usesLeft * perUse ? totalLeft : usesLeft * perUse
  const periodLeft = perPeriod ? perPeriod.amount - (usage?.period?.used ?? 0n) : unlimited
  return [amountLeft, periodLeft, perUse, usesLeft, BigInt(functions)]
}
