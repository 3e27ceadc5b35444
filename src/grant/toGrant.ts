import { getAddress, type Hex, size } from 'viem'
import { describeVerdict } from '../errors/describeVerdict.ts'
import { isRefusal } from '../errors/refuse.ts'
import { keyTypes } from '../keys/keyTypes.ts'
import type { GrantId, GrantTerms, Session } from '../types.ts'
import { GrantTermsError } from './GrantTermsError.ts'
import { hashGrant } from './hash.ts'
import { rootOf } from './tree.ts'
import { leavesOf, treeOf } from './treeOf.ts'
import { intersectWindows, refuseBounds, type Window } from './window.ts'

/** What an owner approves, as one object. It holds no secret. */
export type Grant = {
  readonly terms: GrantTerms
  /** In the order of the tree's leaves. */
  readonly sessions: readonly Session[]
  /** Names the grant everywhere. */
  readonly id: GrantId
  /** Root of the tree over the sessions. */
  readonly root: Hex
}

/**
 * Makes a grant of its terms and sessions: checks them, builds the tree, computes the id.
 *
 * @throws GrantTermsError, viem's InvalidAddressError
 */
export function toGrant({
  terms,
  sessions,
}: {
  terms: Omit<GrantTerms, 'sessionsRoot'>
  sessions: readonly Session[]
}): Grant {
  checkTerms(terms)
  const cleanSessions = Object.freeze(sessions.map((session) => toSession(session, terms)))
  if (cleanSessions.length === 0) {
    throw new GrantTermsError('The grant allows nothing: it has no permission.', {
      fix: 'Pass at least one permission.',
    })
  }
  const tree = treeOf({ sessions: cleanSessions })
  checkLeaves(leavesOf(tree))
  const root = rootOf(tree)
  const cleanTerms = Object.freeze({
    router: getAddress(terms.router),
    key: getAddress(terms.key),
    keyType: terms.keyType,
    validAfter: terms.validAfter,
    validUntil: terms.validUntil,
    paymaster: getAddress(terms.paymaster),
    feeBudget: terms.feeBudget,
    sessionsRoot: root,
    salt: terms.salt,
  })
  return Object.freeze({
    terms: cleanTerms,
    sessions: cleanSessions,
    id: hashGrant(cleanTerms),
    root,
  })
}

function checkTerms(terms: Omit<GrantTerms, 'sessionsRoot'>) {
  if (isZero(getAddress(terms.router))) {
    throw new GrantTermsError('The grant names no router.', {
      fix: 'Pass a `deployment`, or leave it out for the default one.',
    })
  }
  if (isZero(getAddress(terms.key))) {
    throw new GrantTermsError('The grant names no session key.', {
      fix: 'Pass the session key’s address as `key`; its private key stays with you.',
    })
  }
  if (!Object.values<number>(keyTypes).includes(terms.keyType)) {
    throw new GrantTermsError(`The key type ${terms.keyType} is not known.`, {
      fix: 'Use a key of secp256k1 (type 0), P-256 (1) or WebAuthn (2): pass the key itself to `createGrant`.',
    })
  }
  checkWindow('The grant', terms)
  checkUint('The fee budget', terms.feeBudget, 96)
  checkUint('The salt', terms.salt, 64)
  if (isZero(getAddress(terms.paymaster)) && terms.feeBudget === 0n) {
    throw new GrantTermsError('The grant has neither a fee budget nor a paymaster.', {
      fix: 'Pass `fees: { budget }` in wei for operations that the account pays, `fees: { paymaster }` for sponsored ones, or both.',
    })
  }
}

function checkWindow(what: string, { validAfter, validUntil }: Window) {
  for (const bound of [validAfter, validUntil]) {
    if (!Number.isSafeInteger(bound) || bound < 0) {
      throw new GrantTermsError(`${what} has a time bound that is no moment: ${bound}.`, {
        fix: 'Pass whole seconds since 1970, such as `Math.floor(Date.now() / 1000) + 3600`.',
      })
    }
  }
  const reason = refuseBounds({ validAfter, validUntil })
  const window = reason ?? intersectWindows([{ validAfter, validUntil }])
  if (isRefusal(window)) throw refuseWindow(what, window)
}

function refuseWindow(what: string, reason: Parameters<typeof describeVerdict>[0]) {
  const { sentence, fix } = describeVerdict(reason)
  return new GrantTermsError(`${what} could never be used. ${sentence}`, { fix })
}

function checkUint(what: string, value: bigint, bits: number) {
  if (typeof value === 'bigint' && value >= 0n && value >> BigInt(bits) === 0n) return
  throw new GrantTermsError(`${what} is no unsigned integer of ${bits} bits: ${value}.`, {
    fix: 'Pass a bigint; money is in wei.',
  })
}

function toSession(session: Session, terms: Window): Session {
  const { validAfter, validUntil, data } = session
  checkWindow('A session', session)
  const window = intersectWindows([terms, session])
  if (isRefusal(window)) throw refuseWindow('A session', window)
  if (!/^0x([0-9a-f]{2})*$/i.test(data) || size(data) > 0xffff) {
    throw new GrantTermsError('A session’s data is not hex, or is longer than 65535 bytes.', {
      fix: 'Make permissions with the presets, such as `erc20.approve`.',
    })
  }
  const module = getAddress(session.module)
  // Lower case changes no byte of a hex text.
  return Object.freeze({ validAfter, validUntil, module, data: data.toLowerCase() as Hex })
}

function checkLeaves(leaves: readonly Hex[]) {
  const seen = new Map<Hex, number>()
  leaves.forEach((leaf, second) => {
    const first = seen.get(leaf)
    if (first === undefined) seen.set(leaf, second)
    else {
      throw new GrantTermsError(`Permission ${second} is permission ${first} again.`, {
        fix: 'Leave the second one out: both would share one set of limits. For twice the amount, raise the limit.',
      })
    }
  })
}

function isZero(address: Hex): boolean {
  return BigInt(address) === 0n
}
