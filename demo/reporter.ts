import { styleText } from 'node:util'
import { BaseError, formatUnits } from 'viem'
import type { Balances } from './readStage.ts'
import type { StoryResult } from './story.ts'

/** Tells the story as it happens. */
export type Reporter = {
  /** Opens a story. */
  begin(title: string): void
  /** Opens a step, and shows on a terminal that it is under way. */
  step(title: string): void
  /** Says what happened in the step. */
  say(line: string): void
  /** Says what was refused, and why. */
  refuse(line: string): void
  /** Says what went well. */
  succeed(line: string): void
  /** Shows balances before and after. */
  table(before: Balances, after: Balances): void
  /** Closes the last of the stories. */
  finish(results: readonly StoryResult[]): void
  fail(error: unknown): void
}

/**
 * Makes a reporter. `text` writes lines for people: colours on a terminal, plain in a pipe. `json` writes the result alone.
 * Errors go to stderr in both.
 */
export function createReporter({ format }: { format: 'text' | 'json' }): Reporter {
  const fail = (error: unknown) => process.stderr.write(`${describeFailure(error)}\n`)
  if (format === 'json') {
    const silent = () => {}
    return {
      ...{ begin: silent, step: silent, say: silent, refuse: silent, succeed: silent },
      ...{ table: silent, fail },
      finish: (results) => process.stdout.write(`${toJson(results)}\n`),
    }
  }
  let steps = 0
  return {
    begin(title) {
      steps = 0
      write(`\n${paint(['bold'], title)}`)
    },
    step(title) {
      steps += 1
      write(`\n${paint(['bold', 'cyan'], `${steps}. ${title}`)}`)
    },
    say: (line) => write(`   ${line}`),
    refuse: (line) => write(`   ${paint(['red'], 'refused')}  ${line}`),
    succeed: (line) => write(`   ${paint(['green'], 'done')}     ${line}`),
    table: (before, after) => {
      for (const line of toTable(before, after)) write(`   ${line}`)
    },
    finish(results) {
      const took = results.map(({ seconds }) => `${seconds} s`).join(' and ')
      write(`\n${paint(['bold'], `The story took ${took}.`)}`)
    },
    fail,
  }
}

type Style = Parameters<typeof styleText>[0]

function paint(style: Style, text: string): string {
  const colours = process.stdout.isTTY === true && process.env.NO_COLOR === undefined
  return colours ? styleText(style, text) : text
}

function write(line: string) {
  process.stdout.write(`${line}\n`)
}

function toTable(before: Balances, after: Balances): string[] {
  const rows = Object.entries(before).map(([name, amount]) => {
    // Both come from one function, so they have the same names.
    const later = after[name as keyof Balances]
    return [name, amount, later, later - amount] as const
  })
  const cells = [
    ['', 'before', 'after', 'change'],
    ...rows.map(([name, ...amounts]) => [name, ...amounts.map(toDecimal)]),
  ]
  const widths = [0, 1, 2, 3].map((i) => Math.max(...cells.map((row) => row[i]?.length ?? 0)))
  return cells.map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  '),
  )
}

/** Every token of the story has 18 decimals. */
function toDecimal(amount: bigint): string {
  const text = formatUnits(amount, 18)
  const [whole = '0', fraction = ''] = text.split('.')
  return `${whole}.${fraction.padEnd(6, '0').slice(0, 6)}`
}

/** One story as it is, several by their accounts. */
function toJson(results: readonly StoryResult[]): string {
  const [first, ...more] = results
  const accounts = Object.fromEntries(results.map((result) => [result.name, result]))
  return JSON.stringify(
    more.length === 0 ? first : { accounts },
    (_, value) => (typeof value === 'bigint' ? value.toString() : value),
    2,
  )
}

function describeFailure(error: unknown): string {
  if (error instanceof BaseError)
    return [error.shortMessage, ...(error.metaMessages ?? [])].join('\n')
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
