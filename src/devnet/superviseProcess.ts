import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { DevnetProcessError } from './errors.ts'

const supervisor = join(import.meta.dirname, 'supervisor.mjs')

export type SuperviseProcessParameters = {
  /** Name used in errors and for the log file. */
  program: string
  command: string
  args: readonly string[]
  /** Existing folder for the log. The process takes it for its home, so that whatever it writes lands there. */
  folder: string
}

export type SupervisedProcess = {
  readonly program: string
  readonly logPath: string
  /** Resolves once `probe` does; throws {@link DevnetProcessError} when the process ends or `timeout` (ms) passes first. */
  waitUntilReady<result>(options: {
    probe: () => Promise<result>
    timeout: number
  }): Promise<result>
  /** Ends the process and resolves when it is gone. Does nothing the second time. */
  stop(): Promise<void>
}

/**
 * Starts a process that cannot outlive this one, however this one ends: it runs under a small supervisor that kills it
 * when the channel between them closes. No signal handler is installed here, so the caller's own signals work as ever.
 */
export function superviseProcess(parameters: SuperviseProcessParameters): SupervisedProcess {
  const { program, command, args, folder } = parameters
  const logPath = join(folder, `${program}.log`)
  const log = openSync(logPath, 'a')
  const child = spawn(process.execPath, [supervisor, command, ...args], {
    cwd: folder,
    detached: true,
    env: buildEnvironment(folder),
    stdio: ['ignore', log, log, 'ipc'],
    windowsHide: true,
  })
  closeSync(log)

  let exit: string | undefined
  const gone = new Promise<void>((resolve) => {
    child.on('error', (error) => {
      exit = `could not be started (${error.message})`
      resolve()
    })
    child.once('exit', (code, signal) => {
      exit = signal ? `was ended by ${signal}` : `ended with exit code ${code}`
      if (signal) killGroup(child.pid)
      resolve()
    })
  })
  const fail = (reason: string) =>
    new DevnetProcessError({ program, reason, logPath, lastLines: readLastLines(logPath) })

  return {
    program,
    logPath,
    async waitUntilReady({ probe, timeout }) {
      const deadline = performance.now() + timeout
      while (exit === undefined) {
        const outcome = await probe().then(
          (result) => ({ result }),
          () => undefined,
        )
        // Answered, yet the process is gone: someone else answered.
        if (outcome && exit === undefined) return outcome.result
        if (performance.now() > deadline) throw fail(`was not ready within ${timeout} ms`)
        await Promise.race([wait(20), gone])
      }
      throw fail(exit)
    },
    async stop() {
      if (child.connected) child.disconnect()
      await gone
    },
  }
}

/** Ends what a supervisor leads, for when it was killed itself and could not. */
function killGroup(leader: number | undefined): void {
  try {
    if (leader !== undefined) process.kill(-leader, 'SIGKILL')
  } catch {
    // The group is gone already, or the platform has none.
  }
}

/** Only what a program needs: settings of the caller's shell (bundler, node, telemetry, proxies) must not leak in. */
function buildEnvironment(home: string): NodeJS.ProcessEnv {
  const { PATH, SystemRoot } = process.env
  return {
    ...(PATH ? { PATH } : {}),
    ...(SystemRoot ? { SystemRoot } : {}),
    HOME: home,
    USERPROFILE: home,
    XDG_CACHE_HOME: home,
    XDG_CONFIG_HOME: home,
    XDG_DATA_HOME: home,
    TMPDIR: home,
    NO_COLOR: '1',
  }
}

function readLastLines(path: string): string[] {
  return readFileSync(path, 'utf8').trimEnd().split('\n').filter(Boolean).slice(-8)
}
