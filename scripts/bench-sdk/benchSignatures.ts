import { createClient, custom, keccak256, numberToHex, pad, parseEther } from 'viem'
import type { UserOperation } from 'viem/account-abstraction'
import { generatePrivateKey, sign } from 'viem/accounts'
import { foundry } from 'viem/chains'
import { createGrant, erc20, toSessionAccount } from '../../src/index.ts'
import * as fixtures from '../../test/vectors/fixtures.ts'
import { measure } from './measure.ts'

const { account, deployment, sessionKey: key, dex, seedCalls } = fixtures

/** A node that is asked nothing: what is measured is this machine's work. */
const client = createClient({
  chain: foundry,
  transport: custom({ request: async () => Promise.reject(new Error('No node is asked.')) }),
})

async function openSession(sessions: number) {
  const others = Array.from({ length: sessions - 3 }, (_, i) =>
    erc20.approve({ token: pad(numberToHex(i + 1000), { size: 20 }), spender: dex }),
  )
  const { approvePermission, swapPermission, stakePermission } = fixtures
  const grant = createGrant({
    ...{ key: key.address, noExpiry: true, fees: { budget: parseEther('1') }, deployment },
    permissions: [approvePermission, swapPermission, stakePermission, ...others],
  })
  return toSessionAccount({ account: { client, address: account }, grant, key, deployment })
}

/** Milliseconds of a bare ECDSA signature, of a stub, and of routing, encoding and signing three calls. */
export async function benchSignatures() {
  const privateKey = generatePrivateKey()
  const hash = keccak256('0x1234')
  const jobs = [{ name: 'ecdsa', times: 400, run: () => sign({ hash, privateKey, to: 'hex' }) }]
  for (const sessions of [3, 10_000]) {
    const session = await openSession(sessions)
    const callData = await session.encodeCalls(seedCalls)
    const operation: Omit<UserOperation<'0.6'>, 'sender'> = {
      ...{ nonce: 0n, callData, initCode: '0x', paymasterAndData: '0x', signature: '0x' },
      ...{ callGasLimit: 300_000n, verificationGasLimit: 200_000n, preVerificationGas: 60_000n },
      ...{ maxFeePerGas: 10n ** 9n, maxPriorityFeePerGas: 1n },
    }
    const stub = () => session.getStubSignature({ ...operation, sender: account })
    jobs.push(
      { name: `stub, ${sessions} sessions`, times: 400, run: stub },
      {
        name: `route, encode, sign, ${sessions} sessions`,
        ...{ times: 400, run: () => session.signUserOperation({ ...operation, sender: account }) },
      },
    )
  }
  return measure(jobs)
}
