import { native } from '../../../src/permissions/native.ts'
import type { ModuleSuite } from '../../svm/kit/suite.ts'
import { dex, hop, stranger } from '../fixtures.ts'
import { caseOf } from '../moduleCase.ts'

const pay = caseOf('nativeTransfer', {
  sessionData: native.transfer({ recipients: [dex, hop], limits: { total: 9n } }).data,
  target: hop,
  data: '0x',
})

export const suite: ModuleSuite = {
  // What it allows has no calldata.
  functions: { abi: [] },
  cases: [
    pay('allowed', { value: 9n }),
    pay('nothing at all'),
    pay('another recipient', { target: stranger, value: 1n }),
    pay('calldata', { value: 1n, data: '0x00' }),
    pay('over the total', { value: 10n }),
    pay('truncated recipients', { sessionData: '0x02' }),
    pay('no session data', { sessionData: '0x' }),
  ],
}
