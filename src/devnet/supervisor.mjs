// Runs one command and ends it when whoever asked for it is gone: the kernel closes the IPC channel however that
// process ends, SIGKILL included. It leads its own process group, so that a terminal's Ctrl-C reaches only the owner.
// SIGKILL for the child: the devnet keeps no state worth an orderly end, and a deadline would be one more thing to fail.
import { spawn } from 'node:child_process'

const [command, ...args] = process.argv.slice(2)
// The owner may be gone before this line: the event is then gone, too.
if (!process.connected) process.exit(1)

const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], windowsHide: true })
const end = () => child.kill('SIGKILL')

process.on('disconnect', end)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end)

child.on('error', (error) => {
  process.stderr.write(`${error.message}\n`)
  process.exit(127)
})
child.on('exit', (code) => process.exit(code ?? 1))
