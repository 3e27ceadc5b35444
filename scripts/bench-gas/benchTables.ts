import { type Gate, overheadRatio } from './gates.ts'
import { quoted, quotedCalls, quotedFloor } from './quoted.ts'
import { estimateRollupFee } from './rollupCost.ts'
import type { Bench } from './runBench.ts'
import type { Figures, Result } from './runWorkloads.ts'

/** A table: its head, and its rows. The first column is words, the others are figures. */
export type Table = {
  readonly title: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** Wei per gas. */
export type Prices = { readonly l1Price: bigint; readonly l2Price: bigint }

const toFigure = (value: number) => value.toLocaleString('en-US')
const toRatio = (value: number) => value.toFixed(3)

/** The original beside ours, on the modular account. */
export function toSideBySideTable({ modular }: Bench): Table {
  const rows = Object.entries(modular.workloads).map(([name, result]) => {
    const { original, ours } = both(result)
    return [
      name,
      ...[original.overhead, ours.overhead].map(toFigure),
      toRatio(overheadRatio(result)),
      ...[original.frame, ours.frame, original.total, ours.total].map(toFigure),
      ...[toSignature(original), toSignature(ours)],
    ]
  })
  const head = ['workload', 'overhead, original', 'ours', 'ratio', 'frame, original', 'ours']
  return {
    title: 'Modular account v2, EntryPoint v0.6: the original router and ours',
    head: [...head, 'total, original', 'ours', 'signature bytes / gas, original', 'ours'],
    rows,
  }
}

/** Ours on the ERC-7579 account. */
export function toNexusTable({ nexus }: Bench): Table {
  const rows = Object.entries(nexus.workloads).map(([name, { ours }]) => [
    name,
    ...[ours.overhead, ours.frame, ours.total].map(toFigure),
    toSignature(ours),
  ])
  return {
    title: 'Nexus, an ERC-7579 account, EntryPoint v0.7: ours',
    head: ['workload', 'overhead', 'frame', 'total', 'signature bytes / gas'],
    rows,
  }
}

/** What others cost; quoted. */
export function toQuotedTable(): Table {
  const calls = Object.entries(quotedCalls).flatMap(([system, byCount]) =>
    Object.entries(byCount).map(([count, overhead]) => [
      `${system}, ${count} ${count === '1' ? 'call' : 'calls'}`,
      toFigure(overhead),
      '',
    ]),
  )
  const seed = quoted.map(({ system, overhead, frame }) => [
    `${system}, seed flow`,
    ...[overhead, frame].map(toFigure),
  ])
  return {
    title: 'Others, and the computed floor: quoted, not measured in this run',
    head: ['system', 'overhead', 'frame'],
    rows: [...seed, ...calls],
  }
}

/** What granting costs. */
export function toGrantingTable({ modular, nexus }: Bench): Table {
  const row = (what: string, ...gas: readonly (number | undefined)[]) => [
    what,
    ...gas.map((one) => (one === undefined ? '' : toFigure(one))),
  ]
  const { granting: own } = modular
  return {
    title: 'Granting the seed’s three sessions: total gas of the operation',
    head: ['operation', 'modular', 'ERC-7579'],
    rows: [
      row('ours: the owner enables the grant, its list emitted', own.enable, nexus.granting.enable),
      row('original: the owner sets a first root', own.originalSetRoot, undefined),
      row('original: the owner sets another root', own.originalChangeRoot, undefined),
      row(
        'ours: enable on first use, with the seed flow',
        own.enableAndUse,
        nexus.granting.enableAndUse,
      ),
      row('the seed flow signed by the owner', own.ownerBatch, nexus.granting.ownerBatch),
    ],
  }
}

/** Bytes that a rollup publishes, and what an operation costs there. */
export function toRollupTable({ modular }: Bench, prices: Prices): Table {
  const rows = Object.entries(modular.workloads).map(([name, result]) => {
    const sides = [both(result).original, result.ours]
    return [
      name,
      ...sides.map(({ calldataBytes }) => toFigure(calldataBytes)),
      ...sides.map(({ brotliBytes }) => toFigure(brotliBytes)),
      ...sides.map(({ fastlzBytes }) => toFigure(fastlzBytes)),
      ...sides.map(({ total, fastlzBytes }) =>
        toFigure(Number(estimateRollupFee({ ...prices, gas: total, fastlzBytes }) / 10n ** 9n)),
      ),
    ]
  })
  const head = [
    'calldata, original',
    'ours',
    'brotli, original',
    'ours',
    'FastLZ, original',
    'ours',
  ]
  return {
    title: `On a rollup: bytes of handleOps, and the fee in gwei at ${toGwei(prices.l1Price)} gwei on L1 and ${toGwei(prices.l2Price)} gwei on L2`,
    head: ['workload', ...head, 'fee, original', 'ours'],
    rows,
  }
}

export function toGatesTable(gates: readonly Gate[]): Table {
  const figure = (value: number) => (value > 100 ? toFigure(value) : toRatio(value))
  return {
    title: 'Gates',
    head: ['gate', 'wanted', 'found', 'ok'],
    rows: gates.map(({ gate, wanted, found, ok }) => [
      gate,
      `≤ ${figure(wanted)}`,
      figure(found),
      ok ? 'yes' : `no, by ${figure(found - wanted)}`,
    ]),
  }
}

/** Of the computed floor, what ours takes: quoted with the seed flow at 2^7. */
export function toFloorRatio({ modular }: Bench): string {
  const result = modular.workloads['seed flow, 2^7, neighbouring, self-paid']
  return result ? toRatio(result.ours.overhead / quotedFloor) : ''
}

function both({ original, ours }: Result): { original: Figures; ours: Figures } {
  if (!original) throw new Error('The original has not been measured.')
  return { original, ours }
}

const toSignature = ({ signatureBytes, signatureGas }: Figures) =>
  `${toFigure(signatureBytes)} / ${toFigure(signatureGas)}`

const toGwei = (wei: bigint) => Number(wei) / 1e9
