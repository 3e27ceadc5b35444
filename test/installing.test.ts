import { parseEther } from 'viem'
import type { SmartAccount } from 'viem/account-abstraction'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AccountName, storyAccounts } from '../demo/accounts.ts'
import { encodeSeedCalls, setStage } from '../demo/stage.ts'
import { type Devnet, startDevnet } from '../src/devnet/index.ts'
import {
  type Call,
  createGrant,
  enableGrantCall,
  erc20,
  type Grant,
  getGrantState,
  installRouterCalls,
  isRouterInstalled,
  ModuleNotInstalledError,
  toSessionAccount,
  uninstallRouterCalls,
} from '../src/index.ts'
import { expectEveryOperationClean } from './fixtures/expectClean.ts'

let devnet: Devnet
beforeAll(async () => {
  devnet = await startDevnet()
}, 60_000)
afterAll(() => devnet?.stop())

describe.each(Object.keys(storyAccounts) as AccountName[])('router of a %s account', (name) => {
  async function open() {
    const stage = await setStage(devnet, name)
    const { account, deployment, kind, sessionKey } = stage
    const { publicClient: client, bundlerClient } = devnet
    const send = async (sender: SmartAccount, calls: readonly Call[]) => {
      const hash = await bundlerClient.sendUserOperation({ account: sender, calls })
      expect((await bundlerClient.waitForUserOperationReceipt({ hash })).success).toBe(true)
    }
    const grantIt = () =>
      createGrant({
        key: sessionKey.address,
        permissions: [erc20.approve({ token: devnet.tokenA, spender: devnet.uniswap.router })],
        ...{ expiresIn: 3600, fees: { budget: parseEther('0.05') }, deployment },
      })
    const use = async (grant: Grant) => {
      const { address } = account
      const session = await toSessionAccount({
        ...{ account: { client, address }, grant, key: sessionKey, deployment, kind },
      })
      await send(session, encodeSeedCalls(stage, { minimumOut: 1n }).slice(0, 1))
    }
    const parameters = { account: account.address, kind, deployment }
    const readStatus = async (grant: Grant) =>
      (await getGrantState(client, { account: account.address, grant, deployment })).status
    const ownerSends = (calls: readonly Call[]) => send(account, calls)
    return { client, parameters, deployment, grantIt, use, ownerSends, readStatus }
  }

  test('default: installed, used, uninstalled; grants stay ended when it comes back', async () => {
    const { client, parameters, deployment, grantIt, use, ownerSends, readStatus } = await open()
    const grant = grantIt()
    await ownerSends([...installRouterCalls(parameters), enableGrantCall(grant, deployment)])
    expect(await isRouterInstalled(client, parameters)).toBe(true)
    await use(grant)

    await ownerSends(await uninstallRouterCalls(client, parameters))
    expect(await isRouterInstalled(client, parameters)).toBe(false)
    expect(await readStatus(grant)).toBe('revoked')
    await expect(use(grant)).rejects.toThrow()

    const successor = grantIt()
    await ownerSends([...installRouterCalls(parameters), enableGrantCall(successor, deployment)])
    expect(await readStatus(grant)).toBe('revoked')
    await expect(use(grant)).rejects.toThrow()
    await use(successor)
  })

  test('error: a router that is not installed', async () => {
    const { client, parameters, ownerSends } = await open()
    await ownerSends(installRouterCalls(parameters))
    await ownerSends(await uninstallRouterCalls(client, parameters))
    const again = uninstallRouterCalls(client, parameters)
    await expect(again).rejects.toThrow(ModuleNotInstalledError)
  })
})

// Last: it looks at all that the tests above got included.
describe('ERC-7562', () => {
  test('behavior: every operation above keeps to the rules of validation', () =>
    expectEveryOperationClean(devnet))
})
