import {
  type Abi,
  type Address,
  decodeErrorResult,
  decodeFunctionResult,
  encodeFunctionData,
  encodePacked,
  type Hex,
  keccak256,
  numberToHex,
  pad,
  parseAbi,
  toHex,
} from 'viem'
import { erc20ApprovalSvmAbi } from '../../../src/abis/generated/index.ts'
import { deployDeterministic } from '../../../src/devnet/deployDeterministic.ts'
import type { Devnet } from '../../../src/devnet/index.ts'
import { readArtifact } from '../../../src/devnet/readArtifact.ts'
import type { BatchCall, Usage } from '../../../src/types.ts'
import { account } from '../../vectors/fixtures.ts'

/** What every module has: `validateSession` and `getUsage`. */
const moduleAbi = erc20ApprovalSvmAbi

const probeAbi = parseAbi([
  'struct Question { address to; bytes data; }',
  'struct Answer { bool success; bytes data; }',
  'function ask(Question[] questions) returns (Answer[] answers)',
])

export type Question = { readonly to: Address; readonly data: Hex }
type Answer = { readonly success: boolean; readonly data: Hex }

/** One question about calls under a session that has been used before. */
export type Asked = {
  readonly sessionData: Hex
  readonly calls: readonly BatchCall[]
  readonly usage: Usage
}

export type ChainUsage = {
  readonly total: bigint
  readonly uses: bigint
  readonly period: bigint
  readonly usedInPeriod: bigint
}

/** An error as its ABI decodes it. */
export type DecodedError = {
  readonly errorName: string
  readonly args: { readonly [name: string]: unknown }
}

export type ChainAnswer =
  | { readonly allowed: true; readonly window: bigint; readonly usage: ChainUsage }
  | {
      readonly allowed: false
      readonly revertData: Hex
      /** `undefined`: no error of the module's ABI. */
      readonly error: DecodedError | undefined
    }

export type Probe = {
  /** The router whose counters the probe's questions move. */
  readonly router: Address
  /** Somebody else, who asks as a router would. */
  readonly stranger: Address
  readonly module: Address
  /** Asks each question of a session of its own. */
  askEach(asked: readonly Asked[]): Promise<readonly ChainAnswer[]>
  /** Asks one question after another, each seeing what those before left behind. */
  askInOrder(questions: readonly Question[]): Promise<readonly Answer[]>
  readAnswer(answer: Answer, usage: Answer): ChainAnswer
}

/** How many questions go into one call of the node. */
const atOnce = 40

/** Deploys a module, and two routers that ask it. */
export async function openProbe(
  { publicClient, walletClient }: Pick<Devnet, 'publicClient' | 'walletClient'>,
  artifact: { readonly abi: Abi; readonly bytecode: Hex },
  /** Code to stand in the module's place. */
  code?: Hex,
): Promise<Probe> {
  const { bytecode: initCode } = readArtifact('devnet/ModuleProbe')
  const router = await deployDeterministic(walletClient, { initCode })
  const salt = pad('0x01', { size: 32 })
  const stranger = await deployDeterministic(walletClient, { initCode, salt })
  const module = await deployDeterministic(walletClient, { initCode: artifact.bytecode })
  const errors = artifact.abi.filter((item) => item.type === 'error')

  async function ask(
    questions: readonly Question[],
    stateDiff: { slot: Hex; value: Hex }[] = [],
  ): Promise<readonly Answer[]> {
    const override = {
      address: module,
      ...(stateDiff.length > 0 ? { stateDiff } : {}),
      ...(code ? { code } : {}),
    }
    const { data = '0x' } = await publicClient.call({
      to: router,
      data: encodeFunctionData({ abi: probeAbi, functionName: 'ask', args: [questions] }),
      gas: 30_000_000n,
      ...(stateDiff.length > 0 || code ? { stateOverride: [override] } : {}),
    })
    return decodeFunctionResult({ abi: probeAbi, functionName: 'ask', data })
  }

  function readAnswer(answer: Answer, usage: Answer): ChainAnswer {
    if (!answer.success) {
      return { allowed: false, revertData: answer.data, error: decodeError(errors, answer.data) }
    }
    return { allowed: true, window: BigInt(answer.data), usage: readUsage(usage) }
  }

  const usageOf = (id: Hex) => ({
    to: module,
    data: encodeFunctionData({
      abi: moduleAbi,
      functionName: 'getUsage',
      args: [router, id, account],
    }),
  })

  // Whether counters can be set from outside: they stand where the base keeps them.
  const [found] = await ask([usageOf(idOf(0))], [toSlot(router, idOf(0), { total: 5n, uses: 3 })])
  const settable = found?.success === true && readUsage(found).uses === 3n

  async function askSome(asked: readonly Asked[]): Promise<readonly ChainAnswer[]> {
    const questions = asked.flatMap((one, i) => [
      { to: module, data: encodeQuestion(one, idOf(i)) },
      usageOf(idOf(i)),
    ])
    const used = settable ? asked.map(({ usage }, i) => toSlot(router, idOf(i), usage)) : []
    const answers = await ask(questions, used)
    return asked.map((_, i) => {
      const [answer, usage] = answers.slice(2 * i, 2 * i + 2)
      if (!answer || !usage) throw new Error('The probe answers every question.')
      return readAnswer(answer, usage)
    })
  }

  return {
    ...{ router, stranger, module, readAnswer },
    async askEach(asked) {
      const answers: ChainAnswer[] = []
      for (let i = 0; i < asked.length; i += atOnce) {
        answers.push(...(await askSome(asked.slice(i, i + atOnce))))
      }
      return answers
    },
    askInOrder: (questions) => ask(questions),
  }
}

/** The session's id in the question at this place. */
export const idOf = (place: number): Hex => numberToHex(place + 1, { size: 32 })

export function encodeQuestion(
  { sessionData, calls }: Pick<Asked, 'sessionData' | 'calls'>,
  id: Hex,
  from: Address = account,
): Hex {
  return encodeFunctionData({
    abi: moduleAbi,
    functionName: 'validateSession',
    args: [
      from,
      id,
      sessionData,
      calls.map(({ index, ...call }) => ({ index: BigInt(index), ...call })),
    ],
  })
}

/** Has somebody else ask: a question within a question. */
export function asStranger({ stranger }: Probe, questions: readonly Question[]): Question {
  const data = encodeFunctionData({ abi: probeAbi, functionName: 'ask', args: [questions] })
  return { to: stranger, data }
}

export function askUsage({ module, router }: Probe, id: Hex): Question {
  return {
    to: module,
    data: encodeFunctionData({
      abi: moduleAbi,
      functionName: 'getUsage',
      args: [router, id, account],
    }),
  }
}

export function readUsage({ success, data }: Answer): ChainUsage {
  if (!success) throw new Error('The module has no getUsage(router, id, account).')
  const [total, uses, period, usedInPeriod] = decodeFunctionResult({
    ...{ abi: moduleAbi, functionName: 'getUsage', data },
  })
  return { total, uses, period, usedInPeriod }
}

/** Where the base keeps a session's usage, and what stands there. */
function toSlot(router: Address, id: Hex, { total, uses, period }: Usage) {
  const ofRouter = keccak256(encodePacked(['bytes32', 'bytes32'], [pad(router), toHex(0, word)]))
  const ofSession = keccak256(encodePacked(['bytes32', 'bytes32'], [id, ofRouter]))
  const slot = keccak256(encodePacked(['bytes32', 'bytes32'], [pad(account), ofSession]))
  const { index, used } = period ?? { index: 0, used: 0n }
  const value = (BigInt(index) << 224n) | (used << 128n) | (total << 24n) | BigInt(uses)
  return { slot, value: toHex(value, word) }
}

const word = { size: 32 } as const

function decodeError(errors: Abi, data: Hex): DecodedError | undefined {
  try {
    const { errorName, args = [] } = decodeErrorResult({ abi: errors, data })
    const error = errors.find((item) => item.type === 'error' && item.name === errorName)
    // viem knows Error(string) and Panic(uint256) beside the ABI.
    if (error?.type !== 'error') return undefined
    // Without arguments in the ABI there are none.
    const values = args as readonly unknown[]
    const named = error.inputs.map(({ name = '' }, i) => [name, values[i]] as const)
    return { errorName, args: Object.fromEntries(named) }
  } catch {
    return undefined
  }
}
