// Runs forge and ends with its exit code, which the launcher of its npm package drops: with that one, no failing test would fail anything.
import { spawnSync } from 'node:child_process'
import { findForge } from './findForge.ts'

const { status, error } = spawnSync(findForge(), process.argv.slice(2), { stdio: 'inherit' })
if (error) throw error
// No status: a signal ended it.
process.exitCode = status ?? 1
