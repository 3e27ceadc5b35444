import type { Words } from '../errors/words.ts'
import type { UserOperationOutcome } from './explainUserOperation.ts'

const titles: { readonly [outcome in UserOperationOutcome]: string } = {
  passes: 'The operation passes.',
  refused: 'The operation is refused.',
  reverts: 'The operation would be included and paid for, but its calls revert.',
  included: 'The operation is on the chain, and its calls ran.',
  failed: 'The operation is on the chain and paid for, but its calls reverted.',
  unknown: 'Nobody knows what became of the operation.',
}

/** Characters on a line. */
const width = 96

/** Reasons that fit a screen; more of them would not help anybody. */
const most = 4

/** Writes reasons and fixes for one screen of 100 columns and 24 lines. */
export function formatReasons({
  outcome,
  reasons,
  code,
}: {
  outcome: UserOperationOutcome
  reasons: readonly Words[]
  code?: string | undefined
}): string {
  const title = code === undefined ? titles[outcome] : `${titles[outcome]} (${code})`
  const shown = reasons
    .slice(0, most)
    .flatMap(({ sentence, fix }) => [
      ...wrap(sentence, { first: '  why  ', next: '       ' }),
      ...wrap(fix, { first: '  fix  ', next: '       ' }),
    ])
  const rest = reasons.length > most ? [`  … and ${reasons.length - most} more.`] : []
  return [title, ...shown, ...rest].join('\n')
}

function wrap(text: string, { first, next }: { first: string; next: string }): readonly string[] {
  const lines: string[] = []
  let line = first
  for (const word of text.split(' ')) {
    const full = line.length + word.length > width && line !== first && line !== next
    if (full) lines.push(line.trimEnd())
    line = `${full ? next : line}${word} `
  }
  return [...lines, line.trimEnd()]
}
