import { type Address, isAddressEqual } from 'viem'
import { listForbiddenTargets } from '../grant/listForbiddenTargets.ts'
import { cleanSymbol, findToken } from '../svm/describeToken.ts'
import { findModule } from '../svm/modules.ts'
import type { Tokens } from '../types.ts'
import { askModule } from './askModule.ts'
import type { CheckContext } from './checkGrant.ts'
import { familyOf, hasCode, note, refused } from './checksOfGrant.ts'
import type { GrantFinding } from './finding.ts'
import { isCollection } from './isCollection.ts'

/** Stands for a call without calldata. */
const noSelector = '0x00000000'

type Findings = Promise<readonly GrantFinding[]>

/** Refuses targets that would turn the account against itself: what no router can know. */
export async function checkTargets(context: CheckContext): Findings {
  const { grant, deployment } = context
  const findings = await Promise.all(
    grant.sessions.map(async ({ module, data }, session) => {
      const entries = findModule(module, deployment)?.entriesOf(data) ?? []
      const targets = [...new Set(entries.map(({ target }) => target))]
      // Who only receives the native currency needs no code.
      const needsCode = entries.some(({ selector }) => selector !== noSelector)
      const found = targets.map((target) => checkTarget(context, { target, session, needsCode }))
      return (await Promise.all(found)).flat()
    }),
  )
  return findings.flat()
}

async function checkTarget(
  { client, account, grant, deployment, forbidden = [] }: CheckContext,
  { target, session, needsCode }: { target: Address; session: number; needsCode: boolean },
): Findings {
  const { router } = grant.terms
  const never = [account, ...listForbiddenTargets({ ...deployment, router }), ...forbidden]
  const fix = 'Leave the permission out: whoever asks for it wants the account itself.'
  if (never.some((one) => isAddressEqual(one, target))) {
    const sentence = `Permission ${session} is for ${target}, which no session key may ever call.`
    return [refused('targets', { sentence, fix, session })]
  }
  if (!(await hasCode(client, target))) {
    if (!needsCode) return []
    const sentence = `Permission ${session} is for ${target}, at which no contract stands.`
    const check = 'Check the address and the chain.'
    return [refused('targets', { sentence, fix: check, session })]
  }
  if (!(await hasCode(client, account))) return []
  const family = familyOf(router, deployment)
  if (!(await askModule(client, { account, module: target, family }))) return []
  const sentence = `Permission ${session} is for ${target}, a module of the account: it may decide who owns the account.`
  return [refused('targets', { sentence, fix, session })]
}

/** Compares what tokens say of themselves with what the caller takes them for. */
export async function checkTokens(context: CheckContext, found: Tokens): Findings {
  const { client, grant, deployment } = context
  const findings = await Promise.all(
    grant.sessions.map(async ({ module, data }, session) => {
      const token = findModule(module, deployment)?.countedTokenOf(data)
      if (!token || BigInt(token) === 0n) return []
      if (!(await isCollection(client, token)))
        return compareToken(context, { token, session, found })
      const sentence = `Permission ${session} counts amounts of ${token}, which is a collection of ERC-721: numbers of tokens would be taken for amounts.`
      const fix = 'Leave it out; `nft.transfer` is for collections.'
      return [refused('tokens', { sentence, fix, session })]
    }),
  )
  return findings.flat()
}

function compareToken(
  { tokens }: CheckContext,
  { token, session, found }: { token: Address; session: number; found: Tokens },
): readonly GrantFinding[] {
  const said = findToken(token, found)
  if (!said) {
    const sentence = `The token ${token} of permission ${session} does not say its symbol and decimals.`
    return [
      note('tokens', { sentence, fix: 'Make sure that it is the token that is meant.', session }),
    ]
  }
  const taken = findToken(token, tokens)
  if (taken === undefined || taken.decimals === said.decimals) return []
  const sentence = `The token ${cleanSymbol(said.symbol)} (${token}) has ${said.decimals} decimals; the limits of permission ${session} were made for ${taken.decimals}.`
  const fix = `Create the permission with \`amount('…', ${said.decimals})\`.`
  return [refused('tokens', { sentence, fix, session })]
}
