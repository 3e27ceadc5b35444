/** A change of a module's source that a case should notice. */
export type Mutant = {
  /** The line, and what became of it. */
  readonly name: string
  readonly source: string
}

/**
 * Makes the mechanical mutants of a module: each leaves out one check, turns one comparison, or counts nothing once. Comments, imports and
 * declarations are left alone.
 */
export function listMutants(source: string): readonly Mutant[] {
  const mutants: Mutant[] = []
  const code = blankComments(source)
  const add = (start: number, end: number, replacement: string) => {
    const text = `${source.slice(0, start)}${replacement}${source.slice(end)}`
    const line = source.slice(0, start).split('\n').length
    const found = (text.split('\n')[line - 1] ?? '').trim()
    const before = source.slice(start, end).replace(/\s+/g, ' ')
    mutants.push({ name: `line ${line}: \`${before}\` → \`${found}\``, source: text })
  }
  // A statement that does nothing but check: `call.requireTarget(…);`, `_requireBeneficiary(…);`, `call.addressAt(…);`
  for (const match of code.matchAll(
    /(?<=[;{}]\s*)(?:\w+\.)?(?:_?require\w*|_?check\w+|addressAt)\(/g,
  )) {
    const end = endOfStatement(code, match.index)
    if (end !== undefined) add(match.index, end, '')
  }
  // A condition that reverts, or returns early.
  for (const match of code.matchAll(/\bif \(/g)) {
    const open = match.index + 3
    const close = closingOf(code, open)
    add(open, close + 1, '(false)')
  }
  for (const [pattern, replacement] of comparisons) {
    for (const match of code.matchAll(pattern)) {
      add(match.index, match.index + match[0].length, replacement)
    }
  }
  for (const match of code.matchAll(/\breturn \((?=[^()]*(?:\([^()]*\)[^()]*)*,)/g)) {
    const end = endOfStatement(code, match.index)
    const whole = code.slice(match.index, end)
    if (end !== undefined && whole !== 'return (false, 0);')
      add(match.index, end, 'return (false, 0);')
  }
  return mutants.filter(({ source: text }) => text !== source)
}

const comparisons: readonly (readonly [RegExp, string])[] = [
  [/(?<= )<(?= )/g, '<='],
  [/(?<= )<=(?= )/g, '<'],
  [/(?<= )>(?= )/g, '>='],
  [/(?<= )>=(?= )/g, '>'],
  [/(?<= )==(?= )/g, '!='],
  [/(?<= )!=(?= )/g, '=='],
  [/(?<= )&&(?= )/g, '||'],
  [/(?<= )\|\|(?= )/g, '&&'],
]

/** Comments and the lines of imports and pragmas as blanks, so that every place stays where it is. */
function blankComments(source: string): string {
  return source
    .replace(/\/\/.*|\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))
    .replace(/^(?:import|pragma)[^;]*;/gm, (line) => line.replace(/[^\n]/g, ' '))
}

/** Behind the semicolon, if the statement is a call that stands alone. */
function endOfStatement(code: string, start: number): number | undefined {
  const open = code.indexOf('(', start)
  const close = closingOf(code, open)
  return code[close + 1] === ';' ? close + 2 : undefined
}

function closingOf(code: string, open: number): number {
  let depth = 0
  for (let i = open; i < code.length; i++) {
    if (code[i] === '(') depth++
    if (code[i] === ')' && --depth === 0) return i
  }
  throw new Error('The source has more opening parentheses than closing ones.')
}
