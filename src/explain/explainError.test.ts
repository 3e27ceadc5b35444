import {
  BaseError,
  ContractFunctionRevertedError,
  encodeErrorResult,
  type Hex,
  parseAbi,
  RpcRequestError,
} from 'viem'
import { describe, expect, test } from 'vitest'
import { account, deployment, seedGrant, tokenA, tokenB } from '../../test/vectors/fixtures.ts'
import { batchedSessionRouterAbi, erc20ApprovalSvmAbi } from '../abis/generated/index.ts'
import { CallNotCoveredError } from './CallNotCoveredError.ts'
import { explain } from './explain.ts'
import { explainError } from './explainError.ts'

const targetNotAllowed = encodeErrorResult({
  abi: erc20ApprovalSvmAbi,
  errorName: 'TargetNotAllowed',
  args: [2n, tokenB, tokenA],
})
const wrapped = encodeErrorResult({
  abi: batchedSessionRouterAbi,
  errorName: 'SessionRefused',
  args: [deployment.modules.approve, targetNotAllowed],
})
const nodeError = (data: unknown, message = 'execution reverted') =>
  new RpcRequestError({
    ...{ body: {}, url: 'http://node' },
    // Nodes differ in what they put here.
    error: { code: 3, message, data: data as Hex },
  })

const expected = {
  errorName: 'SessionRefused',
  call: 2,
  sentence: expect.stringContaining('calls[2] goes to'),
  cause: { errorName: 'TargetNotAllowed', refusal: { args: { call: 2n } } },
}

describe('explainError', () => {
  test('default: revert data, down to the module that refused', () => {
    expect(explainError(wrapped)).toMatchObject(expected)
    expect(explainError(targetNotAllowed)).toMatchObject({ errorName: 'TargetNotAllowed', call: 2 })
  })

  test.each<[string, unknown]>([
    ['an error of the node', nodeError(wrapped)],
    ['an error of a node that nests its data', nodeError({ data: wrapped })],
    ['data in a message alone', nodeError(undefined, `reverted with ${wrapped}`)],
    [
      'data at depth',
      new BaseError('a', { cause: new BaseError('b', { cause: nodeError(wrapped) }) }),
    ],
    [
      'an error of a contract',
      new ContractFunctionRevertedError({ abi: [], functionName: 'f', data: wrapped }),
    ],
  ])('behavior: finds %s', (_, error) => {
    expect(explainError(error)).toMatchObject(expected)
  })

  test('behavior: what no grant covers, before anything is sent', () => {
    const calls = [{ to: tokenB, data: '0x12345678' }] as const
    const explanation = explain({ account, grant: seedGrant, calls, deployment })
    const error = new BaseError('viem', { cause: new CallNotCoveredError(explanation) })
    const [refused] = explanation.calls
    expect(explainError(error)).toMatchObject({ call: 0, sentence: refused?.sentence })
  })

  test('behavior: a module that gives no reason', () => {
    const silent = encodeErrorResult({
      abi: batchedSessionRouterAbi,
      errorName: 'SessionRefused',
      args: [deployment.modules.approve, '0x'],
    })
    expect(explainError(silent)?.sentence).toContain('no reason')
  })

  test('behavior: codes of the EntryPoint, and reverts of other contracts', () => {
    const abi = parseAbi([
      'error FailedOp(uint256 opIndex, string reason)',
      'error Error(string)',
      'error Panic(uint256)',
    ])
    const failed = encodeErrorResult({
      abi,
      errorName: 'FailedOp',
      args: [0n, 'AA24 signature error'],
    })
    expect(explainError(failed)).toMatchObject({ errorName: 'AA24' })
    expect(
      explainError(nodeError(undefined, 'UserOperation reverted: AA22 expired or not due')),
    ).toMatchObject({
      errorName: 'AA22',
    })
    const foreign = encodeErrorResult({ abi, errorName: 'Error', args: ['ERC20: no'] })
    expect(explainError(foreign)?.sentence).toBe('A contract reverted with "ERC20: no".')
    expect(
      explainError(encodeErrorResult({ abi, errorName: 'Panic', args: [17n] }))?.errorName,
    ).toBe('Panic')
  })

  test('behavior: what an EntryPoint of v0.7 passes on', () => {
    const abi = parseAbi(['error FailedOpWithRevert(uint256 opIndex, string reason, bytes inner)'])
    const failWith = (inner: Hex) =>
      encodeErrorResult({
        ...{ abi, errorName: 'FailedOpWithRevert', args: [0n, 'AA23 reverted', inner] },
      })
    expect(explainError(failWith(wrapped))).toMatchObject(expected)
    expect(explainError(failWith('0x'))).toMatchObject({ errorName: 'AA23' })
  })

  test('behavior: reasons that are wrapped, at any depth', () => {
    const abi = parseAbi([
      'error WrappedError(address target, bytes4 selector, bytes reason, bytes details)',
      'error Broken(uint256 found)',
    ])
    const wrap = (reason: Hex) =>
      encodeErrorResult({
        ...{ abi, errorName: 'WrappedError', args: [account, '0x12345678', reason, '0x'] },
      })
    const { sentence } = explainError(wrap(wrap(wrapped))) ?? {}
    expect(sentence).toBe(explainError(wrapped)?.sentence)
    const own = encodeErrorResult({ abi, errorName: 'Broken', args: [7n] })
    expect(explainError(own)).toBeUndefined()
    expect(explainError(wrap(own), { abi })?.sentence).toBe('A contract reverted with Broken(7).')
    const deep = Array.from({ length: 20 }).reduce<Hex>((inner) => wrap(inner), wrapped)
    expect(explainError(deep)?.errorName).toBe('WrappedError')
  })

  test('behavior: texts and errors of well-known contracts', () => {
    const abi = parseAbi([
      'error Error(string)',
      'error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)',
    ])
    const text = 'UniswapV2Router: INSUFFICIENT_OUTPUT_AMOUNT'
    const market = encodeErrorResult({ abi, errorName: 'Error', args: [text] })
    expect(explainError(market)?.sentence).toBe(
      `The market gives less than the swap demands. ("${text}")`,
    )
    const args = [account, 1n, 2n] as const
    const poor = encodeErrorResult({ abi, errorName: 'ERC20InsufficientBalance', args })
    expect(explainError(poor)?.sentence).toContain('has 1 base units of the token; 2 are needed')
    const hostile = encodeErrorResult({ abi, errorName: 'Error', args: ['\u001b[2J\u202ea'] })
    expect(explainError(hostile)?.sentence).toBe('A contract reverted with "?[2J?a".')
  })

  test('behavior: an error that is its own cause comes to an end', () => {
    const error = new Error('round')
    error.cause = error
    expect(explainError(error)).toBeUndefined()
  })

  test.each([undefined, null, 'text', 7, '0x', '0x12345678', {}, new Error('no')])(
    'error: undefined for %s',
    (error) => {
      expect(explainError(error)).toBeUndefined()
    },
  )
})
