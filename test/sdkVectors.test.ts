import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { renderVectors } from './vectors/renderVectors.ts'

const vectors = await renderVectors()

test.each(Object.entries(vectors))('%s.json is what the SDK computes', (name, text) => {
  expect(readFileSync(new URL(`./vectors/${name}.json`, import.meta.url), 'utf8')).toBe(text)
})
