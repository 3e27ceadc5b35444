import { accountPackages, accountSettings, accountSources } from './settings.ts'

/** Renders `PROVENANCE.md` from the settings and the sources that the compiler read, by path. */
export function renderProvenance(sources: ReadonlyMap<string, string>): string {
  const packages = accountPackages.map(
    ({ name, version, integrity }) => `| \`${name}\` | ${version} | \`${integrity}\` |`,
  )
  const { optimizer, viaIR, evmVersion } = accountSettings
  const contracts = Object.entries(accountSources).map(
    ([source, contract]) => `| \`${contract}.json\` | \`${source}\` |`,
  )
  const licences = [...sources]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, content]) => `| \`${path}\` | ${readLicence(content)} |`)
  return `# Where these artifacts come from

Compiled, unmodified, from npm packages. They are what the devnet and the tests deploy: **test-only, not part of the
published package**. Some of the sources are LGPL-3.0-only or GPL-3.0, so the compiled code is under those terms and not
under this project's licence; the complete corresponding source is in the packages named here. No source is copied
into this repository.

Rebuild with \`npx tsx scripts/build-account-artifacts.ts\`, compare with \`--check\` (both fetch the packages from npm).

## Packages

| package | version | integrity |
|---|---|---|
${packages.join('\n')}

## Compiler

solc 0.8.17, optimizer ${optimizer.enabled ? `on, ${optimizer.runs} runs` : 'off'}, via-IR ${viaIR ? 'on' : 'off'}, EVM version ${evmVersion}: the settings of the account's own repository.

## Artifacts

| artifact | source |
|---|---|
${contracts.join('\n')}

## Licence of each source file

By its SPDX line. The notices: \`LICENSE-account-contracts-v2.md\` (MIT files of the account), \`LICENSE-LGPL-3.0.txt\`,
\`LICENSE-GPL-3.0.txt\`. OpenZeppelin Contracts 4.9.6 is MIT, Copyright (c) 2016-2023 zOS Global Limited and contributors.

| source | licence |
|---|---|
${licences.join('\n')}
`
}

function readLicence(source: string): string {
  return /SPDX-License-Identifier:\s*(\S+)/.exec(source)?.[1] ?? 'not stated'
}
