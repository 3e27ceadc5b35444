import type { Address } from 'viem'
import type { OwnerApproval } from '../grant/approval.ts'
import { GrantFormatError } from '../grant/GrantFormatError.ts'
import { readGrantFile } from '../grant/parseGrant.ts'
import {
  parseJson,
  readAddress,
  readBigint,
  readHex,
  readNumber,
  readObject,
} from '../grant/readFields.ts'
import { maxGrantLength, toGrantFile } from '../grant/serializeGrant.ts'
import type { Grant } from '../grant/toGrant.ts'
import type { GrantId } from '../types.ts'

/** A grant, and where it is for. It holds no secret: the session key is in it by its address alone. */
export type StoredGrant = {
  readonly chainId: number
  readonly account: Address
  readonly grant: Grant
  /** The owner's signature that enables the grant on its first use, if there is one. Anybody who has it may enable the grant. */
  readonly approval?: OwnerApproval | undefined
}

const format = 'session-router-stored-grant'

export function writeStoredGrant({ chainId, account, grant, approval }: StoredGrant): string {
  const others = approval?.others.map(({ epoch, ...other }) => ({ ...other, epoch: `${epoch}` }))
  return JSON.stringify({
    ...{ format, version: 1, chainId, account, grant: toGrantFile(grant) },
    approval: approval ? { ...approval, others } : null,
  })
}

/** @throws GrantFormatError */
export function readStoredGrant(text: string): StoredGrant {
  if (text.length > 2 * maxGrantLength) throw new GrantFormatError('it is too long')
  const file = readObject('the stored grant', parseJson(text), fields)
  if (file.format !== format || file.version !== 1)
    throw new GrantFormatError('`format` is another')
  return {
    chainId: readNumber('chainId', file.chainId),
    account: readAddress('account', file.account),
    grant: readGrantFile(file.grant),
    ...(file.approval === null ? {} : { approval: readApproval(file.approval) }),
  }
}

const fields = ['format', 'version', 'chainId', 'account', 'grant', 'approval'] as const

function readApproval(value: unknown): OwnerApproval {
  const approval = readObject('`approval`', value, ['deadline', 'position', 'others', 'signature'])
  if (!Array.isArray(approval.others)) throw new GrantFormatError('`others` is no list')
  return {
    deadline: readNumber('deadline', approval.deadline),
    position: readNumber('position', approval.position),
    signature: readHex('signature', approval.signature),
    others: approval.others.map((other) => {
      const entry = readObject('an entry', other, ['chainId', 'ledger', 'epoch', 'id'])
      return {
        chainId: readNumber('chainId', entry.chainId),
        ledger: readAddress('ledger', entry.ledger),
        epoch: readBigint('epoch', entry.epoch),
        // 32 bytes of hex are all there is to an id.
        id: readHex('id', entry.id, 32) as GrantId,
      }
    }),
  }
}
