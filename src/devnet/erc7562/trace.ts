import type { Address, Hex } from 'viem'

/** What `validationTracer.js` records, in the order of execution. */
export type TraceEvent =
  | {
      readonly kind: 'step'
      readonly op: number
      readonly next?: number
      /** Slot, address or preimage; hex without `0x`. */
      readonly word?: string
      readonly empty?: boolean
      readonly paid?: boolean
    }
  | { readonly kind: 'enter'; readonly type: string; readonly to: Address; readonly input: Hex }
  | { readonly kind: 'exit'; readonly error?: string; readonly op?: number }

export type Trace = { readonly to: Address; readonly events: readonly TraceEvent[] }
