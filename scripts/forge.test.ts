import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findForge } from './findForge.ts'

const tsx = join(import.meta.dirname, '../node_modules/.bin/tsx')
const run = (...args: readonly string[]) =>
  spawnSync(tsx, [join(import.meta.dirname, 'forge.ts'), ...args], { encoding: 'utf8' })

test('ends as forge ends: what it refuses fails', () => {
  expect(run('--version')).toMatchObject({ status: 0 })
  expect(run('no-such-command').status).not.toBe(0)
})

test('finds the program itself', () => {
  expect(execFileSync(findForge(), ['--version'], { encoding: 'utf8' })).toContain('1.7.1')
})
