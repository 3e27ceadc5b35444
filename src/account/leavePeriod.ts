import type { Explanation } from '../explain/explain.ts'

/** Waits for the next period, if the one that a batch names is nearly over: what is sent now would expire on its way. */
export async function leavePeriod(
  { calls }: Pick<Explanation, 'calls'>,
  {
    now,
    margin,
  }: {
    /** Seconds since 1970. */
    now: () => number
    /** Seconds. */
    margin: number
  },
): Promise<void> {
  const ends = calls.flatMap((call) => (call.allowed && call.window?.validUntil) || [])
  const left = Math.min(...ends) - now()
  // A period that is over, or not yet on, is no matter of waiting a moment.
  if (left < 0 || left >= margin) return
  await new Promise((resolve) => setTimeout(resolve, (left + 1) * 1000))
}
