// What the examples that ask no chain take for granted, to run them: real values for the names that `context.ts` declares.
import { encodeAbiParameters, erc4626Abi, parseAbiParameters, zeroAddress } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import {
  allow,
  any,
  contract,
  createGrant,
  createGrantRequest,
  defaultDeployment,
  encodeBatch,
  encodeBatchSignature,
  encodeExecuteBatch,
  encodeRouting,
  erc20,
  erc4626,
  native,
  nft,
  originalModules,
  routeCalls,
  type SeedSession,
  serializeGrant,
  serializeGrantRequest,
  uniswapV2,
  uniswapV3,
} from '../../src/index.ts'
import * as fixtures from '../vectors/fixtures.ts'

const { account: accountAddress, dex, seedCalls, start, tokenA, tokenB, vault } = fixtures
const { stranger: payee, hop, paymaster } = fixtures

const key = fixtures.sessionKey
const approve = erc20.approve({ token: tokenA, spender: dex, limits: { total: 10n ** 21n } })
const rate = { out: 95n, in: 100n }
const swap = uniswapV2.swap({ router: dex, tokenIn: tokenA, tokenOut: tokenB, rate })
const deposit = erc4626.deposit({ vault })
const permissions = [approve, swap, deposit]
const fees = { budget: 10n ** 16n }
const terms = { key: key.address, permissions, fees, expiresIn: 3600 }
const grantOf = (salt: bigint) => createGrant({ ...terms, salt, now: start })
const grant = grantOf(1n)
const calls = seedCalls
const routing = encodeRouting(routeCalls({ account: accountAddress, grant, calls }))
const signature = await key.sign({ hash: `0x${'12'.repeat(32)}` })
const chainGrant = { chainId: 1, ledger: defaultDeployment.manager, epoch: 0n, grant }
const request = createGrantRequest({
  ...{ chainId: 1, account: accountAddress, grant, purpose: 'Buys and stakes.' },
  app: { name: 'Example', url: 'https://example.org' },
})
const userOperation = {
  ...{ sender: accountAddress, nonce: 0n, callData: encodeBatch(calls), signature: '0x' },
  ...{ callGasLimit: 1n, verificationGasLimit: 1n, preVerificationGas: 1n },
  ...{ maxFeePerGas: 1n, maxPriorityFeePerGas: 1n },
}
const seedSessions: readonly SeedSession[] = [0, 1].map((i) => ({
  ...{ validAfter: 0, validUntil: start + i, module: dex, data: `0x${'5e'.repeat(40)}` },
}))
const owner = privateKeyToAccount(`0x${'0e'.repeat(32)}`)

export const values: { readonly [name: string]: unknown } = {
  ...{ key, sessionKey: key, owner, account: { ...owner, address: accountAddress } },
  ...{ deployment: { ...defaultDeployment, validator: defaultDeployment.validator }, terms, grant },
  ...{ fresh: grantOf(2n), older: grantOf(3n), other: grantOf(4n), successor: grantOf(5n) },
  ...{ entry: chainGrant, request, tokens: { [tokenA]: { symbol: 'A', decimals: 18 } } },
  ...{ now: start, deadline: start + 3600, abi: erc4626Abi, calls, routing, signature },
  approval: { deadline: start, position: 0, others: [], signature: '0x' },
  batchSignature: encodeBatchSignature({ routing, signature }),
  ...{ userOp: userOperation, userOperation, sent: { hash: `0x${'77'.repeat(32)}` } },
  ...{ to: tokenA, data: calls[0]?.data, address: payee, token: tokenA, spender: dex },
  ...{ router: dex, vault, tokenIn: tokenA, tokenOut: tokenB, executor: hop, usdc: tokenA },
  ...{ dai: tokenB, dex, pool: hop, rewards: paymaster, collection: hop, game: hop },
  ...{ payee, friend: payee, factory: hop, seedSessions, manager: defaultDeployment.manager },
  ...{ passphrase: 'correct horse battery staple', privateKey: `0x${'5e'.repeat(32)}` },
  ownershipModule: zeroAddress,
}

const recipients = [payee]
const seedStorage = JSON.stringify({
  merkleRoot: '',
  leafNodes: [
    {
      ...{ validUntil: 0, validAfter: 0, sessionValidationModule: originalModules.erc20 },
      // Key, token, recipient and amount, as the original's SDK encodes them.
      sessionKeyData: encodeAbiParameters(
        parseAbiParameters('address, address, address, uint256'),
        [key.address, tokenA, payee, 7n],
      ),
      ...{ sessionPublicKey: key.address, sessionID: 'a1b2c3', status: 'ACTIVE' },
    },
  ],
})

/** What stands for other things in the example of one function, by its name: `text` is what it reads, `data` what its module does. */
export const valuesOf: { readonly [name: string]: { readonly [name: string]: unknown } } = {
  parseGrant: { text: serializeGrant(grant) },
  GrantFormatError: { text: serializeGrant(grant) },
  parseGrantRequest: { text: serializeGrantRequest(request) },
  GrantRequestError: { text: serializeGrantRequest(request) },
  parseSeedStorage: { text: seedStorage },
  migrateSeedSessions: { text: seedStorage },
  SeedFormatError: { text: seedStorage },
  decodeExecuteBatch: { userOperation: { ...userOperation, callData: encodeExecuteBatch(calls) } },
  abiRules: allow({ to: vault, abi: erc4626Abi, functionName: 'mint', args: any() }),
  contractCall: contract.call({ functions: [{ to: hop, signature: 'function poke()' }] }),
  depositAll: erc4626.depositAll({ token: tokenA, vault }),
  dexSwap: swap,
  erc20Approval: approve,
  erc20Stake: deposit,
  erc20Transfer: erc20.transfer({ token: tokenA, recipients }),
  nativeTransfer: native.transfer({ recipients }),
  nftTransfer: nft.transfer({ kind: 'erc721', collection: hop, recipients, ids: 'any' }),
  uniswapV3Swap: uniswapV3.swap({
    ...{ router: dex, kind: 'SwapRouter', tokenIn: tokenA, tokenOut: tokenB, fees: [3000] },
    rate,
  }),
}
