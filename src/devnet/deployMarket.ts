import {
  type Account,
  type Address,
  type Chain,
  type Client,
  encodeDeployData,
  encodePacked,
  getCreate2Address,
  isAddressEqual,
  keccak256,
  maxUint256,
  parseAbi,
  parseEther,
  type Transport,
} from 'viem'
import { readContract, waitForTransactionReceipt, writeContract } from 'viem/actions'
import { demoTokenAbi, uniswapV2RouterAbi } from './demoAbis.ts'
import { deployDeterministic } from './deployDeterministic.ts'
import { DevnetDeploymentError } from './errors.ts'
import { readArtifact, readPackageArtifact } from './readArtifact.ts'

type WritingClient = Client<Transport, Chain, Account>

export type Market = {
  readonly tokenA: Address
  readonly tokenB: Address
  /** ERC-4626 vault over token B: what a swap from A yields can be staked. */
  readonly vault: Address
  readonly uniswap: {
    readonly factory: Address
    readonly router: Address
    readonly weth: Address
    /** The pair of token A and token B, with liquidity. */
    readonly pair: Address
  }
}

/** Base units of each token in the pair at the start: one A is worth one B. */
export const initialLiquidity = parseEther('1000000')

/** Deploys Uniswap V2 from its own npm packages, two tokens, a pair with liquidity, and a vault. */
export async function deployMarket(options: {
  deployer: WritingClient
  /** Holds both tokens' initial supply and gives the pair its liquidity. */
  marketMaker: WritingClient
}): Promise<Market> {
  const { deployer, marketMaker } = options
  const [factory, weth, tokenA, tokenB] = await Promise.all([
    deployDeterministic(deployer, {
      initCode: encodeDeployData({
        ...readPackageArtifact('@uniswap/v2-core/build/UniswapV2Factory.json'),
        args: [marketMaker.account.address],
      }),
    }),
    deployDeterministic(deployer, {
      initCode: readPackageArtifact('@uniswap/v2-periphery/build/WETH9.json').bytecode,
    }),
    deployDeterministic(deployer, { initCode: encodeToken('Demo Token A', 'DTA', marketMaker) }),
    deployDeterministic(deployer, { initCode: encodeToken('Demo Token B', 'DTB', marketMaker) }),
  ])
  const [router, vault] = await Promise.all([
    deployDeterministic(deployer, {
      initCode: encodeDeployData({
        ...readPackageArtifact('@uniswap/v2-periphery/build/UniswapV2Router02.json'),
        args: [factory, weth],
      }),
    }),
    deployDeterministic(deployer, {
      initCode: encodeDeployData({
        ...readArtifact('devnet/DemoVault'),
        args: [tokenB, 'Demo Vault', 'dvDTB'],
      }),
    }),
  ])
  const pair = await addLiquidity({ marketMaker, factory, router, tokenA, tokenB })
  return { tokenA, tokenB, vault, uniswap: { factory, router, weth, pair } }
}

function encodeToken(name: string, symbol: string, holder: WritingClient) {
  const supply = 100n * initialLiquidity
  return encodeDeployData({
    ...readArtifact('devnet/DemoToken'),
    args: [name, symbol, holder.account.address, supply],
  })
}

async function addLiquidity(options: {
  marketMaker: WritingClient
  factory: Address
  router: Address
  tokenA: Address
  tokenB: Address
}): Promise<Address> {
  const { marketMaker, factory, router, tokenA, tokenB } = options
  const { account, chain } = marketMaker
  const gas = 5_000_000n
  const approvals = [tokenA, tokenB].map((address) =>
    writeContract(marketMaker, {
      ...{ account, chain, gas, address, abi: demoTokenAbi, functionName: 'approve' },
      args: [router, maxUint256],
    }),
  )
  const supply = writeContract(marketMaker, {
    ...{
      account,
      chain,
      gas,
      address: router,
      abi: uniswapV2RouterAbi,
      functionName: 'addLiquidity',
    },
    args: [tokenA, tokenB, initialLiquidity, initialLiquidity, 0n, 0n, account.address, maxUint256],
  })
  const hashes = await Promise.all([...approvals, supply])
  const receipts = await Promise.all(
    hashes.map((hash) => waitForTransactionReceipt(marketMaker, { hash })),
  )

  const address = predictPair({ factory, tokenA, tokenB })
  if (receipts.some(({ status }) => status === 'reverted'))
    throw new DevnetDeploymentError({
      address,
      reason: 'the pair could not be given its liquidity',
    })
  const found = await readContract(marketMaker, {
    address: factory,
    abi: parseAbi(['function getPair(address, address) view returns (address)']),
    functionName: 'getPair',
    args: [tokenA, tokenB],
  })
  if (!isAddressEqual(found, address))
    throw new DevnetDeploymentError({ address, reason: `the factory put the pair at ${found}` })
  return address
}

/** The address that the router computes for itself: it holds the hash of the pair's creation code. */
function predictPair(options: { factory: Address; tokenA: Address; tokenB: Address }): Address {
  const { factory, tokenA, tokenB } = options
  const sorted = tokenA.toLowerCase() < tokenB.toLowerCase() ? [tokenA, tokenB] : [tokenB, tokenA]
  return getCreate2Address({
    from: factory,
    bytecode: readPackageArtifact('@uniswap/v2-core/build/UniswapV2Pair.json').bytecode,
    // `sorted` holds both tokens.
    salt: keccak256(encodePacked(['address', 'address'], sorted as [Address, Address])),
  })
}
