import { type Address, BaseError, type Client, parseAbi } from 'viem'
import { readContract } from 'viem/actions'
import { isAnswer } from './isAnswer.ts'

const abi = parseAbi(['function supportsInterface(bytes4 interfaceId) view returns (bool)'])

/** ERC-165's name of ERC-721. */
const erc721 = '0x80ac58cd'

/**
 * Reads whether a contract says that it is an ERC-721 collection: `approve` and `transferFrom` are both standards' functions, and a module that counts
 * amounts would count the numbers of tokens.
 */
export async function isCollection(client: Client, address: Address): Promise<boolean> {
  try {
    return await readContract(client, {
      ...{ address, abi, functionName: 'supportsInterface', args: [erc721] },
    })
  } catch (error) {
    if (error instanceof BaseError && isAnswer(error)) return false
    throw error
  }
}
