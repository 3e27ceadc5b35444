import { type Hex, toHex } from 'viem'
import { mnemonicToAccount, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'

/**
 * The phrase behind anvil's funded accounts. Everyone knows it: whatever is sent to these accounts on a public chain
 * is taken within seconds.
 */
export const devMnemonic = 'test test test test test test test test test test test junk'

/** Which of anvil's accounts does what on the devnet. Index 2 to 7 are left to whoever uses it. */
export const devAccountIndex = {
  deployer: 0,
  marketMaker: 1,
  bundlerUtility: 8,
  bundlerExecutor: 9,
} as const

/** Derives one of anvil's ten funded accounts, 0 to 9. Well-known: never of value. */
export function toDevAccount(index: number): PrivateKeyAccount {
  return privateKeyToAccount(toDevPrivateKey(index))
}

/** Derives the private key of one of anvil's funded accounts, for a process that takes keys only. Well-known. */
export function toDevPrivateKey(index: number): Hex {
  parent ??= mnemonicToAccount(devMnemonic, { path: "m/44'/60'/0'/0" }).getHdKey()
  const { privateKey } = parent.deriveChild(index)
  if (!privateKey) throw new Error('A key derived from a mnemonic has a private part.')
  return toHex(privateKey)
}

/** Kept: stretching the phrase takes most of a tenth of a second. */
let parent: ReturnType<ReturnType<typeof mnemonicToAccount>['getHdKey']> | undefined
