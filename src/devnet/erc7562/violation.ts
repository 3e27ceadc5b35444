import type { Address, Hex } from 'viem'
import type { Entity, Place } from './tracedOperation.ts'

/** Rules of ERC-7562, by the names that it gives them. */
export type Rule =
  | 'OP-011'
  | 'OP-012'
  | 'OP-013'
  | 'OP-020'
  | 'OP-031'
  | 'OP-041'
  | 'OP-054'
  | 'OP-061'
  | 'OP-062'
  | 'OP-080'
  | 'STO-021'
  | 'STO-022'
  | 'STO-031'
  | 'STO-032'
  | 'STO-033'

/** One rule that the validation of an operation breaks, and where. */
export type Violation = {
  readonly rule: Rule
  /** In whose part of the validation. */
  readonly entity: Entity
  /** Whose code did it. */
  readonly contract: Address
  /** 1: the transaction's own call. */
  readonly depth: number
  readonly opcode: string
  /** For storage: the slot, as 32 bytes. */
  readonly slot?: Hex
  /** What happened, in one English sentence. */
  readonly sentence: string
}

/** What the judges know beside the steps. */
export type Circumstances = {
  readonly entryPoint: Address
  readonly sender: Address
  /** The operation deploys its account. */
  readonly creating: boolean
  readonly entity: Entity
  readonly address: Address
  /** The entity of this phase has a stake. */
  readonly staked: boolean
  /** Factory and paymaster of the operation, which are no external contracts. */
  readonly entities: readonly Address[]
  /** The operation's factory has a stake. */
  readonly factoryStaked: boolean
}

/** Puts a violation together from where it happened. */
export function violate(
  { contract, depth, opcode }: Place,
  rest: { rule: Rule; entity: Entity; sentence: string; slot?: Hex },
): Violation {
  const { rule, entity, sentence, ...slot } = rest
  return { rule, entity, contract, depth, opcode, ...slot, sentence }
}
