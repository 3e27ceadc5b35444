import type { Address, Hex } from 'viem'

/** Who answers for a part of validation: a contract that the operation names. */
export type Entity = 'factory' | 'account' | 'paymaster'

/** What was recorded of one user operation: its validation, part by part, and nothing of its execution. */
export type TracedOperation = {
  readonly sender: Address
  /** The operation deploys its account. */
  readonly creating: boolean
  readonly phases: readonly Phase[]
}

export type Phase = {
  readonly entity: Entity
  readonly address: Address
  readonly steps: readonly Step[]
  /** The entity itself reverted, so the rest of its validation was never seen. */
  readonly reverted: boolean
}

/** Where a step ran. */
export type Place = {
  /** 1: the transaction's own call. */
  readonly depth: number
  /** Whose code ran. */
  readonly contract: Address
  /** Whose storage it ran on: another than `contract` where that was called by DELEGATECALL. */
  readonly self: Address
  /** By name; by number where no rule names it. */
  readonly opcode: string
}

/** A step that a rule may ask about. */
export type Step = Place &
  (
    | {
        readonly kind: 'plain'
        /** The opcode after it, of GAS. */
        readonly next?: string
      }
    | { readonly kind: 'unassigned' }
    | { readonly kind: 'hash'; readonly preimage: Hex }
    | { readonly kind: 'storage'; readonly slot: Hex }
    | {
        readonly kind: 'code'
        readonly target: Address
        readonly empty: boolean
        readonly next?: string
      }
    | {
        readonly kind: 'call'
        readonly target: Address
        /** There is no code at the target. */
        readonly empty: boolean
        /** Ether goes with it. */
        readonly paid: boolean
        /** The first 36 bytes of its calldata: selector and first argument. */
        readonly input: Hex
      }
    | { readonly kind: 'create'; readonly created?: Address }
    | { readonly kind: 'outOfGas' }
  )
