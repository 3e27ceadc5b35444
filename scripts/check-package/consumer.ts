/** What a project of somebody else's does with the installed package; prints a grant's id. */
export const consumer = `
import { createGrant, describeGrant, erc20, type Grant, parseGrant, serializeGrant } from 'session-router'
import type { Address } from 'viem'

const address = (byte: string): Address => \`0x\${byte.repeat(20)}\`
const grant: Grant = createGrant({
  key: address('5e'),
  permissions: [erc20.approve({ token: address('a1'), spender: address('d1') })],
  validUntil: 1_800_000_000,
  fees: { budget: 1n },
  salt: 1n,
})
// @ts-expect-error A grant must say when it ends.
const wrong = () => createGrant({ key: address('5e'), permissions: [], fees: { budget: 1n } })
if (typeof wrong !== 'function' || describeGrant({ grant }).length < 5) throw new Error('It is broken.')
console.log(parseGrant(serializeGrant(grant)).id)
`

export const nodeConsumer = `
import { createGrantStore, memoryStorage } from 'session-router'
import { decryptKey, encryptKey, fileStorage, type KeyFileParameters } from 'session-router/node'
import schema from 'session-router/schemas/grant.schema.json' with { type: 'json' }

const store = createGrantStore({ storage: memoryStorage() })
const parameters: KeyFileParameters = { path: 'key.json', passphrase: 'correct horse' }
const { passphrase } = parameters
const json = await encryptKey({ privateKey: \`0x\${'5e'.repeat(32)}\`, passphrase })
const key = await decryptKey({ json, passphrase })
if ((await store.list()).grants.length !== 0 || typeof fileStorage !== 'function') throw new Error('It is broken.')
if (schema.$id !== 'urn:session-router:grant:1') throw new Error('The schema is another.')
console.log(key.address)
`
