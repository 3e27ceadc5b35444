// `npm run demo`: tells the seed's story on an embedded chain. `--json` prints one object on stdout and nothing else.
import { parseArgs } from 'node:util'
import { BaseError } from 'viem'
import { createReporter } from './reporter.ts'
import { runStory } from './story.ts'

const usage = `Usage: npm run demo [-- --json]

Runs one session key's approve → swap → stake in a single user operation, on a chain that this command starts and stops.

  --json   print one JSON object on stdout and nothing else
  --help   print this text`

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
    reporter.finish(await runStory(reporter))
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
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    return values
  } catch (error) {
    return error instanceof Error ? error : new BaseError(String(error))
  }
}
