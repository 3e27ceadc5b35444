import { describe, expect, test } from 'vitest'
import { formatReasons } from './formatReasons.ts'

const reason = (length: number) => ({ sentence: 'word '.repeat(length), fix: 'Do it.' })

describe('formatReasons', () => {
  test('default', () => {
    expect(formatReasons({ outcome: 'refused', code: 'AA23', reasons: [reason(2)] })).toBe(
      'The operation is refused. (AA23)\n  why  word word\n  fix  Do it.',
    )
  })

  test('behavior: fits a screen, whatever there is to say', () => {
    const text = formatReasons({
      outcome: 'refused',
      reasons: [reason(60), reason(60), reason(30), reason(30), reason(1), reason(1)],
    })
    const lines = text.split('\n')
    expect(lines.length).toBeLessThanOrEqual(24)
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100)
    expect(lines.at(-1)).toBe('  … and 2 more.')
  })

  test('behavior: a word that is longer than a line stands alone', () => {
    const sentence = `a ${'x'.repeat(120)} b`
    const lines = formatReasons({ outcome: 'refused', reasons: [{ sentence, fix: 'c' }] }).split(
      '\n',
    )
    expect(lines.slice(1, 4)).toEqual(['  why  a', `       ${'x'.repeat(120)}`, '       b'])
  })
})
