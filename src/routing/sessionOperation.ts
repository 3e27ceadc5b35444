import { type Address, type Hex, hashTypedData } from 'viem'

export type SessionOperationParameters = {
  /** The EntryPoint's hash of the user operation. */
  readonly userOpHash: Hex
  readonly routing: Hex
  readonly chainId: number
  readonly router: Address
}

/** Makes the typed data that a session key signs: the operation and every byte of its routing. */
export function toSessionOperation({
  userOpHash,
  routing,
  chainId,
  router,
}: SessionOperationParameters) {
  return {
    domain: { name: 'Session Router', version: '1', chainId, verifyingContract: router },
    types: {
      SessionOperation: [
        { name: 'userOpHash', type: 'bytes32' },
        { name: 'routing', type: 'bytes' },
      ],
    },
    primaryType: 'SessionOperation',
    message: { userOpHash, routing },
  } as const
}

/** Computes the digest that a session key signs. */
export function hashSessionOperation(parameters: SessionOperationParameters): Hex {
  return hashTypedData(toSessionOperation(parameters))
}
