import { getAddress, type Hex, isAddressEqual, parseEther, zeroAddress } from 'viem'
import { forceOperation } from '../../../demo/forceOperation.ts'
import { encodeInstallCalls, setStage } from '../../../demo/stage.ts'
import { checkValidationRules, ValidationTraceError } from '../../../src/devnet/index.ts'
import { toGrant } from '../../../src/grant/toGrant.ts'
import { enableGrantCall, encodeBatch } from '../../../src/index.ts'
import { ownerSends, readTime } from '../../fixtures/openSession.ts'
import { account as fixtureAccount } from '../../vectors/fixtures.ts'
import type { Check } from './check.ts'
import { listAllowed } from './generateAsked.ts'
import { moveSpecificData } from './suite.ts'

/** How many of the module's sessions are traced; a grant that is enabled at once carries no more. */
const mostSessions = 16

/**
 * Bundlers accept it: the validation of real operations, one for each kind of session whose calls the module allows, through the EntryPoint,
 * account and router, breaks no rule of ERC-7562.
 */
export const checkTrace: Check = async ({ module, devnet, probe }) => {
  const allowed = listAllowed(module)
  const sessions = [...new Map(allowed.map((one) => [one.sessionData, one])).values()]
  const traced = sessions.slice(0, mostSessions)
  const stage = await setStage(devnet)
  const { account, deployment, sessionKey } = stage
  // The cases are of an account that nobody has: its address is the account's own wherever it stands.
  const own = (data: Hex) =>
    data
      .toLowerCase()
      .replaceAll(fixtureAccount.slice(2), account.address.slice(2).toLowerCase()) as Hex
  const now = await readTime(devnet)
  const grant = toGrant({
    terms: {
      ...{ router: deployment.router, key: sessionKey.address, keyType: 0 },
      // No end: a session's period may lie in the future.
      ...{ validAfter: 0, validUntil: 0, paymaster: zeroAddress },
      ...{ feeBudget: parseEther('0.9'), salt: 1n },
    },
    sessions: traced.map(({ sessionData }) => ({
      ...{ validAfter: 0, validUntil: 0, module: probe.module, data: own(sessionData) },
    })),
  })
  await ownerSends(stage, [...encodeInstallCalls(stage), enableGrantCall(grant, deployment)])
  const findings: string[] = []
  for (const [i, one] of traced.entries()) {
    const sessionData = own(one.sessionData)
    const { perPeriod } = module.twin.limitsOf(sessionData) ?? {}
    const period = perPeriod
      ? Math.max(0, Math.floor((now - perPeriod.anchor) / perPeriod.length))
      : 0
    const callSpecificData = moveSpecificData(module.twin, one, { to: sessionData, period })
    const to = isAddressEqual(one.target, fixtureAccount) ? account.address : getAddress(one.target)
    const userOperation = await forceOperation({
      ...{ devnet, account: account.address, grant, signer: sessionKey },
      callData: encodeBatch([{ to, value: one.value, data: own(one.data) }]),
      routes: [{ session: i, calls: [0], callSpecificData: [callSpecificData] }],
    })
    const violations = await checkValidationRules(devnet.publicClient, {
      ...{ version: '0.6', userOperation },
    }).catch((error: unknown) => {
      if (!(error instanceof ValidationTraceError)) throw error
      findings.push(`The chain refuses what the twin allows (${one.name}): ${error.shortMessage}`)
      return []
    })
    findings.push(...violations.map(({ rule, sentence }) => `[${rule}] ${sentence} (${one.name})`))
  }
  return { counts: { operations: traced.length }, findings }
}
