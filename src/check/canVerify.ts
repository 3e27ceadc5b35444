import { type Address, BaseError, type Client, toFunctionSelector } from 'viem'
import { readContract } from 'viem/actions'
import { keyVerifierAbi, sessionKeyManagerAbi } from '../abis/generated/index.ts'

/** Asks a ledger's verifier whether the chain can verify signatures of a type of key, as the ledger does when it enables a grant. */
export async function canVerify(
  client: Client,
  { ledger, keyType }: { ledger: Address; keyType: number },
): Promise<boolean> {
  const functionName = 'canVerify'
  try {
    const address = await readContract(client, {
      ...{ address: ledger, abi: sessionKeyManagerAbi, functionName: 'keyVerifier' },
    })
    const answer = await readContract(client, {
      ...{ address, abi: keyVerifierAbi, functionName, args: [keyType] },
    })
    // Yes is the selector of the question.
    return answer === toFunctionSelector('canVerify(uint8)')
  } catch (error) {
    // No contract, or another one, has not said yes.
    if (error instanceof BaseError && error.name === 'ContractFunctionExecutionError') return false
    throw error
  }
}
