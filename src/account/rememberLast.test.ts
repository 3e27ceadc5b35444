import { describe, expect, test } from 'vitest'
import { rememberLast } from './rememberLast.ts'

describe('rememberLast', () => {
  test('default: asks again only for another argument, or after an error', () => {
    const asked: string[] = []
    const twice = rememberLast((text: string) => {
      asked.push(text)
      if (text === 'no') throw new Error(text)
      return text + text
    })
    expect([twice('a'), twice('a'), twice('b'), twice('a')]).toEqual(['aa', 'aa', 'bb', 'aa'])
    expect(asked).toEqual(['a', 'b', 'a'])
    expect(() => twice('no')).toThrow()
    expect(() => twice('no')).toThrow()
    expect(asked).toEqual(['a', 'b', 'a', 'no', 'no'])
  })
})
