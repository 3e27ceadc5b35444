import { type Address, type Client, keccak256 } from 'viem'
import { getCode } from 'viem/actions'
import { type Deployment, defaultDeployment } from '../deployment.ts'
import { findLedger } from '../grant/findLedger.ts'
import type { Grant } from '../grant/toGrant.ts'
import { requireSame } from '../list/requireSame.ts'
import { findModule } from '../svm/modules.ts'
import type { Tokens } from '../types.ts'
import { checkChain, checkKey, checkModules, checkRouter, checkStatus } from './checksOfGrant.ts'
import { checkTargets, checkTokens } from './checksOfTargets.ts'
import type { GrantCheckName, GrantFinding } from './finding.ts'
import { GrantCheckError } from './GrantCheckError.ts'
import { readTokens } from './readTokens.ts'

export type CheckGrantParameters = {
  readonly account: Address
  readonly grant: Grant
  readonly deployment?: Deployment | undefined
  /** The chain on which the grant is to be enabled; the client's by default. */
  readonly chainId?: number | undefined
  /** What the caller takes the tokens for, such as with what decimals it made the limits. */
  readonly tokens?: Tokens | undefined
  /** Further contracts that no session key may call, such as the account's factory, or a recovery service. */
  readonly forbidden?: readonly Address[] | undefined
  /** A client of another node, which must find the same, and the same code everywhere. */
  readonly verifier?: Client | undefined
  /** Checks that are left out, each by its name. */
  readonly skip?: readonly GrantCheckName[] | undefined
}

export type GrantCheck = {
  /** Nothing refuses the grant; there may be notes. */
  readonly ok: boolean
  readonly findings: readonly GrantFinding[]
  /** What the tokens of the grant say of themselves, for `describeGrant`. */
  readonly tokens: Tokens
}

/**
 * Checks against the chain what no pure function can know of a grant: that router, modules and targets stand there, that no target is a
 * part of the account itself, that tokens are what the caller takes them for, that the key is a key, that the grant is not over. What is
 * found is data; `requireCheckedGrant` throws it.
 *
 * @throws RpcDisagreementError if the verifier says otherwise; viem's errors if the chain cannot be asked.
 *
 * @example
 * ```ts
 * const { ok, findings, tokens } = await checkGrant(client, { account: account.address, grant })
 * if (!ok) console.log(findings.map(({ sentence }) => sentence))
 * ```
 */
export async function checkGrant(
  client: Client,
  parameters: CheckGrantParameters,
): Promise<GrantCheck> {
  const { grant, deployment = defaultDeployment, skip = [], verifier, ...rest } = parameters
  if (verifier) {
    const same = { ...rest, grant, deployment, skip }
    return verifyCheck(same, { client, verifier, addresses: listAddresses(same) })
  }
  const context: CheckContext = { ...parameters, client, deployment }
  const found = skip.includes('tokens')
    ? {}
    : await readTokens(client, listTokens(grant, deployment))
  const findings = await Promise.all(
    Object.entries(checks).map(async ([name, check]) =>
      // The keys of `checks` are the names.
      skip.includes(name as GrantCheckName) ? [] : check(context, found),
    ),
  ).then((lists) => lists.flat())
  const ok = findings.every(({ weight }) => weight !== 'refused')
  return { ok, findings, tokens: found }
}

/**
 * Checks a grant as `checkGrant` does, and throws if anything refuses it.
 *
 * @throws GrantCheckError; viem's errors if the chain cannot be asked.
 *
 * @example
 * ```ts
 * await requireCheckedGrant(client, { account: account.address, grant, skip: ['tokens'] })
 * const hash = await bundlerClient.sendUserOperation({ account, calls: [enableGrantCall(grant)] })
 * ```
 */
export async function requireCheckedGrant(
  client: Client,
  parameters: CheckGrantParameters,
): Promise<GrantCheck> {
  const checked = await checkGrant(client, parameters)
  if (!checked.ok) throw new GrantCheckError(checked.findings)
  return checked
}

export type CheckContext = Omit<CheckGrantParameters, 'deployment'> & {
  readonly client: Client
  readonly deployment: Deployment
}

type Check = (context: CheckContext, tokens: Tokens) => Promise<readonly GrantFinding[]>

const checks: { readonly [name in GrantCheckName]: Check } = {
  chain: checkChain,
  router: checkRouter,
  modules: checkModules,
  targets: checkTargets,
  tokens: checkTokens,
  key: checkKey,
  status: checkStatus,
}

function listTokens({ sessions }: Grant, deployment: Deployment): readonly Address[] {
  return sessions.flatMap(({ module, data }) => {
    const token = findModule(module, deployment)?.countedTokenOf(data)
    return token && BigInt(token) !== 0n ? [token] : []
  })
}

/** Everything whose code matters. */
function listAddresses({
  account,
  grant: { terms, sessions },
  deployment,
}: Pick<CheckContext, 'account' | 'grant' | 'deployment'>): readonly Address[] {
  const modules = sessions.map(({ module }) => module)
  const targets = sessions.flatMap(
    ({ module, data }) =>
      findModule(module, deployment)
        ?.entriesOf(data)
        .map(({ target }) => target) ?? [],
  )
  const own = [account, terms.router, findLedger(terms.router, deployment), terms.key]
  return [...new Set([...own, ...modules, ...targets])]
}

/** Asks both nodes everything, and compares the answers. */
async function verifyCheck(
  parameters: CheckGrantParameters,
  {
    client,
    verifier,
    addresses,
  }: { client: Client; verifier: Client; addresses: readonly Address[] },
): Promise<GrantCheck> {
  const [found, verified] = await Promise.all(
    [client, verifier].map((one) => checkGrant(one, parameters)),
  )
  if (!found || !verified) throw new Error('Two were asked.')
  const toText = ({ findings, tokens }: GrantCheck) => JSON.stringify({ findings, tokens })
  requireSame('what speaks against the grant', toText(found), toText(verified))
  await Promise.all(
    addresses.map(async (address) => {
      const [code, same] = await Promise.all([
        getCode(client, { address }),
        getCode(verifier, { address }),
      ])
      requireSame(`the code at ${address}`, keccak256(code ?? '0x'), keccak256(same ?? '0x'))
    }),
  )
  return found
}
