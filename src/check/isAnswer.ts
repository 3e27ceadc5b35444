import type { BaseError } from 'viem'

/** Whether the contract answered, only not what was asked. */
export function isAnswer(error: BaseError): boolean {
  const cause = error.walk((one) => one instanceof Error && answers.includes(one.name))
  return cause !== null
}

const answers = [
  'AbiDecodingZeroDataError',
  'AbiDecodingDataSizeTooSmallError',
  'ContractFunctionRevertedError',
  'ContractFunctionZeroDataError',
  'ExecutionRevertedError',
  'IntegerOutOfRangeError',
  'InvalidBytesBooleanError',
  'PositionOutOfBoundsError',
  'SizeOverflowError',
]
