import { type Address, BaseError, type Client, type Hex, parseAbi } from 'viem'
import { readContract } from 'viem/actions'

/** How accounts say which modules they have. */
export type AccountFamily = 'modular' | 'erc7579'

/** Asks an account whether a contract is one of its modules, of whatever kind; `undefined` if it does not answer. */
export async function askModule(
  client: Client,
  { account, module, family }: { account: Address; module: Address; family: AccountFamily },
): Promise<boolean | undefined> {
  const contract = { address: account, abi }
  try {
    if (family === 'modular') {
      return await readContract(client, {
        ...{ ...contract, functionName: 'isModuleEnabled', args: [module] },
      })
    }
    const answers = await Promise.all(
      moduleTypes.map((type) =>
        readContract(client, {
          ...{ ...contract, functionName: 'isModuleInstalled', args: [type, module, noContext] },
        }),
      ),
    )
    return answers.includes(true)
  } catch (error) {
    if (error instanceof BaseError && error.name === 'ContractFunctionExecutionError')
      return undefined
    throw error
  }
}

const abi = parseAbi([
  'function isModuleEnabled(address module) view returns (bool)',
  'function isModuleInstalled(uint256 type, address module, bytes context) view returns (bool)',
])

/** Validator, executor and hook. Whether a contract is a fallback handler, an account says only for a selector. */
const moduleTypes = [1n, 2n, 4n]

const noContext: Hex = '0x'
