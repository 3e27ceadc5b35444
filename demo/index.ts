// `npm run demo`: tells the seed's story on an embedded chain. `--json` prints one object on stdout and nothing else.
import { parseArgs } from 'node:util'
import { BaseError } from 'viem'
import { type AccountName, storyAccounts } from './accounts.ts'
import { createReporter } from './reporter.ts'
import { runStory } from './story.ts'

const usage = `Usage: npm run demo [-- [--account NAME] [--stake-all] [--json] [--port N] [--bundler-port N]]

Runs one session key's approve → swap → stake in a single user operation, on a chain that this command starts and stops.

  --account NAME    modular (Smart Account v2, EntryPoint v0.6), nexus (ERC-7579, EntryPoint v0.7) or all, one after
                    the other; modular by default
  --stake-all       stake all that the swap gives, through the helper contract DepositAll; by default its minimum, and
                    what it gives beyond that stays in the account
  --json            print one JSON object on stdout and nothing else; of all, the stories by account under "accounts"
  --port N          where the chain listens on this machine; a free port by default
  --bundler-port N  where the bundler listens; a free port by default
  --help            print this text`

process.exitCode = await main(process.argv.slice(2))

async function main(args: string[]): Promise<number> {
  const options = readOptions(args)
  if (options instanceof Error) {
    process.stderr.write(`${options.message}\n\n${usage}\n`)
    return 2
  }
  if (options.help) {
    process.stdout.write(`${usage}\n`)
    return 0
  }
  const reporter = createReporter({ format: options.json ? 'json' : 'text' })
  try {
    const { accounts, stakeAll, port, bundlerPort } = options
    const results = []
    for (const account of accounts) {
      results.push(await runStory(reporter, { account, stakeAll, port, bundlerPort }))
    }
    reporter.finish(results)
    return 0
  } catch (error) {
    reporter.fail(error)
    return 1
  }
}

function readOptions(args: string[]) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        account: { type: 'string', default: 'modular' },
        'stake-all': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        port: { type: 'string' },
        'bundler-port': { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    })
    const { json, help } = values
    return {
      json,
      help,
      stakeAll: values['stake-all'],
      accounts: readAccounts(values.account),
      port: readPort('--port', values.port),
      bundlerPort: readPort('--bundler-port', values['bundler-port']),
    }
  } catch (error) {
    return error instanceof Error ? error : new BaseError(String(error))
  }
}

function readAccounts(text: string): readonly AccountName[] {
  // The object is literal: it has these keys and no others.
  const names = Object.keys(storyAccounts) as AccountName[]
  const found = text === 'all' ? names : names.filter((name) => name === text)
  if (found.length > 0) return found
  throw new BaseError(`--account takes ${names.join(', ')} or all, not "${text}".`)
}

function readPort(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port > 0 && port < 65_536) return port
  throw new BaseError(`${option} takes a port number from 1 to 65535, not "${text}".`)
}
