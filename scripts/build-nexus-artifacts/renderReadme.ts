import { createHash } from 'node:crypto'
import { nexusContracts, nexusPackage, nexusSource } from './settings.ts'

export type RenderReadmeParameters = {
  /** Creation bytecode by contract name, with `0x`. */
  bytecodes: ReadonlyMap<string, string>
  /** The text of `nexusSource`. */
  source: string
  /** The package's own `package.json`. */
  manifest: { readonly license?: string }
}

/** Renders the folder's `README.md` from the pins and from what the package itself says. */
export function renderReadme({ bytecodes, source, manifest }: RenderReadmeParameters): string {
  const { name, version, integrity } = nexusPackage
  const rows = nexusContracts.map(({ contractName, constant }) => {
    const bytecode = bytecodes.get(contractName) ?? '0x'
    const bytes = Buffer.from(bytecode.slice(2), 'hex')
    const hash = createHash('sha256').update(bytes).digest('hex')
    return `| \`${contractName}.json\` | \`${constant}\` | ${bytes.length} | \`${hash}\` |`
  })
  const spdx = /SPDX-License-Identifier:\s*(\S+)/.exec(source)?.[1] ?? 'not stated'
  return `# Where these artifacts come from

Creation bytecode of Nexus, the ERC-7579 smart account by Biconomy, taken as it is from an npm package. It is what the
devnet and the tests deploy: **test-only, not part of the published package**. The account names itself
\`biconomy.nexus.1.0.0\` and carries version 1.0.1 in its EIP-712 domain. The \`abi\` of each artifact holds the constructor and
nothing else; what the project calls is written where it is called.

Rebuild with \`npm run build:nexus-artifacts\`, compare with \`npm run check:nexus-artifacts\` (both fetch the package from npm).

| package | version | integrity |
|---|---|---|
| \`${name}\` | ${version} | \`${integrity}\` |

| artifact | constant in \`${nexusSource}\` | bytes | SHA-256 of the bytes |
|---|---|---|---|
${rows.join('\n')}

\`NEXUS_PROXY_BYTECODE\` of the same file is left out: the factory carries the proxy's code.

## Licence

- Nexus is by Biconomy, under the MIT licence: the README of its public repository (\`bcnmy/nexus\`) says so, and so do the
  SPDX lines of the sources that were looked at there (\`Nexus.sol\`, \`NexusAccountFactory.sol\`, \`NonceLib.sol\`; not
  necessarily the versions that were compiled). Its LICENSE file was not at hand.
- The file that carries the bytecode has the SPDX line ${spdx}; the package around it, by Rhinestone, states
  ${manifest.license ?? 'no licence'} in its \`package.json\` and carries no licence text. Nothing else of it is in this repository.
- Not verified: that this bytecode is what the compiler makes of those sources (the package carries the bytecode only), and the
  licences of the libraries that are compiled into it.
`
}
