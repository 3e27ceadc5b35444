import { type Address, type Client, isAddressEqual } from 'viem'
import { getBlock, getChainId, getCode } from 'viem/actions'
import { wordsOfLedgers } from '../errors/wordsOfLedgers.ts'
import { findLedger } from '../grant/findLedger.ts'
import { getGrantState } from '../grant/getGrantState.ts'
import { toDate } from '../grant/toDate.ts'
import { keyTypes } from '../keys/keyTypes.ts'
import { findModule } from '../svm/modules.ts'
import { askModule } from './askModule.ts'
import { canVerify } from './canVerify.ts'
import type { CheckContext } from './checkGrant.ts'
import type { GrantCheckName, GrantFinding } from './finding.ts'

type Findings = Promise<readonly GrantFinding[]>

export async function checkChain({ client, chainId = client.chain?.id }: CheckContext): Findings {
  const found = await getChainId(client)
  if (chainId === undefined || chainId === found) return []
  return [
    refused('chain', {
      sentence: `The node is on chain ${found}; the grant is meant for chain ${chainId}.`,
      fix: 'Use a node of the right chain.',
    }),
  ]
}

export async function checkRouter({ client, account, grant, deployment }: CheckContext): Findings {
  const { router } = grant.terms
  const ledger = findLedger(router, deployment)
  const findings: GrantFinding[] = []
  for (const [name, address] of [
    ['router', router],
    ['ledger', ledger],
  ] as const) {
    if (await hasCode(client, address)) continue
    findings.push(
      refused('router', {
        sentence: `No contract stands at the ${name} ${address}.`,
        fix: 'Check the chain, and create the grant with the `deployment` of that chain.',
      }),
    )
  }
  if (findings.length > 0) return findings
  if (!(await hasCode(client, account))) {
    return [
      note('router', {
        sentence: `The account ${account} is not deployed, so that nobody can say which modules it will have.`,
        fix: 'Let the operation that deploys it install the router, too.',
      }),
    ]
  }
  const installed = await askModule(client, {
    account,
    module: router,
    family: familyOf(router, deployment),
  })
  if (installed) return []
  const sentence =
    installed === undefined
      ? `The account ${account} does not say whether it has the router ${router}: it may be of another kind.`
      : `The account ${account} has not installed the router ${router}.`
  const fix =
    'Install it first, in the same operation at the latest; for an ERC-7579 account create the grant with `forErc7579()`.'
  return [refused('router', { sentence, fix })]
}

export async function checkModules({ client, grant, deployment }: CheckContext): Findings {
  const findings = await Promise.all(
    grant.sessions.map(async ({ module, data }, session) => {
      if (!(await hasCode(client, module))) {
        const sentence = `No contract stands at the module ${module} of permission ${session}.`
        const fix = 'Check the chain, and create the grant with the `deployment` of that chain.'
        return [refused('modules', { sentence, fix, session })]
      }
      const known = findModule(module, deployment)
      if (known && known.entriesOf(data).length > 0) return []
      const sentence = known
        ? `Nobody can read the data of permission ${session}: the module would refuse every call.`
        : `The module ${module} of permission ${session} is not known here: nobody can say what it allows.`
      return [refused('modules', { sentence, fix: 'Do not sign it.', session })]
    }),
  )
  return findings.flat()
}

export async function checkKey({ client, account, grant, deployment }: CheckContext): Findings {
  const { key, keyType } = grant.terms
  if (keyType !== keyTypes.secp256k1) return checkKeyType(client, { grant, deployment })
  if (isAddressEqual(key, account)) {
    return [
      refused('key', {
        sentence: 'The session key is the account itself.',
        fix: 'Make a key for this purpose, such as with `generatePrivateKey` of viem.',
      }),
    ]
  }
  const code = await getCode(client, { address: key })
  // What EIP-7702 puts at a key's address: it is a key still.
  if (!code || code === '0x' || code.startsWith('0xef0100')) return []
  return [
    refused('key', {
      sentence: `A contract stands at the address of the session key ${key}: it cannot sign.`,
      fix: 'Pass the address of a key pair, not of an account.',
    }),
  ]
}

/** A key that is not secp256k1 is no account; whether the chain can verify it is for its ledger's verifier to say. */
async function checkKeyType(
  client: Client,
  { grant, deployment }: Pick<CheckContext, 'grant' | 'deployment'>,
): Findings {
  const { router, keyType } = grant.terms
  if (await canVerify(client, { ledger: findLedger(router, deployment), keyType })) return []
  const { sentence, fix } = wordsOfLedgers.KeyTypeNotVerifiable({ found: keyType })
  return [refused('key', { sentence, fix })]
}

export async function checkStatus({ client, account, grant, deployment }: CheckContext): Findings {
  const { validUntil } = grant.terms
  const { timestamp } = await getBlock(client)
  if (validUntil !== 0 && Number(timestamp) > validUntil) {
    return [
      refused('status', {
        sentence: `The grant ended on ${toDate(validUntil)}.`,
        fix: 'Create another one with a later end.',
      }),
    ]
  }
  if (!(await hasCode(client, findLedger(grant.terms.router, deployment)))) return []
  const { status } = await getGrantState(client, { account, grant, deployment })
  if (status === 'never') return []
  if (status === 'active') {
    return [
      note('status', { sentence: 'The grant is active already.', fix: 'It can be used as it is.' }),
    ]
  }
  return [
    refused('status', {
      sentence: 'The grant was revoked. It never comes back.',
      fix: 'Create another one: another salt is enough.',
    }),
  ]
}

/** Which kind of account a grant is for: ERC-7579 accounts have the validator as their router. */
export function familyOf(router: Address, { validator }: CheckContext['deployment']) {
  return validator !== undefined && isAddressEqual(router, validator) ? 'erc7579' : 'modular'
}

export async function hasCode(client: Client, address: Address): Promise<boolean> {
  const code = await getCode(client, { address })
  return code !== undefined && code !== '0x'
}

type Text = { readonly sentence: string; readonly fix: string; readonly session?: number }

export function refused(check: GrantCheckName, text: Text): GrantFinding {
  return { check, weight: 'refused', ...text }
}

export function note(check: GrantCheckName, text: Text): GrantFinding {
  return { check, weight: 'note', ...text }
}
