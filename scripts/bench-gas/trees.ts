import {
  type Address,
  encodeAbiParameters,
  encodeFunctionData,
  type Hex,
  keccak256,
  parseEther,
  slice,
  stringToHex,
} from 'viem'
import { encodeSeedCalls } from '../../demo/stage.ts'
import { demoTokenAbi } from '../../src/devnet/index.ts'
import {
  type Call,
  createGrant,
  erc20,
  erc4626,
  type Grant,
  type Permission,
  uniswapV2,
} from '../../src/index.ts'
import { grantedUntil, type World } from './openWorld.ts'
import { buildOriginalTree, type OriginalSession, type OriginalTree } from './originalRouter.ts'
import { type Depth, type Family, placeOf } from './workloads.ts'

/** Token base units that all approvals together, and each transfer, may come to. */
const most = parseEther('10000')

/** At least 0.9 B for 1 A; a swap demands 0.95. */
const rate = { out: 90n, in: 100n }

/** The same permissions as a grant of ours and as a tree of the original, at the same leaves. */
export type Trees = { readonly grant: Grant; readonly original: OriginalTree }

export type TreesOf = {
  readonly family: Family
  readonly depth: Depth
  readonly layout: 'neighbouring' | 'spread'
}

/** Grows both trees: the sessions of the workload where the layout wants them, others everywhere else. */
export function growTrees(world: World, { family, depth, layout }: TreesOf): Trees {
  const leaves = 2 ** depth
  const permissions = family === 'seed' ? seedPermissions(world) : transferPermissions(world)
  const sessions = family === 'seed' ? seedSessions(world) : transferSessions(world)
  const places = permissions.slice(0, leaves).map((_, i) => placeOf(i, { depth, layout }))
  const ours = Array.from({ length: leaves }, (_, i) => otherPermission(world, i))
  const originals = new Map<number, OriginalSession>()
  places.forEach((place, i) => {
    const [permission, session] = [permissions[i], sessions[i]]
    if (!permission || !session) throw new Error('Both sides have the same sessions.')
    ours[place] = permission
    originals.set(place, session)
  })
  return { grant: grow(world, ours, depth), original: buildOriginalTree(originals, leaves) }
}

/** The seed flow's three permissions and nothing else. */
export function createSeedGrant(world: World): Grant {
  return grow(world, seedPermissions(world), 0)
}

function grow(world: World, permissions: readonly Permission[], salt: number): Grant {
  return createGrant({
    ...{ key: world.sessionKey.address, permissions, validUntil: grantedUntil },
    fees: { budget: parseEther('10'), paymaster: world.paymaster },
    ...{ salt: BigInt(salt), deployment: world.deployment },
  })
}

function seedPermissions({ devnet }: World): readonly Permission[] {
  const { tokenA, tokenB, vault, uniswap } = devnet
  const spender = uniswap.router
  return [
    erc20.approve({ token: tokenA, spender, limits: { total: most } }),
    uniswapV2.swap({ router: spender, tokenIn: tokenA, tokenOut: tokenB, rate }),
    erc4626.deposit({ vault }),
  ]
}

/** The same, as the bench's modules for the original read it: they have to be told the account. */
function seedSessions({
  devnet,
  original,
  sessionKey,
  account,
}: World): readonly OriginalSession[] {
  const { tokenA, tokenB, vault, uniswap } = devnet
  const [key, self] = [sessionKey.address, account.address]
  const { approve, swap, stake } = original.modules
  return [
    session(approve, [key, tokenA, uniswap.router, self], [most]),
    session(swap, [key, uniswap.router, tokenA, tokenB, self], [rate.out, rate.in]),
    session(stake, [key, vault, self], []),
  ]
}

const payees = Array.from({ length: 10 }, (_, i) => toAddress(`payee ${i}`))

function transferPermissions({ devnet }: World): readonly Permission[] {
  return payees.map((payee) =>
    erc20.transfer({ token: devnet.tokenA, recipients: [payee], limits: { perUse: most } }),
  )
}

function transferSessions({ devnet, original, sessionKey }: World): readonly OriginalSession[] {
  const { transfer } = original.modules
  return payees.map((payee) =>
    session(transfer, [sessionKey.address, devnet.tokenA, payee], [most]),
  )
}

/** Of a token that nothing calls. */
function otherPermission(world: World, i: number): Permission {
  const limits = { perUse: BigInt(i + 1) }
  return erc20.transfer({ token: world.devnet.tokenB, recipients: [world.paymaster], limits })
}

function session(
  module: Address,
  addresses: readonly Address[],
  numbers: readonly bigint[],
): OriginalSession {
  const types = [...addresses.map(() => 'address'), ...numbers.map(() => 'uint256')]
  const parameters = types.map((type) => ({ type }))
  const data = encodeAbiParameters(parameters, [...addresses, ...numbers])
  return { validUntil: grantedUntil, module, data }
}

/** approve → swap → stake. More is approved than swapped, so that no slot is emptied, which would be paid back. */
export function seedCalls({ devnet, account }: World): readonly Call[] {
  const [, ...rest] = encodeSeedCalls({ devnet, account }, { minimumOut: parseEther('95') })
  const args = [devnet.uniswap.router, parseEther('150')] as const
  const data = encodeFunctionData({ abi: demoTokenAbi, functionName: 'approve', args })
  return [{ to: devnet.tokenA, data }, ...rest]
}

/** Transfers, one for each session named. */
export function transferCalls({ devnet }: World, sessions: readonly number[]): readonly Call[] {
  return sessions.map((i) => {
    const payee = payees[i]
    if (!payee) throw new Error(`There is no payee ${i}.`)
    const args = [payee, parseEther('1')] as const
    const data: Hex = encodeFunctionData({ abi: demoTokenAbi, functionName: 'transfer', args })
    return { to: devnet.tokenA, data }
  })
}

function toAddress(name: string): Address {
  return slice(keccak256(stringToHex(`gas bench: ${name}`)), 12)
}
