import { type Address, BaseError } from 'viem'

/** Thrown when a program that the devnet runs is not installed. */
export class DevnetProgramNotFoundError extends BaseError {
  constructor({
    program,
    packageName,
    cause,
  }: { program: string; packageName: string; cause?: Error }) {
    super(`The devnet needs \`${program}\`, which is not installed.`, {
      name: 'DevnetProgramNotFoundError',
      metaMessages: [
        `It comes with the npm package \`${packageName}\`: run \`npm install\` in this project.`,
        'This could arise when packages were installed with `--omit=dev` or `--omit=optional`, or for another platform.',
      ],
      ...(cause ? { cause } : {}),
    })
  }
}

/** Thrown when a port that was asked for is taken. */
export class DevnetPortInUseError extends BaseError {
  constructor({ port, cause }: { port: number; cause?: Error }) {
    super(`Port ${port} on 127.0.0.1 cannot be used.`, {
      name: 'DevnetPortInUseError',
      metaMessages: [
        'Another process listens there already (another devnet perhaps): stop it, ask for another port,',
        'or ask for none and the devnet finds a free one.',
      ],
      ...(cause ? { cause } : {}),
    })
  }
}

/** Thrown when the chain that answers is not the chain that was asked for. */
export class DevnetChainMismatchError extends BaseError {
  constructor({ expected, found, url }: { expected: number; found: number; url: string }) {
    super(`The chain at ${url} has id ${found}, expected ${expected}.`, {
      name: 'DevnetChainMismatchError',
      metaMessages: ['Another node answers there: ask for another port, or ask for none.'],
    })
  }
}

/** Thrown when a process of the devnet ends, or does not answer, before it was ready. Carries the end of its log. */
export class DevnetProcessError extends BaseError {
  constructor(options: {
    program: string
    reason: string
    logPath: string
    lastLines: readonly string[]
  }) {
    const { program, reason, logPath, lastLines } = options
    super(`${program} ${reason}.`, {
      name: 'DevnetProcessError',
      metaMessages: [
        `Its log (${logPath}) ends with:`,
        ...(lastLines.length > 0
          ? lastLines.map((line) => `  ${line}`)
          : ['  (nothing was written)']),
        'This could arise when the machine is very busy (raise `timeout`) or another process took the port.',
      ],
    })
  }
}

/** Thrown when a contract does not land where it must, or its constructor reverts. */
export class DevnetDeploymentError extends BaseError {
  constructor({ address, reason }: { address: Address; reason: string }) {
    super(`The deployment to ${address} failed: ${reason}.`, {
      name: 'DevnetDeploymentError',
      metaMessages: [
        'This could arise when a dependency changed and its artifact with it (`npm ci` restores the pinned one),',
        'when the constructor reverts, or when the chain has no CREATE2 proxy at 0x4e59b44847b379578588920cA78FbF26c0B4956C.',
      ],
    })
  }
}

/** Thrown when a trace does not show the validation that was to be checked. */
export class ValidationTraceError extends BaseError {
  constructor({ reason }: { reason: string }) {
    super(`The rules of validation cannot be checked: ${reason}.`, {
      name: 'ValidationTraceError',
      metaMessages: [
        'This could arise when the operation is not valid: sign it anew, or ask the account about it with `explainValidation`.',
        'It could also arise with another EntryPoint than v0.6, v0.7 and v0.8.',
      ],
    })
  }
}
