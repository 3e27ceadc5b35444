import { concatHex, encodeErrorResult, type Hex, keccak256, numberToHex, toHex } from 'viem'
import { encodeExecuteBatch } from '../../src/account/executeBatch.ts'
import type { Refusal } from '../../src/errors/refuse.ts'
import { solidityErrors } from '../../src/errors/solidityErrors.ts'
import type { OwnerApproval } from '../../src/grant/approval.ts'
import { createGrant } from '../../src/grant/createGrant.ts'
import { computeSessionId, hashSession } from '../../src/grant/hash.ts'
import type { Grant } from '../../src/grant/toGrant.ts'
import { buildTree, proveLeaves, rootOf } from '../../src/grant/tree.ts'
import { erc20 } from '../../src/permissions/erc20.ts'
import { encodeBatch } from '../../src/routing/batch.ts'
import { encodeBatchSignature, wrapSignature } from '../../src/routing/batchSignature.ts'
import { encodeRouting } from '../../src/routing/encodeRouting.ts'
import { routeCalls } from '../../src/routing/routeCalls.ts'
import { hashSessionOperation, toSessionOperation } from '../../src/routing/sessionOperation.ts'
import { modules } from '../../src/svm/modules.ts'
import type { Call } from '../../src/types.ts'
import { damagedExecutes, executeBatches } from './executeCases.ts'
import * as fixtures from './fixtures.ts'
import { moduleCases } from './moduleCases.ts'
import { renderApprovals, renderRenouncings } from './renderApprovals.ts'
import { renderEncoders } from './renderEncoders.ts'

const { account, deployment, seedCalls, seedGrant, sessionKey, start, tokenA, week } = fixtures

/** Many sessions, so that the proof is not trivial; the seed's three stand apart from each other. */
const wideGrant = createGrant({
  key: sessionKey.address,
  permissions: [
    fixtures.approvePermission,
    ...Array.from({ length: 6 }, (_, i) =>
      erc20.approve({ token: tokenA, spender: fixtures.stranger, limits: { uses: i + 1 } }),
    ),
    { ...fixtures.swapPermission, validAfter: start + 60, validUntil: start + 3600 },
    erc20.approve({ token: fixtures.tokenB, spender: fixtures.vault }),
    fixtures.stakePermission,
  ],
  validUntil: start + week,
  fees: { budget: 2n ** 96n - 1n, paymaster: fixtures.paymaster },
  salt: 2n ** 64n - 1n,
  deployment,
})

const endlessGrant = createGrant({
  key: sessionKey.address,
  permissions: [fixtures.stakePermission],
  noExpiry: true,
  fees: { paymaster: fixtures.paymaster },
  salt: 0n,
  deployment,
})

/** Approve and swap, for a batch that needs a second grant. */
const tradeGrant = createGrant({
  key: sessionKey.address,
  permissions: [fixtures.approvePermission, fixtures.swapPermission],
  validUntil: start + week,
  fees: { budget: 1n },
  salt: 7n,
  deployment,
})

/** What an operation carries to enable its first grant. Nobody judges the signature here: routings are read, and no more. */
const approval: OwnerApproval = {
  deadline: start + 3600,
  position: 1,
  others: [
    { chainId: 10, ledger: deployment.manager, epoch: 3n, id: endlessGrant.id },
    { chainId: 8453, ledger: deployment.router, epoch: 0n, id: seedGrant.id },
  ],
  signature: `0x${'ab'.repeat(97)}`,
}

const grants = [seedGrant, wideGrant, endlessGrant]

/** Renders every vector file. */
export async function renderVectors() {
  return {
    hashes: render(renderHashes()),
    tree: render(renderTrees()),
    routing: render(await renderRoutings()),
    modules: render(renderModules()),
    encoders: render(renderEncoders()),
    execute: render(renderExecutes()),
    approvals: render(await renderApprovals(grants)),
    renouncing: render(await renderRenouncings(grants)),
  }
}

function renderHashes() {
  return {
    grants: grants.map(({ id, terms }) => ({ ...toStrings(terms), id })),
    sessionIds: grants.flatMap(({ id: grantId, sessions }) =>
      sessions.map(hashSession).map((leaf) => ({
        grantId,
        leaf,
        sessionId: computeSessionId({ grantId, leaf }),
      })),
    ),
    sessions: grants
      .flatMap(({ sessions }) => sessions)
      .map((session) => ({ ...toStrings(session), leaf: hashSession(session) })),
  }
}

function renderTrees() {
  const shapes: readonly (readonly [number, readonly number[]])[] = [
    [1, [0]],
    [2, [0]],
    [2, [0, 1]],
    [3, [0, 1, 2]],
    [3, [2]],
    [5, [0, 4]],
    [7, [1, 2, 3]],
    [10, [0, 7, 9]],
    [33, [5, 6, 7, 8, 30, 32]],
    [64, [63]],
  ]
  return shapes.map(([count, indices]) => {
    const leaves = Array.from({ length: count }, (_, i) =>
      keccak256(toHex(`leaf ${i} of ${count}`)),
    )
    const tree = buildTree(leaves)
    const { nodes, flags } = proveLeaves(tree, indices)
    return {
      flags,
      indices: indices.map(String),
      leaves,
      nodes,
      packedFlags: packFlags(flags),
      root: rootOf(tree),
    }
  })
}

async function renderRoutings() {
  const swapAgain: Call = { to: fixtures.dex, data: fixtures.encodeSwap({ amountIn: 1n }) }
  const batches: readonly { grants: readonly Grant[]; calls: Call[]; approval?: OwnerApproval }[] =
    [
      { grants: [seedGrant], calls: seedCalls },
      { grants: [seedGrant], calls: [...seedCalls].reverse() },
      { grants: [seedGrant], calls: [...seedCalls, swapAgain, ...seedCalls] },
      { grants: [seedGrant], calls: seedCalls.slice(1, 2) },
      { grants: [wideGrant], calls: seedCalls },
      { grants: [endlessGrant], calls: seedCalls.slice(2) },
      { grants: [endlessGrant, tradeGrant], calls: seedCalls },
      { grants: [wideGrant], calls: seedCalls.slice(0, 2), approval },
      { grants: [tradeGrant, endlessGrant], calls: [...seedCalls].reverse(), approval },
    ]
  return Promise.all(
    batches.map(async ({ calls, ...given }, i) => {
      const routed = routeCalls({ account, ...given, calls, deployment })
      const routing = encodeRouting(routed)
      const [grant, ...more] = routed.grants.map((one) => one.grant)
      if (!grant) throw new Error('Every batch here is covered.')
      const { router } = deployment
      const userOpHash = keccak256(toHex(`operation ${i}`))
      const operation = { userOpHash, routing, chainId: 31337, router }
      const signature = await sessionKey.signTypedData(toSessionOperation(operation))
      const batchSignature = encodeBatchSignature({ routing, signature })
      return {
        account,
        accountSignature: wrapSignature({ batchSignature, router }),
        batchSignature,
        callCount: `${calls.length}`,
        callData: encodeBatch(calls),
        chainId: '31337',
        digest: hashSessionOperation(operation),
        grantId: grant.id,
        grantIds: [grant, ...more].map(({ id }) => id),
        key: sessionKey.address,
        router,
        routing,
        sessionsRoot: grant.root,
        userOpHash,
      }
    }),
  )
}

function renderModules() {
  return moduleCases.map(({ name, module, sessionData, ...call }) => {
    const verdict = modules[module].checkCalls({
      account,
      data: sessionData,
      calls: [{ index: 7, ...call }],
    })
    return {
      account,
      callData: call.data,
      callIndex: '7',
      callSpecificData: call.callSpecificData,
      module,
      name,
      /** Empty where the call is allowed. */
      revertData: verdict.allowed ? '0x' : encodeRefusal(verdict.reason),
      sessionData,
      target: call.target,
      value: `${call.value}`,
    }
  })
}

/**
 * `batches`: for each, `callData` of an ERC-7579 account's `execute` and the `calls` in it, each with `target`, `value` (wei, decimal) and
 * `data`, in their order. `damaged`: `callData` that is no batch in its one canonical encoding, and by `name`, why not.
 */
function renderExecutes() {
  return {
    batches: executeBatches.map((calls) => ({
      callData: encodeExecuteBatch(calls),
      calls: calls.map(({ to, value, data }) => ({ data, target: to, value: `${value}` })),
    })),
    damaged: damagedExecutes,
  }
}

/** Encodes a refusal as the chain reverts with it. */
export function encodeRefusal({ errorName, args }: Refusal): Hex {
  const error = solidityErrors.find(({ name }) => name === errorName)
  if (!error)
    throw new Error(`No contract has ${errorName}: run \`npm run build:artifacts\` first.`)
  const values: { readonly [name: string]: unknown } = args
  return encodeErrorResult({
    abi: solidityErrors,
    errorName,
    // Names and order are those of the same ABI.
    args: error.inputs.map(({ name }) => values[name]) as never,
  })
}

/** Highest bit first. */
function packFlags(flags: readonly boolean[]): Hex {
  const bytes = Array.from({ length: Math.ceil(flags.length / 8) }, (_, i) =>
    flags.slice(8 * i, 8 * i + 8).reduce((byte, flag, bit) => byte | (flag ? 0x80 >> bit : 0), 0),
  )
  return concatHex(bytes.map((byte) => numberToHex(byte, { size: 1 })))
}

function toStrings(values: object) {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, `${value}`]))
}

function render(value: unknown): string {
  return `${JSON.stringify(sortKeys(value), null, 2)}\n`
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]))
}
